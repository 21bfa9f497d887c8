import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';
import { Typed } from '../typed';

function accepting(): { readonly accept: (socket: net.Socket) => void; readonly socket: Promise<net.Socket> } {
  let accept!: (socket: net.Socket) => void;
  const socket = new Promise<net.Socket>((resolve) => (accept = resolve));
  return { accept, socket };
}

describe('cli/dialCommand', () => {
  let server: net.Server;
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    interruptAll();
    server.close();
    await folder.remove();
  });

  async function serve(handle: (socket: net.Socket) => void): Promise<string> {
    server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      handle(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `tcp://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  /** Answers with everything, once it has all of it. */
  const answerAtEnd = (socket: net.Socket): void => {
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('end', () => socket.end(Buffer.concat(pieces)));
  };

  it('sends standard input as it is, tells its end by FIN, and writes what comes back and nothing else', async () => {
    const bytes = 'a\r\nb\n\0\x1b[31m';
    const terminal = new FakeTerminal(folder.path, bytes);
    const ended = await sockscope(['dial', await serve(answerAtEnd)], terminal);
    assert.deepEqual(ended, { code: 0, output: bytes, complaints: '' });
  });

  it('ends lines as it is told', async () => {
    const terminal = new FakeTerminal(folder.path, 'a\nb\r\n');
    const { output } = await sockscope(['dial', await serve(answerAtEnd), '--eol', 'crlf'], terminal);
    assert.equal(output, 'a\r\nb\r\n');
  });

  it('takes each line for a payload when it is told so, tells what is wrong with one, and goes on', async () => {
    const terminal = new FakeTerminal(folder.path, 'u16be(0x4142)\n\n"c\n[0a]\n');
    const { code, output, complaints } = await sockscope(['dial', await serve(answerAtEnd), '--payload'], terminal);
    assert.deepEqual([code, output], [0, 'AB\n']);
    assert.match(complaints, /^In the payload, column 1: .*\n$/);
  });

  it('refuses payloads with line ends', async () => {
    const args = ['dial', await serve(answerAtEnd), '--payload', '--eol', 'lf'];
    const { code, complaints } = await sockscope(args, new FakeTerminal(folder.path));
    assert.deepEqual([code, complaints], [2, 'sockscope: --payload says every byte itself: leave out --eol.\n']);
  });

  it('goes on sending to a peer that has said everything', async () => {
    const typed = new Typed();
    const arrived: Buffer[] = [];
    const accepted = accepting();
    const address = await serve(accepted.accept);
    const terminal = new FakeTerminal(folder.path, typed);
    const dialling = sockscope(['dial', address], terminal);
    const peer = await accepted.socket;
    peer.on('data', (piece) => arrived.push(piece)).end('bye');
    await terminal.waitFor(/bye/);
    typed.write('more');
    typed.end();
    await once(peer, 'end');
    assert.equal(Buffer.concat(arrived).toString(), 'more');
    assert.deepEqual(await dialling, { code: 0, output: 'bye', complaints: '' });
  });

  it('ends with its peer on a terminal, where control characters never act', async () => {
    const address = await serve((socket) => {
      socket.write(Buffer.from('é\tx\r\n\x1b[2J').subarray(0, 1));
      setImmediate(() => socket.end(Buffer.from('é\tx\r\n\x1b[2J').subarray(1)));
    });
    const terminal = new FakeTerminal(folder.path, new Typed(), false, { isTyped: true, isSeen: true });
    const { code, output, complaints } = await sockscope(['dial', address], terminal);
    assert.deepEqual([code, output], [0, 'é\tx␍\n␛[2J']);
    assert.equal(complaints, `connected to ${address}; Ctrl+D ends what you send, Ctrl+C ends all\n`);
    const other = new FakeTerminal(folder.path, new Typed(), false, { isTyped: true, isSeen: true });
    assert.equal((await sockscope(['dial', address, '--raw'], other)).output, 'é\tx\r\n\x1b[2J');
  });

  it('says that the peer reset the connection, and fails', async () => {
    const address = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const typed = new Typed();
    typed.write('x');
    const { code, complaints } = await sockscope(['dial', address], new FakeTerminal(folder.path, typed));
    assert.equal(code, 1);
    assert.match(complaints, /^sockscope: (?:No more than|At least) 1 byte was sent.*reset/);
  });

  it('says that nothing was sent when the peer resets at once', async () => {
    const address = await serve((socket) => socket.resetAndDestroy());
    const { code, complaints } = await sockscope(['dial', address], new FakeTerminal(folder.path, new Typed()));
    assert.equal(code, 1);
    assert.match(complaints, /^sockscope: Nothing was sent\. The connection .*reset/);
  });

  it('fails as usual when nobody listens', async () => {
    const address = await serve(() => undefined);
    server.close();
    await once(server, 'close');
    const { code, complaints } = await sockscope(['dial', address], new FakeTerminal(folder.path));
    assert.equal(code, 1);
    assert.match(complaints, /^sockscope: Nobody listens on /);
  });

  it('ends at an interruption as programs do', async () => {
    const accepted = accepting();
    const terminal = new FakeTerminal(folder.path, new Typed());
    const dialling = sockscope(['dial', await serve(accepted.accept)], terminal);
    (await accepted.socket).write('x');
    await terminal.waitFor(/x/);
    terminal.interrupt();
    assert.deepEqual(await dialling, { code: 130, output: 'x', complaints: '' });
  });

  const LOST: readonly (readonly [code: string, exit: number])[] = [
    ['EPIPE', 141],
    ['ENOSPC', 1],
  ];
  for (const [lost, exit] of LOST) {
    it(`ends with ${exit} when its output says ${lost}`, async () => {
      const accepted = accepting();
      const terminal = new FakeTerminal(folder.path, new Typed());
      const dialling = sockscope(['dial', await serve(accepted.accept)], terminal);
      (await accepted.socket).write('x');
      await terminal.waitFor(/x/);
      terminal.stdout.break(lost);
      assert.equal((await dialling).code, exit);
    });
  }

  it('sends each piece of input as a datagram, and waits for answers for a while', async () => {
    server = net.createServer();
    const peer = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await once(peer, 'listening');
    peer.on('message', (message, { port, address }) => {
      peer.send(`<${message.toString()}>`, port, address);
    });
    const typed = new Typed();
    const terminal = new FakeTerminal(folder.path, typed);
    const dialling = sockscope(['dial', `udp://127.0.0.1:${peer.address().port}`, '--wait', '300ms'], terminal);
    typed.write('a');
    await terminal.waitFor(/<a>/);
    typed.write('b');
    await terminal.waitFor(/<b>/);
    typed.end();
    assert.deepEqual(await dialling, { code: 0, output: '<a><b>', complaints: '' });
    peer.close();
  });

  it('sends what does not fit into a datagram in several', async () => {
    server = net.createServer();
    const peer = dgram.createSocket({ type: 'udp4', recvBufferSize: 400_000 }).bind(0, '127.0.0.1');
    await once(peer, 'listening');
    const lengths: number[] = [];
    const bytes = new Promise<void>((resolve) => {
      peer.on('message', ({ length }) => {
        lengths.push(length);
        if (lengths.length === 2) resolve();
      });
    });
    const terminal = new FakeTerminal(folder.path, 'x'.repeat(70_000));
    const line = ['dial', `udp://127.0.0.1:${peer.address().port}`, '--wait', '1ms'];
    assert.deepEqual(await sockscope(line, terminal), { code: 0, output: '', complaints: '' });
    await bytes;
    assert.deepEqual(lengths, [65_507, 70_000 - 65_507]);
    peer.close();
  });

  it('records into a new file, or into a folder', async () => {
    const address = await serve(answerAtEnd);
    await sockscope(['dial', address, '--capture', 'mine.pcapng'], new FakeTerminal(folder.path, 'hello'));
    await sockscope(['dial', address, '--capture', 'all'], new FakeTerminal(folder.path, 'hello'));
    assert.deepEqual((await readdir(folder.path)).sort(), ['all', 'mine.pcapng']);
    assert.match((await readdir(join(folder.path, 'all'))).join(), /^tcp 127\.0\.0\.1 \d+ from \d+ · .*\.pcapng$/);
  });

  it('makes no folder for what is a file of another format by its name', async () => {
    const args = ['dial', await serve(answerAtEnd), '--capture', 'mine.pcap'];
    const { code, complaints } = await sockscope(args, new FakeTerminal(folder.path, 'hello'));
    assert.deepEqual([code, await readdir(folder.path)], [2, []]);
    assert.match(complaints, /Captures are pcapng files: write --capture mine\.pcapng\./);
  });

  it('never writes over a file', async () => {
    await writeFile(join(folder.path, 'mine.pcapng'), 'precious');
    const args = ['dial', await serve(answerAtEnd), '--capture', 'mine.pcapng'];
    const { code, complaints } = await sockscope(args, new FakeTerminal(folder.path, 'hello'));
    assert.equal(code, 2);
    assert.match(complaints, /There is a file mine\.pcapng already, and captures are never written over/);
  });
});
