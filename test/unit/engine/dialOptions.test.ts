import assert from 'node:assert/strict';
import { once } from 'node:events';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { explainOwnEnd, fromProblem, reachableFrom } from '../../../src/engine/dialOptions';
import { failure, Harness, ip } from './harness';

const V4 = { address: '127.0.0.1', family: 4 } as const;
const V6 = { address: '::1', family: 6 } as const;

describe('engine/dialOptions', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('say what is wrong with the own end', () => {
    const codeOf = (from: string, to?: string): string | undefined =>
      fromProblem(from, to === undefined ? undefined : parseEndpoint(to))?.code;
    assert.equal(codeOf('x'), 'BAD_OWN_END');
    assert.equal(codeOf(':1'), undefined);
    assert.equal(codeOf(':1', 'unix:/tmp/x'), 'FROM_UNFIT');
    assert.equal(codeOf('[::1]:1', 'tcp://127.0.0.1:1'), 'FROM_UNFIT');
    assert.equal(codeOf('127.0.0.1', 'udp://[::1]:1'), 'FROM_UNFIT');
    for (const [from, to] of [
      [':1', 'tcp://[::1]:1'],
      ['[::1]:0', 'tcp://localhost:1'],
      ['127.0.0.1:1', 'tls://127.0.0.1:1'],
    ] as const) {
      // prettier-ignore
      assert.equal(codeOf(from, to), undefined, from);
    }
  });

  it('leave of a name’s addresses those of the same kind', () => {
    const endpoint = parseEndpoint('tcp://box.test:1');
    assert.deepEqual(reachableFrom([V6, V4], { address: '127.0.0.1', port: 0 }, endpoint), [V4]);
    assert.deepEqual(reachableFrom([V6, V4], { port: 5 }, endpoint), [V6, V4]);
    assert.deepEqual(reachableFrom([V6, V4], undefined, endpoint), [V6, V4]);
    assert.throws(() => reachableFrom([V4], { address: '::1', port: 0 }, endpoint), { code: 'FROM_UNFIT' });
  });

  it('explain what the system answers, by the call that failed', () => {
    const endpoint = parseEndpoint('tcp://127.0.0.1:1');
    const own = { address: '127.0.0.1', port: 5000 };
    const said = (code: string, syscall: string): string | undefined =>
      explainOwnEnd(Object.assign(new Error(), { code, syscall }), endpoint, own)?.message;
    assert.match(said('EADDRINUSE', 'bind')!, /from 127\.0\.0\.1:5000: another socket has this address and port/);
    assert.match(said('EADDRNOTAVAIL', 'bind')!, /this machine has no such address/);
    assert.match(said('EADDRNOTAVAIL', 'connect')!, /TIME_WAIT/);
    assert.match(said('EADDRINUSE', 'connect')!, /TIME_WAIT/);
    assert.match(said('EACCES', 'bind')!, /Ports below 1024/);
    assert.match(said('EINVAL', 'connect')!, /nothing gets there/);
    assert.equal(said('ECONNREFUSED', 'connect'), undefined);
    assert.equal(explainOwnEnd(new Error(), endpoint, undefined), undefined);
  });

  it('bind the own port before TCP is dialled, once', async () => {
    const server = await harness.serve();
    const first = await harness.dial(`tcp://127.0.0.1:${server.port}`);
    const { port } = ip(first.local);
    const to = `tcp://127.0.0.1:${server.port}`;
    // The connection that is there has exactly these ends.
    const error = await failure(harness.dial(to, { from: `127.0.0.1:${port}` }));
    assert.match(error.code, /^EADDR(?:NOTAVAIL|INUSE)$/);
    assert.match(error.message, new RegExp(`from 127\\.0\\.0\\.1:${port}: `));
    const taken = await failure(harness.dial(to, { from: `127.0.0.1:${server.port}` }));
    assert.equal(taken.code, 'EADDRINUSE');
    const other = await harness.serve();
    const again = await harness.dial(`tcp://127.0.0.1:${other.port}`, { from: '127.0.0.1:0' });
    const own = ip(again.local).port;
    await again.reset();
    const bound = await harness.dial(to, { from: `:${own}` });
    assert.equal(ip(bound.local).port, own);
  });

  it('bind the own address and port before UDP is dialled', async () => {
    const receiver = await harness.bind();
    const { port } = ip(receiver.local);
    const sender = await harness.dialDatagram(`udp://127.0.0.1:${port}`, { from: '127.0.0.1:0' });
    const own = ip(sender.local);
    assert.equal(own.address, '127.0.0.1');
    const error = await failure(harness.dialDatagram(`udp://127.0.0.1:${port}`, { from: `127.0.0.1:${own.port}` }));
    assert.equal(error.code, 'EADDRINUSE');
    await sender.close();
    const again = await harness.dialDatagram(`udp://127.0.0.1:${port}`, { from: `:${own.port}` });
    assert.equal(ip(again.local).port, own.port);
    const heard = once(harness.engine, 'socket');
    await again.send(Uint8Array.of(1));
    await heard;
  });

  it('refuse an address that this machine does not have', async () => {
    const server = await harness.serve();
    const error = await failure(harness.dial(`tcp://127.0.0.1:${server.port}`, { from: '192.0.2.1:0' }));
    assert.equal(error.code, 'EADDRNOTAVAIL');
    assert.match(error.message, /this machine has no such address/);
  });
});
