import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { eventually } from '../../support/eventually';
import { killTools } from '../../support/process';
import { BuiltProgram } from './built';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the terminal program: listen --no-accept', () => {
  let program: BuiltProgram;
  const clients: net.Socket[] = [];
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await killTools();
  });

  it('lets three of four clients wait at a backlog of two, accepts one for each line, and ends with its helper', async () => {
    const { listening, port, said } = await program.listen('127.0.0.1:0', 'echo', '--no-accept', '--backlog', '2');
    assert.match(said, /Enter accepts one client/);
    const kernel = new KernelSockets();
    const waiting = async (): Promise<number | undefined> =>
      (await kernel.at('tcp', Number(port)))?.find(({ state }) => state === 'LISTEN')?.receiveQueue;
    for (let i = 0; i < 4; i++) {
      const client = net.connect(Number(port), '127.0.0.1');
      client.on('error', () => undefined);
      client.write(`client ${i}`);
      clients.push(client);
      if (i < 3) await once(client, 'connect');
    }
    await eventually(async () => {
      assert.equal(await waiting(), 3);
    });
    assert.equal(clients[3]?.pending, true);

    const answer = once(clients[0]!, 'data') as Promise<[Buffer]>;
    await listening.write('\n');
    assert.equal(String((await answer)[0]), 'client 0');
    const second = once(clients[1]!, 'data') as Promise<[Buffer]>;
    await listening.write('\n');
    assert.equal(String((await second)[0]), 'client 1');

    listening.signal('SIGINT');
    await listening.exited;
    await eventually(async () => {
      assert.equal(await waiting(), undefined);
    });
  });
});
