import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_OUTPUT_WAITING } from '../../../../src/cli/terminal/outputQueue';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

const SIZE = 20_000_000;

describe('cli/exchange', () => {
  let folder: TempFolder;
  let server: net.Server;
  before(async () => {
    folder = await makeTempFolder();
    await writeFile(join(folder.path, 'big'), new Uint8Array(SIZE));
  });
  after(() => folder.remove());
  afterEach(() => {
    interruptAll();
    server.close();
  });

  /** Serves the connections of one test. */
  async function serve(handle: (socket: net.Socket) => void, options: net.ServerOpts = {}): Promise<string> {
    server = net.createServer({ allowHalfOpen: true, ...options }, (socket) => {
      socket.on('error', () => undefined);
      handle(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `tcp://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }
  const send = (args: readonly string[], terminal = new FakeTerminal(folder.path)) =>
    sockscope(['send', ...args], terminal);

  for (const halfCloses of [false, true]) {
    it(`sends everything to a peer that reads late${halfCloses ? ', and half-closes first' : ''}`, async () => {
      const connected = accepting();
      const address = await serve(connected.accept);
      const terminal = new FakeTerminal(folder.path);
      const sending = send([address, 'file("big")', '--wait', '1ms', '--raw'], terminal);
      const peer = await connected.socket;
      peer.write('hello');
      if (halfCloses) peer.end();
      await terminal.waitFor(/hello/);
      // Whoever counts the silence from the first byte on has given up by now.
      await new Promise((resolve) => setTimeout(resolve, 30));
      let count = 0;
      peer.on('data', (bytes) => (count += bytes.length));
      await once(peer, 'end');
      assert.deepEqual(await sending, { code: 0, output: 'hello', complaints: '' });
      assert.equal(count, SIZE);
      peer.end();
    });
  }

  it('fails when the peer takes only a part, and says how much and why', async () => {
    const address = await serve((socket) => {
      socket.once('data', () => {
        socket.resetAndDestroy();
      });
    });
    const { code, complaints } = await send([address, 'file("big")', '--wait', '1min']);
    assert.equal(code, 1);
    const [, count] =
      /^sockscope: (?:Only|At least) (\d+) of 20000000 bytes were sent.*\. .*127\.0\.0\.1/.exec(complaints) ?? [];
    assert.ok(Number(count) < SIZE, complaints);
  });

  it('fails when it is interrupted before everything was sent', async () => {
    const connected = accepting();
    const address = await serve(connected.accept, { pauseOnConnect: true });
    const terminal = new FakeTerminal(folder.path);
    const sending = send([address, 'file("big")', '--wait', '30ms', '--raw'], terminal);
    const socket = await connected.socket;
    socket.write('hello');
    await terminal.waitFor(/hello/);
    terminal.interrupt();
    const { code, complaints } = await sending;
    assert.equal(code, 1);
    const [, atLeast, count] =
      /^sockscope: Interrupted when (at least )?(\d+) of 20000000 bytes were sent\.\n$/.exec(complaints) ?? [];
    // Only now the peer reads what the system took.
    let arrived = 0;
    socket.on('data', (bytes) => (arrived += bytes.length));
    socket.once('end', () => socket.end());
    socket.resume();
    await once(socket, 'close');
    const told = Number(count);
    assert.ok(atLeast === undefined ? told === arrived : told <= arrived, `${complaints} ${arrived} arrived`);
    assert.ok(arrived > 0 && arrived < SIZE);
  });

  it('counts what goes on being sent after the interruption', async () => {
    const connected = accepting();
    const address = await serve(connected.accept, { pauseOnConnect: true });
    const terminal = new FakeTerminal(folder.path);
    const sending = send([address, 'file("big")', '--wait', '30ms', '--raw'], terminal);
    const socket = await connected.socket;
    socket.write('hello');
    await terminal.waitFor(/hello/);
    let arrived = 0;
    socket.on('data', (bytes) => (arrived += bytes.length));
    terminal.interrupt();
    socket.resume();
    socket.once('end', () => socket.end());
    const closed = once(socket, 'close');
    const { complaints } = await sending;
    await closed;
    assert.equal(complaints, `sockscope: Interrupted when ${arrived} of 20000000 bytes were sent.\n`);
  });

  it('fails when the connection breaks after everything was sent', async () => {
    const address = await serve((socket) => {
      socket.once('data', () => {
        socket.resetAndDestroy();
      });
    });
    const { code, complaints } = await send([address, 'x', '--wait', '1min']);
    assert.equal(code, 1);
    assert.match(complaints, /127\.0\.0\.1/);
    assert.doesNotMatch(complaints, /Only/);
  });

  it('says of a datagram that is too large what it always says', async () => {
    server = net.createServer();
    const { code, complaints } = await send(['udp://127.0.0.1:9', 'zeros(70000)']);
    assert.equal(code, 1);
    assert.match(complaints, /^sockscope: A datagram of 70000 bytes cannot be sent/);
  });

  it('ends when the peer has closed, whatever --wait says', async () => {
    const address = await serve((socket) => {
      socket.end('bye');
    });
    assert.deepEqual(await send([address, 'x', '--raw', '--wait', '1min']), { code: 0, output: 'bye', complaints: '' });
  });

  it('stops reading while the output is full, waits for it however long, and loses nothing', async () => {
    const total = 40 * 1024 * 1024;
    let written = 0;
    const address = await serve((socket) => {
      const write = (): void => {
        while (written < total) {
          written += 65_536;
          if (!socket.write(Buffer.alloc(65_536, 'x'))) {
            socket.once('drain', write);
            return;
          }
        }
        socket.end();
      };
      write();
    });
    const terminal = new FakeTerminal(folder.path);
    terminal.stdout.stick();
    const sending = send([address, 'x', '--raw', '--wait', '1s'], terminal);
    while (terminal.hasRoom) await new Promise((resolve) => setImmediate(resolve));
    // Each turn could bring another chunk.
    for (let turn = 0; turn < 500; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(terminal.waiting < MAX_OUTPUT_WAITING + 1_000_000, String(terminal.waiting));
    }
    assert.ok(written < total, String(written));
    // It is no silence of the peer that nothing is read.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    terminal.stdout.loosen();
    assert.equal((await sending).code, 0);
    assert.equal(terminal.bytes.length, total);
  });

  it('takes it for no silence of the peer when this process comes to nothing itself', async () => {
    const connected = accepting();
    const address = await serve(connected.accept);
    const terminal = new FakeTerminal();
    const sending = send([address, 'x', '--raw', '--wait', '300ms'], terminal);
    const peer = await connected.socket;
    peer.write('a');
    await terminal.waitFor(/a/);
    // In the system's hands before the time is over, and looked at only afterwards.
    peer.write('b');
    const until = performance.now() + 400;
    while (performance.now() < until);
    assert.deepEqual(await sending, { code: 0, output: 'ab', complaints: '' });
    peer.destroy();
  });

  it('ends at once when it is told to while the output is full', async () => {
    const address = await serve((socket) => {
      const write = (): void => {
        while (socket.write(Buffer.alloc(65_536)));
        socket.once('drain', write);
      };
      write();
    });
    const terminal = new FakeTerminal();
    terminal.stdout.stick();
    const sending = send([address, 'x', '--wait', '1min'], terminal);
    while (terminal.hasRoom) await new Promise((resolve) => setImmediate(resolve));
    terminal.interrupt();
    assert.equal((await sending).code, 0);
  });
});

/** A connection that will come. */
function accepting(): { readonly socket: Promise<net.Socket>; readonly accept: (socket: net.Socket) => void } {
  let accept!: (socket: net.Socket) => void;
  const socket = new Promise<net.Socket>((resolve) => (accept = resolve));
  return { socket, accept };
}
