import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { eventually } from '../../support/eventually';
import { requireTool } from '../../support/tools';
import { assertRejects, cleanUp, portOf, run, runUnchecked, waitForConnection } from '../support/commands';

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('what the machine says of its sockets', () => {
  afterEach(cleanUp);

  onLinux('tells who has a port, and what the kernel has of both ends', async () => {
    const listener = await run('startListener', { address: '0' });
    const port = Number(portOf(listener.local));
    const [holder] = await run('whoHasPort', { port, transport: 'tcp' });
    assert.deepEqual([holder?.local, holder?.state, holder?.pid], [listener.local, 'listen', process.pid]);
    assert.deepEqual(await run('whoHasPort', { port, transport: 'udp' }), []);

    assert.deepEqual((await run('socketState', { socket: listener.id })).waiting, 0);
    const dialled = await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    const { state, peer } = await run('socketState', { socket: dialled.id });
    assert.deepEqual([state, peer?.state, peer?.pid], ['established', 'established', process.pid]);
    await run('pauseReceiving', { socket: accepted.id });
    await run('shutdownSending', { socket: dialled.id });
    await eventually(async () => {
      const half = await run('socketState', { socket: dialled.id });
      assert.deepEqual([half.state, half.peer?.state], ['fin-wait-2', 'close-wait']);
      assert.deepEqual(JSON.parse(JSON.stringify(half)), half);
    });
  });

  it('looks up names, addresses and services', async () => {
    const { canonical, addresses } = await run('lookUp', { name: 'localhost' });
    assert.equal(canonical, 'localhost');
    assert.ok(addresses.some(({ address }) => address === '127.0.0.1' || address === '::1'));
    assert.deepEqual([...new Set(addresses.map(({ kind }) => kind))], ['loopback']);
    const { services } = await run('lookUp', { name: 'http' });
    assert.ok(services.some(({ port, transport }) => port === 80 && transport === 'tcp'));
    const [linkLocal] = (await run('lookUp', { name: 'fe80::1%lo' })).addresses;
    assert.deepEqual([linkLocal?.kind, linkLocal?.rfc], ['link-local', 4291]);
    await assertRejects(run('lookUp', { name: 'a b' }), 'BAD_NAME');
    await assertRejects(runUnchecked('lookUp', { name: 80 }), 'BAD_ARGUMENT', /"name" must be a string/);
  });

  onLinux('tells the states and queues of both ends that ss tells at the same moment', async function () {
    const ss = requireTool(this, 'ss');
    const listener = await run('startListener', { address: '0', service: 'chargen' });
    const dialled = await run('dialEndpoint', { address: listener.local });
    const accepted = await waitForConnection(listener.id);
    await run('pauseReceiving', { socket: dialled.id });
    const [own, other] = [portOf(accepted.local), portOf(dialled.local)];
    const words: Readonly<Record<string, string>> = { ESTAB: 'established' };
    /** As `ss` prints it: state, Recv-Q, Send-Q, local, peer. */
    const rows = (): string[][] =>
      execFileSync(ss, ['-tanH'], { encoding: 'utf8' })
        .split('\n')
        .map((line) => line.trim().split(/\s+/));
    const told = (from: string, to: string): unknown[] | undefined => {
      const row = rows().find(([, , , local = '', peer = '']) => local.endsWith(`:${from}`) && peer.endsWith(`:${to}`));
      return row && [words[row[0]!] ?? row[0], Number(row[2]), Number(row[1])];
    };
    await eventually(async () => {
      const before = [told(own, other), told(other, own)];
      const { state, sendQueue, receiveQueue, peer } = await run('socketState', { socket: accepted.id });
      const after = [told(own, other), told(other, own)];
      // Nothing has moved meanwhile.
      assert.deepEqual(before, after);
      assert.ok((sendQueue ?? 0) > 0 && (peer?.receiveQueue ?? 0) > 0, 'it is not blocked yet');
      assert.deepEqual(before, [
        [state, sendQueue, receiveQueue],
        [peer?.state, peer?.sendQueue, peer?.receiveQueue],
      ]);
    });
  });

  it('tells which address of a name was dialled', async () => {
    const listener = await run('startListener', { address: '0' });
    const { attempts, remote } = await run('dialEndpoint', { address: `localhost:${portOf(listener.local)}` });
    assert.equal(remote, listener.local);
    const taken = attempts?.find(({ outcome }) => outcome === 'connected');
    assert.equal(taken?.address, '127.0.0.1');
  });

  it('dials from an own end, and says what stands in the way', async () => {
    const listener = await run('startListener', { address: '0' });
    const address = listener.local;
    const { local } = await run('dialEndpoint', { address, from: '127.0.0.1:0' });
    // Which code it is, systems differ.
    await assert.rejects(run('dialEndpoint', { address, from: `:${portOf(local)}` }), /there is such a connection/);
    await assertRejects(run('dialEndpoint', { address, from: `127.0.0.1:${portOf(address)}` }), 'EADDRINUSE');
    await assertRejects(run('dialEndpoint', { address, from: 'localhost' }), 'BAD_OWN_END');
    await assertRejects(run('dialEndpoint', { address: 'unix:/tmp/x', from: ':1' }), 'FROM_UNFIT');
  });

  it('refuses what is no port, and sockets that are none', async () => {
    await assertRejects(run('whoHasPort', { port: 0 }), 'BAD_PORT');
    await assertRejects(runUnchecked('whoHasPort', { port: '80' }), 'BAD_ARGUMENT', /"port" must be a number/);
    await assertRejects(runUnchecked('whoHasPort', { port: 80, transport: 'sctp' }), 'BAD_ARGUMENT', /tcp, udp/);
    await assertRejects(run('socketState', { socket: 's0' }), 'UNKNOWN_SOCKET');
    await assertRejects(runUnchecked('socketState'), 'BAD_ARGUMENT');
    await assertRejects(runUnchecked('machineSockets' as never, {}), 'BAD_ARGUMENT');
  });
});
