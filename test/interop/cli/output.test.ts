import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { BuiltProgram } from './built';

/** More than the program, two sockets and a pipe can hold together. */
const FLOOD = 64 * 1024 * 1024;

describe('the terminal program and the pipe that it prints into', () => {
  let program: BuiltProgram;
  let child: ChildProcess;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(() => child.kill('SIGKILL'));

  /** Starts it with an output that nobody reads unless the test does. */
  function start(args: readonly string[]): { readonly exited: Promise<unknown[]> } {
    child = spawn(process.execPath, program.command(args), { stdio: ['ignore', 'pipe', 'pipe'] });
    return { exited: once(child, 'exit') };
  }
  /** Sends as much as is taken; settles when that is all of {@link FLOOD}. */
  function flood(socket: net.Socket): { readonly count: () => number; readonly done: Promise<void> } {
    let count = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    socket.on('error', () => undefined);
    const done = new Promise<void>((resolve) => {
      const write = (): void => {
        if (count >= FLOOD || socket.destroyed) {
          socket.end();
          resolve();
          return;
        }
        socket.write(chunk, () => {
          count += chunk.length;
          write();
        });
      };
      write();
    });
    return { count: () => count, done };
  }

  it('send: a slow reader gets every byte, and slows the peer down', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const { exited } = start(['send', `tcp://127.0.0.1:${port}`, 'x', '--raw', '--wait', '1min']);
    const [peer] = (await once(server, 'connection')) as [net.Socket];
    const { count, done } = flood(peer);
    let read = 0;
    for await (const piece of child.stdout! as AsyncIterable<Buffer>) {
      read += piece.length;
      // What is on its way is what buffers hold, not what the peer would like to send.
      assert.ok(count() - read < 32 * 1024 * 1024, `${count()} sent, ${read} read`);
    }
    await done;
    assert.equal(read, FLOOD);
    assert.deepEqual(await exited, [0, null]);
    server.close();
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`ends at ${signal} although nobody reads what it prints`, async () => {
      const { exited } = start(['listen', 'tcp://127.0.0.1:0', 'discard']);
      const [first] = (await once(child.stdout!, 'data')) as [Buffer];
      child.stdout!.pause();
      const [, port] = /:(\d+), service/.exec(first.toString())!;
      const client = net.connect(Number(port), '127.0.0.1');
      const { count } = flood(client);
      // As soon as the flood has stopped, the output is full.
      for (let before = -1; before !== count() || before === 0;) {
        before = count();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.ok(count() < FLOOD);
      child.kill(signal);
      assert.deepEqual(await exited, [0, null]);
      client.destroy();
    });
  }

  it('ends when whoever reads has gone in mid-flood', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const { exited } = start(['send', `tcp://127.0.0.1:${port}`, 'x', '--wait', '1min']);
    const [peer] = (await once(server, 'connection')) as [net.Socket];
    flood(peer);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    assert.deepEqual(await exited, [0, null]);
    server.close();
  });
});
