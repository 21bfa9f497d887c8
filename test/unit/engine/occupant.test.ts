import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { explainDialling, explainListening, isReachedAt } from '../../../src/engine/occupant';
import { Harness, ip, tcp } from './harness';

const inUse = (address?: string): Error =>
  Object.assign(new Error('bind EADDRINUSE'), { code: 'EADDRINUSE', ...(address === undefined ? {} : { address }) });

describe('engine/occupant', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('traces an address in use to our own socket, by its address, by a name for it, or by every address', async () => {
    const listener = await harness.listen();
    const { port } = ip(listener.local);
    const explain = async (host: string, error = inUse()): Promise<string> =>
      (await explainListening(error, { transport: 'tcp', host, port }, harness.engine.sockets)).message;
    const own = /Sockscope already listens on tcp:\/\/127\.0\.0\.1:\d+ itself/;
    assert.match(await explain('127.0.0.1'), own);
    assert.match(await explain('localhost', inUse('127.0.0.1')), own);
    assert.match(await explain('0.0.0.0'), own);
    assert.match(await explain('127.0.0.2'), /another program/);
  });

  it('does not take sockets that have ended, another transport or another error for it', async () => {
    const listener = await harness.listen();
    const { port } = ip(listener.local);
    const { sockets } = harness.engine;
    const endpoint = { transport: 'tcp', host: '127.0.0.1', port } as const;
    assert.match(
      (await explainListening(inUse(), { ...endpoint, transport: 'udp' }, sockets)).message,
      /another program/,
    );
    const denied = Object.assign(new Error(), { code: 'EACCES' });
    assert.equal((await explainListening(denied, endpoint, sockets)).code, 'EACCES');
    listener.close();
    assert.match((await explainListening(inUse(), endpoint, harness.engine.sockets)).message, /another program/);
  });

  it('names the listener rather than its connections', async () => {
    const { listener } = await harness.accepted();
    const endpoint = { transport: 'tcp', host: '127.0.0.1', port: ip(listener.local).port } as const;
    const error = await explainListening(inUse(), endpoint, [...harness.engine.sockets].reverse());
    assert.match(error.message, new RegExp(`already listens on ${tcp(listener.local)} itself`));
  });

  it('leaves other errors of dialling to the table', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    assert.equal(explainDialling(refused, { transport: 'tcp', host: '127.0.0.1', port: 1 }).code, 'ECONNREFUSED');
    assert.equal(explainDialling(refused, { transport: 'unix', path: '/nowhere/s' }).code, 'ECONNREFUSED');
  });

  it('knows which of our sockets an address reaches', () => {
    const at = (address: string): { family: 'ip'; address: string; port: number } => ({
      family: 'ip',
      address,
      port: 1,
    });
    assert.equal(isReachedAt(at('127.0.0.1'), '127.0.0.1'), true);
    assert.equal(isReachedAt(at('127.0.0.1'), '127.0.0.2'), false);
    assert.equal(isReachedAt(at('0.0.0.0'), '127.0.0.2'), true);
    assert.equal(isReachedAt(at('::'), '::1'), true);
    for (const { address } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
      assert.equal(isReachedAt(at('0.0.0.0'), address), true);
    }
    assert.equal(isReachedAt(at('0.0.0.0'), '198.51.100.1'), false);
  });
});
