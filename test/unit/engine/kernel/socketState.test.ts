import assert from 'node:assert/strict';
import { once } from 'node:events';
import { SockscopeError } from '../../../../src/base/error';
import { socketStateOf } from '../../../../src/engine/kernel/socketState';
import { SystemSockets } from '../../../../src/engine/kernel/systemSockets';
import { eventually } from '../../../support/eventually';
import { Harness } from '../harness';
import { makeTempFolder } from '../../../support/temp-folder';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('engine/kernel/socketState', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  it('tells both ends of a connection, and what waits in them', async () => {
    const { listener, connection, peer } = await harness.accepted();
    const { system } = harness.engine;
    assert.deepEqual(
      [(await socketStateOf(system, listener)).state, (await socketStateOf(system, listener)).waiting],
      ['listen', 0],
    );
    const before = await socketStateOf(system, connection);
    assert.deepEqual([before.state, before.peer?.state, before.receiveQueue], ['established', 'established', 0]);
    peer.socket.pause();
    await connection.send(new Uint8Array(1000));
    await eventually(async () => {
      const { peer: other } = await socketStateOf(system, connection);
      // Node may have read it already; then nothing is left in the kernel.
      assert.ok(other?.receiveQueue === 1000 || other?.receiveQueue === 0);
    });
    const found = await socketStateOf(system, connection, true);
    assert.equal(found.peer?.owners?.[0]?.pid, process.pid);
  });

  it('follows a half-close, and says closed of what the kernel has forgotten', async () => {
    const { connection, peer } = await harness.accepted();
    const { system } = harness.engine;
    await connection.shutdownSending();
    await eventually(async () => {
      const state = await socketStateOf(system, connection);
      assert.deepEqual([state.state, state.peer?.state], ['fin-wait-2', 'close-wait']);
    });
    const closed = once(peer.socket, 'close');
    peer.socket.resetAndDestroy();
    await closed;
    await eventually(async () => {
      const state = await socketStateOf(system, connection);
      assert.deepEqual([state.state, state.peer?.state], ['closed', 'closed']);
    });
  });

  it('tells of UDP sockets whether they are connected', async () => {
    const bound = await harness.bind();
    const dialled = await harness.dialDatagram(bound.info().local);
    const { system } = harness.engine;
    const state = await socketStateOf(system, dialled);
    assert.deepEqual([state.state, state.peer?.state, state.drops], ['connected', 'unconnected', 0]);
    assert.equal((await socketStateOf(system, bound)).state, 'unconnected');
  });

  it('knows the state of a Unix socket that has a path, and says what it cannot know', async () => {
    const folder = await makeTempFolder();
    try {
      const listener = await harness.listen(`unix:${folder.path}/x.sock`);
      const dialled = await harness.dial(`unix:${folder.path}/x.sock`);
      const { system } = harness.engine;
      assert.equal((await socketStateOf(system, listener)).state, 'listen');
      await assert.rejects(
        socketStateOf(system, dialled),
        (error) => error instanceof SockscopeError && error.code === 'KERNEL_UNKNOWN',
      );
    } finally {
      await harness.dispose();
      await folder.remove();
    }
  });

  it('says that nothing is known on a system that does not tell', async () => {
    const listener = await harness.listen();
    await assert.rejects(
      socketStateOf(new SystemSockets({ platform: 'aix' }), listener),
      (error) => error instanceof SockscopeError && error.code === 'KERNEL_UNKNOWN',
    );
  });
});
