import assert from 'node:assert/strict';
import { once } from 'node:events';
import dgram from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { SockscopeError } from '../../../../src/base/error';
import { talk, type TalkPeer } from '../../../../src/cli/commands/talk';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

describe('cli/talk', () => {
  let folder: TempFolder;
  let input: PassThrough;
  let terminal: FakeTerminal;
  let sent: string[];
  beforeEach(async () => {
    folder = await makeTempFolder();
    input = new PassThrough();
    terminal = new FakeTerminal(folder.path, input);
    sent = [];
  });
  afterEach(async () => {
    interruptAll();
    await folder.remove();
  });
  const peer = (id: string, send?: TalkPeer['send']): TalkPeer => ({
    id,
    name: `tcp://${id}`,
    send:
      send ??
      ((bytes) => {
        sent.push(`${id}:${Buffer.from(bytes).toString('latin1')}`);
        return Promise.resolve();
      }),
  });
  const never = (): Promise<void> => new Promise(() => undefined);
  const say = (peers: () => readonly TalkPeer[], changed = never, eol = '\n') =>
    talk({ terminal, peers, changed, eol });

  it('sends payloads as their bytes, and text with a line end', async () => {
    await writeFile(join(folder.path, 'f'), 'file');
    input.end('hello\n\n[0a 0b]\n"PING\\r\\n"\nfile("f")\nu16be(258)\r\n é $(x)\nlast');
    await say(() => [peer('a')], never, '\r\n');
    assert.deepEqual(sent, [
      'a:hello\r\n',
      'a:\r\n',
      'a:\n\x0b',
      'a:PING\r\n',
      'a:file',
      'a:\x01\x02',
      'a: \xc3\xa9 $(x)\r\n',
      // As it came: without an end.
      'a:last',
    ]);
  });

  it('goes on after a line that cannot be sent, and says why', async () => {
    const full = peer('b', () => Promise.reject(new Error('not ours')));
    input.end(
      Buffer.concat([
        Buffer.from('u8(256)\nfile("none")\n\\xde\\xad\n'),
        Buffer.from([0xff, 0x0a]),
        Buffer.from('ok\n'),
      ]),
    );
    await say(() => [peer('a')]);
    assert.deepEqual(sent, ['a:ok\n']);
    await terminal.finish();
    assert.match(
      terminal.complaints,
      /^In the payload, column 4: .*\nCannot read none: .*\nThis can be text, or be read as: .*\nLine 4 is not UTF-8/,
    );
    const other = new FakeTerminal(folder.path, 'x\n');
    await assert.rejects(talk({ terminal: other, peers: () => [full], changed: never, eol: '' }), /not ours/);
  });

  it('asks which of several peers is meant, by numbers that stay', async () => {
    let peers = [peer('a'), peer('b')];
    const talking = say(() => peers);
    input.write('which?\n');
    await terminal.waitFor(/^Not sent, since there are 2 peers: .*@1 tcp:\/\/a, @2 tcp:\/\/b\n/);
    input.write('@2 to b\n@all both\n@1 [21]\n@1\n');
    await waitUntil(() => sent.length >= 5);
    peers = [peer('b'), peer('c')];
    input.write('@1 gone\n');
    await terminal.waitFor(/Not sent: there is no peer @1; there are: @2 tcp:\/\/b, @3 tcp:\/\/c\. .*quotes/);
    input.write('@3 to c\n"@3 as text"\n');
    await terminal.waitFor(/@2 tcp:\/\/b, @3 tcp:\/\/c\n$/);
    peers = [peer('c')];
    input.end('"@3 as text"\n@3 known\nplain\n@x\n');
    await talking;
    assert.deepEqual(sent, [
      'b:to b\n',
      'a:both\n',
      'b:both\n',
      'a:!',
      'a:\n',
      'c:to c\n',
      'c:@3 as text',
      'c:known\n',
      'c:plain\n',
      'c:@x\n',
    ]);
  });

  it('keeps lines until somebody is there', async () => {
    const peers: TalkPeer[] = [];
    let tell!: () => void;
    const changed = (): Promise<void> => new Promise((resolve) => (tell = resolve));
    input.end('first\nsecond\n');
    const talking = say(() => peers, changed);
    await waitUntil(() => (tell as unknown) !== undefined);
    tell();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(sent, []);
    peers.push(peer('a'));
    tell();
    await talking;
    assert.deepEqual(sent, ['a:first\n', 'a:second\n']);
  });

  it('waits until the system has taken a line before it reads the next', async () => {
    let take!: () => void;
    const slow = peer('a', () => {
      sent.push('begun');
      return new Promise((resolve) => (take = resolve));
    });
    input.end('1\n2\n');
    const talking = say(() => [slow]);
    await waitUntil(() => sent.length > 0);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent.length, 1);
    take();
    await waitUntil(() => sent.length > 1);
    take();
    await talking;
  });

  it('sends to all although one of them cannot take it', async () => {
    const gone = peer('a', () => Promise.reject(new SockscopeError('GONE', '{0} is gone', ['a'])));
    let take!: () => void;
    const slow = peer('b', () => {
      sent.push('begun');
      return new Promise((resolve) => (take = resolve));
    });
    input.end('@all x\n@2 y\n');
    const talking = say(() => [gone, slow]);
    await terminal.waitFor(/^a is gone\n$/);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent.length, 1);
    take();
    await waitUntil(() => sent.length > 1);
    take();
    await talking;
  });

  it('ends at the interruption, whatever it waits for', async () => {
    for (const peers of [(): TalkPeer[] => [], () => [peer('a', never)], () => [peer('a')]]) {
      const stream = new PassThrough();
      const waiting = new FakeTerminal(folder.path, stream);
      stream.write('x\n');
      const talking = talk({ terminal: waiting, peers, changed: never, eol: '' });
      await new Promise((resolve) => setImmediate(resolve));
      waiting.interrupt();
      await talking;
    }
  });

  describe('listen manual', () => {
    it('answers a TCP client with typed lines', async () => {
      const listening = sockscope(['listen', 'tcp://127.0.0.1:0', 'manual', '--eol', 'crlf'], terminal);
      const [, port] = await terminal.waitFor(
        /listening on tcp:\/\/127\.0\.0\.1:(\d+), service manual; lines that you type/,
      );
      input.write('early\n');
      const client = net.connect(Number(port), '127.0.0.1');
      const received = collect(client);
      await received.until('early\r\n');
      input.write('[00 ff]\n');
      await received.until('early\r\n\x00\xff');
      await terminal.waitFor(/> 2 bytes to tcp:/);
      client.end();
      // Its end is not the end of the talk: it is still there to be sent to.
      await terminal.waitFor(/ended its sending/);
      input.write('late\n');
      await received.until('early\r\n\x00\xfflate\r\n');
      client.destroy();
      terminal.interrupt();
      assert.equal((await listening).code, 0);
    });

    it('answers each of several datagram peers, and all', async () => {
      const listening = sockscope(['listen', 'udp://127.0.0.1:0', 'MANUAL'], terminal);
      const [, port] = await terminal.waitFor(/listening on udp:\/\/127\.0\.0\.1:(\d+),/);
      const clients = [dgram.createSocket('udp4'), dgram.createSocket('udp4')];
      for (const [index, client] of clients.entries()) {
        client.connect(Number(port), '127.0.0.1');
        await once(client, 'connect');
        client.send('x');
        await terminal.waitFor(new RegExp(`udp://127\\.0\\.0\\.1:${client.address().port}\n[^]*`));
        const message = await answerTo(client, index === 0 ? 'one\n' : '@2 two\n');
        assert.equal(message, index === 0 ? 'one\n' : 'two\n');
      }
      const all = Promise.all(clients.map((client) => once(client, 'message')));
      input.write('@all [21]\n');
      for (const message of await all) assert.equal(String(message[0]), '!');
      for (const client of clients) client.close();
      terminal.interrupt();
      assert.equal((await listening).code, 0);
    });
    async function answerTo(client: dgram.Socket, typed: string): Promise<string> {
      const answered = once(client, 'message');
      input.write(typed);
      return String((await answered)[0]);
    }

    it('does not read its input with other services, or with none', async () => {
      for (const service of [[], ['echo']]) {
        let isRead = false;
        const unread: AsyncIterable<Uint8Array> = {
          [Symbol.asyncIterator]: () => {
            isRead = true;
            return input[Symbol.asyncIterator]();
          },
        };
        const other = new FakeTerminal('/', unread);
        const listening = sockscope(['listen', 'tcp://127.0.0.1:0', ...service], other);
        await other.waitFor(/listening on/);
        other.interrupt();
        assert.equal((await listening).code, 0);
        assert.ok(!isRead);
      }
    });

    it('closes its sockets when its input cannot be read', async () => {
      const broken: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(Object.assign(new Error('EISDIR'), { code: 'EISDIR', syscall: 'read' })),
        }),
      };
      const other = new FakeTerminal('/', broken);
      const { code, output, complaints } = await sockscope(['listen', 'tcp://127.0.0.1:0', 'manual'], other);
      assert.equal(code, 1);
      assert.match(complaints, /^sockscope: Cannot read standard input: /);
      const client = net.connect(Number(/:(\d+),/.exec(output)?.[1]), '127.0.0.1');
      const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ECONNREFUSED');
    });

    it('says which line ends there are', async () => {
      const { code, complaints } = await sockscope(['listen', 'tcp://127.0.0.1:0', 'manual', '--eol', 'cr']);
      assert.equal(code, 2);
      assert.match(complaints, /--eol takes lf, crlf, none/);
    });
  });
});

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** What a socket has received so far, as Latin-1. */
function collect(socket: net.Socket): { readonly until: (text: string) => Promise<void> } {
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  return {
    until: async (text) => {
      while (received.length < text.length) await once(socket, 'data');
      assert.equal(received, text);
    },
  };
}
