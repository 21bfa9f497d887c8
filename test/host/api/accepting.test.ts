import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { assertRejects, cleanUp, run, waitForConnection } from '../support/commands';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('accepting, which can be stopped', () => {
  afterEach(cleanUp);

  it('lets clients wait in the kernel, and accepts them one at a time, with what they sent', async () => {
    const { id, local } = await run('startListener', { address: '0', backlog: 2, accept: false });
    const [client] = await Promise.all([1, 2, 3].map(() => run('dialEndpoint', { address: local })));
    assert.ok(client);
    for (const info of await run('listSockets')) {
      if (info.kind === 'connection') await run('sendPayload', { socket: info.id, payload: '"sent before"' });
    }
    const waiting = async (): Promise<unknown> => (await run('listSockets')).find((info) => info.id === id)?.waiting;
    await eventually(async () => {
      assert.equal(await waiting(), 3);
    });
    const info = await run('acceptOne', { socket: id });
    assert.deepEqual([info.id, info.waiting, info.accepting, info.mode], [id, 2, false, 'concurrent']);
    const accepted = await waitForConnection(id);
    await eventually(async () => {
      const bytes = await run('readBytes', { socket: accepted.id, direction: 'received' });
      assert.equal(new TextDecoder().decode(bytes), 'sent before');
    });
    assert.equal((await run('startAccepting', { socket: id })).accepting, true);
    await eventually(async () => {
      assert.equal((await run('listSockets')).filter(({ parent }) => parent === id).length, 3);
    });
    await assertRejects(run('acceptOne', { socket: id }), 'ACCEPTING_ALREADY');
  });

  it('moves a listener that runs, and serves one client to its end in the mode sequential', async () => {
    const running = await run('startListener', { address: '0', service: 'echo' });
    assert.equal((await run('stopAccepting', { socket: running.id })).waiting, 0);
    await run('dialEndpoint', { address: running.local });
    await eventually(async () => {
      assert.equal((await run('listSockets')).find(({ id }) => id === running.id)?.waiting, 1);
    });
    const { id, local } = await run('startListener', { address: '0', mode: 'sequential' });
    const first = await run('dialEndpoint', { address: local });
    await waitForConnection(id);
    await run('dialEndpoint', { address: local });
    await eventually(async () => {
      assert.equal((await run('listSockets')).find((info) => info.id === id)?.waiting, 1);
    });
    const [served] = (await run('listSockets')).filter(({ parent }) => parent === id);
    await run('closeSocket', { socket: first.id });
    await run('closeSocket', { socket: served!.id });
    await eventually(async () => {
      assert.equal((await run('listSockets')).find((info) => info.id === id)?.waiting, 0);
    });
  });

  it('is of listeners of streams alone', async () => {
    const datagrams = await run('startListener', { address: 'udp://127.0.0.1:0' });
    for (const name of ['stopAccepting', 'startAccepting', 'acceptOne'] as const) {
      await assertRejects(run(name, { socket: datagrams.id }), 'NOT_A_LISTENER');
      await assertRejects(run(name, { socket: 's0' }), 'UNKNOWN_SOCKET');
    }
  });
});
