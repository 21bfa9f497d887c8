import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
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

  it('tells which address of a name was dialled', async () => {
    const listener = await run('startListener', { address: '0' });
    const { attempts, remote } = await run('dialEndpoint', { address: `localhost:${portOf(listener.local)}` });
    assert.equal(remote, listener.local);
    const taken = attempts?.find(({ outcome }) => outcome === 'connected');
    assert.equal(taken?.address, '127.0.0.1');
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
