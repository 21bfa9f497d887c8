import assert from 'node:assert/strict';
import { SockscopeError } from '../../../src/base/error';
import { setSocketOption, socketOptionsOf } from '../../../src/engine/socketOptions';
import type { LiveSocket } from '../../../src/engine/liveSocket';
import { Harness } from './harness';

const refusal = (code: string) => (error: unknown) => error instanceof SockscopeError && error.code === code;

describe('engine/socketOptions', () => {
  let harness: Harness;
  afterEach(() => harness.dispose());

  const values = (socket: LiveSocket) =>
    Object.fromEntries(socketOptionsOf(socket).map(({ id, value }) => [id, value]));

  it('sets those of TCP, and has none for listeners and for what has ended', async () => {
    harness = new Harness();
    const { listener, connection } = await harness.accepted();
    assert.deepEqual(values(connection), { noDelay: true, keepAlive: false });
    await setSocketOption(connection, 'noDelay', false);
    await setSocketOption(connection, 'keepAlive', true);
    assert.deepEqual(values(connection), { noDelay: false, keepAlive: true });
    assert.deepEqual(socketOptionsOf(listener), []);
    await connection.close();
    assert.deepEqual(socketOptionsOf(connection), []);
    await assert.rejects(setSocketOption(connection, 'noDelay', true), refusal('BAD_OPTION'));
  });

  it('sets those of UDP, and says what the system has granted', async () => {
    harness = new Harness();
    const socket = await harness.bind();
    await setSocketOption(socket, 'receiveBuffer', 65_536);
    await setSocketOption(socket, 'ttl', 9);
    const { receiveBuffer, ttl, broadcast } = values(socket);
    assert.ok(Number(receiveBuffer) >= 65_536, String(receiveBuffer));
    assert.deepEqual([ttl, broadcast], [9, false]);
    await assert.rejects(setSocketOption(socket, 'ttl', 256), refusal('BAD_OPTION'));
    await assert.rejects(setSocketOption(socket, 'ttl', true), refusal('BAD_OPTION'));
    await assert.rejects(setSocketOption(socket, 'broadcast', 1), refusal('BAD_OPTION'));
    await assert.rejects(setSocketOption(socket, 'noDelay', true), refusal('BAD_OPTION'));
  });

  it('asks before a socket may broadcast', async () => {
    const asked: string[] = [];
    let isAllowed = false;
    harness = new Harness({
      permit: (use) => {
        if (use.kind !== 'broadcast') return undefined;
        asked.push(use.to.address);
        return isAllowed ? undefined : Promise.reject(new SockscopeError('REFUSED', 'No.'));
      },
    });
    const socket = await harness.bind();
    await assert.rejects(setSocketOption(socket, 'broadcast', true), refusal('REFUSED'));
    assert.equal(values(socket)['broadcast'], false);
    isAllowed = true;
    await setSocketOption(socket, 'broadcast', true);
    await setSocketOption(socket, 'broadcast', false);
    assert.deepEqual([asked, values(socket)['broadcast']], [['255.255.255.255', '255.255.255.255'], false]);
  });
});
