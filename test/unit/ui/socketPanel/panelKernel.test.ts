import assert from 'node:assert/strict';
import { KernelSockets } from '../../../../src/engine/kernel/kernelSockets';
import { SystemSockets } from '../../../../src/engine/kernel/systemSockets';
import { KernelLook } from '../../../../src/ui/socketPanel/panelKernel';
import { eventually } from '../../../support/eventually';
import { Harness } from '../../engine/harness';

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('ui/socketPanel/panelKernel', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
  });
  afterEach(() => harness.dispose());

  onLinux('tells both ends, who has the other one, and who waits', async () => {
    const { connection, peer } = await harness.accepted();
    peer.socket.pause();
    const look = new KernelLook(harness.engine, connection);
    const idle = await look.look();
    assert.deepEqual(
      [idle.own?.state, idle.peer?.state, idle.isPeerHere, idle.waiting?.kind],
      ['established', 'established', true, 'nobody'],
    );
    assert.deepEqual(
      idle.peerProcesses?.map(({ pid, isOwn }) => [pid, isOwn]),
      [[process.pid, true]],
    );
    connection.send(new Uint8Array(12_000_000)).catch(() => undefined);
    await eventually(async () => {
      const blocked = await look.look();
      assert.deepEqual([blocked.waiting?.kind, blocked.waiting?.isSeen], ['blocked', true]);
      assert.ok((blocked.own?.sendQueue ?? 0) > 0 && (blocked.peer?.receiveQueue ?? 0) > 0);
      assert.ok(blocked.bytesWaiting > 0);
    });
  });

  onLinux('tells the clients that wait for a listener', async () => {
    const { listener } = await harness.accepted();
    const { own, waiting, isPeerHere } = await new KernelLook(harness.engine, listener).look();
    assert.deepEqual([own?.state, waiting?.kind, isPeerHere], ['listen', 'nobody', false]);
  });

  it('says where nothing is known', async () => {
    const { connection } = await harness.accepted();
    const system = new SystemSockets({ platform: 'aix', kernel: new KernelSockets({ platform: 'aix' }) });
    const { engine } = harness;
    const nothing = await new KernelLook({ system, sockets: engine.sockets }, connection).look();
    assert.deepEqual(nothing, {
      own: null,
      bytesWaiting: 0,
      isPeerHere: true,
      peer: null,
      peerProcesses: null,
      waiting: null,
      details: null,
    });
  });
});
