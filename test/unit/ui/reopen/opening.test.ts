import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import type { LiveSocket } from '../../../../src/engine/liveSocket';
import { Openings, readOpening, storeOpening, type Opening } from '../../../../src/ui/reopen/opening';

const LISTEN: Opening = {
  kind: 'listen',
  endpoint: parseEndpoint('tcp://127.0.0.1:0'),
  options: {
    service: 'reply',
    options: { payload: Uint8Array.of(0, 255), when: 'connected' },
    backlog: 5,
    v6only: true,
  },
};
const DIAL: Opening = {
  kind: 'dial',
  endpoint: parseEndpoint('udp://[::1]:9'),
  options: { timeout: 500, from: '[::1]:5000', ttl: 0, loopback: false, interface: 'lo' },
};

const socketWith = (fields: object): LiveSocket => fields as unknown as LiveSocket;

describe('Openings', () => {
  it('know what was asked for; a listener’s port is the one that it had', () => {
    const openings = new Openings();
    const listener = socketWith({ kind: 'listener', local: { family: 'ip', address: '127.0.0.1', port: 4711 } });
    const failed = socketWith({ kind: 'listener', local: undefined });
    openings.note(listener, LISTEN);
    openings.note(failed, LISTEN);
    assert.deepEqual(openings.of(listener), { ...LISTEN, endpoint: parseEndpoint('tcp://127.0.0.1:4711') });
    assert.equal(openings.of(failed), LISTEN);
    assert.ok(openings.isNoted(listener));
    const dialled = socketWith({ kind: 'datagram', local: { family: 'ip', address: '::1', port: 4711 } });
    openings.note(dialled, DIAL);
    assert.equal(openings.of(dialled), DIAL);
  });

  it('of others are their peers alone, where they dialled', () => {
    const openings = new Openings();
    const info = () => ({ remote: 'tcp://127.0.0.1:9000' });
    assert.deepEqual(openings.of(socketWith({ kind: 'connection', info })), {
      kind: 'dial',
      endpoint: parseEndpoint('tcp://127.0.0.1:9000'),
      options: {},
    });
    for (const fields of [{ kind: 'listener' }, { kind: 'connection', parent: 's1' }]) {
      assert.equal(openings.of(socketWith({ ...fields, info })), undefined);
    }
    assert.equal(openings.of(socketWith({ kind: 'datagram', info: () => ({}) })), undefined);
    assert.equal(openings.isNoted(socketWith({ kind: 'listener' })), false);
  });
});

describe('readOpening', () => {
  it('reads what was stored', () => {
    for (const opening of [LISTEN, DIAL]) {
      assert.deepEqual(readOpening(JSON.parse(JSON.stringify(storeOpening(opening)))), opening);
    }
  });

  it('keeps no certificates and keys', () => {
    assert.equal(storeOpening({ ...LISTEN, options: { tls: { key: 'secret' } } }), undefined);
  });

  it('takes nothing else for one', () => {
    const known = { kind: 'dial', address: 'tcp://127.0.0.1:9000' };
    for (const stored of [undefined, null, 5, 'x', [], {}, { ...known, kind: 'x' }, { ...known, address: 5 }]) {
      assert.equal(readOpening(stored), undefined, JSON.stringify(stored));
    }
    assert.equal(readOpening({ ...known, address: 'http://x' }), undefined);
    const hostile = { ...known, numbers: { timeout: 'x', other: 1 }, flags: 7, texts: { interface: 5, service: 'x' } };
    assert.deepEqual(readOpening(hostile)?.options, { service: 'x' });
  });
});
