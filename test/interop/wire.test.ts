import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { BuiltProgram } from './cli/built';
import { freePort, startDns, startRedis } from './cli/servers';

/** Connects as soon as somebody listens. */
const CONNECT = `
import socket, struct, sys, time
while True:
    try:
        client = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        break
    except ConnectionRefusedError:
        time.sleep(0.05)
`;

/** Sends a line, and closes with RST instead of FIN. */
const RESETTING_CLIENT = `${CONNECT}client.sendall(b'x\\n')
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
time.sleep(0.2)
client.close()
`;

/** Sends 1000, 2000 and 5000 bytes once it is told to, connects once more to say so, and prints what it is told then. */
const THREE_SENDS = `${CONNECT}client.recv(1)
for length in 1000, 2000, 5000:
    client.sendall(b'a' * length)
other = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
said = b''
while chunk := client.recv(100):
    said += chunk
print(said.decode())
`;

describe('wire files against real programs', () => {
  let program: BuiltProgram;
  let folder: TempFolder;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    await killTools();
    await folder.remove();
  });

  async function start(script: string, ...options: string[]): Promise<ToolProcess> {
    await writeFile(join(folder.path, 'a.wire'), script);
    return program.start(['run', 'a.wire', ...options], { cwd: folder.path });
  }

  async function pass(script: string): Promise<void> {
    const running = await start(script);
    const { code } = await running.exited;
    assert.equal(code, 0, running.stdout.text() + running.stderr.text());
  }

  it('Redis: pipelined commands, a pattern for what is not known before', async function () {
    const redis = await startRedis(this);
    await pass(
      `c = dial ${redis}\nc > "PING\\r\\n" "INCR n\\r\\n" "INCR n\\r\\n"\nc < "+PONG\\r\\n:1\\r\\n:2\\r\\n"\nc > "INFO server\\r\\n"\nc < /^\\$(\\d+)\\r\\n/\nc < exactly {{1}}\nc < "\\r\\n"\nc > "NONSENSE\\r\\n"\nc < /^-ERR [^\\r]+\\r\\n/\nc > "SET big " repeat(60000, "x") "\\r\\n" "GET big\\r\\n"\nc < "+OK\\r\\n$60000\\r\\n" repeat(60000, "x") "\\r\\n"\nc > "QUIT\\r\\n"\nc < "+OK\\r\\n"\nc < eof\n`,
    );
  });

  it('recv: a Python client sends in three calls, and each recv takes what is there', async function () {
    const python = requireTool(this, 'python3');
    const port = await freePort();
    const running = await start(
      `srv = listen tcp://127.0.0.1:${port}\ncon = accept srv\ncon > "!"\nsent = accept srv\ncon < recv 512\ncon > "{{0.length}} "\ncon < recv 4096\ncon > "{{0.length}} "\ncon < recv 65536\ncon > "{{0.length}}"\ncon shutdown\ncon < eof\n`,
    );
    const client = spawnTool(python, ['-c', THREE_SENDS, String(port)]);
    assert.equal((await running.exited).code, 0, running.stdout.text() + running.stderr.text());
    assert.equal((await client.exited).code, 0, client.stderr.text());
    assert.equal(client.stdout.text().trim(), '512 4096 3392');
  });

  it('DNS: an answer over UDP, and over TCP with its length in front', async function () {
    const dns = await startDns(this);
    const name = 'prefixed(u8, "sample") prefixed(u8, "test") u8(0)';
    const query = `u16be(7, 0x0100, 1, 0, 0, 0) ${name} u16be(1, 1)`;
    const answer = `u16be(7, ?flags, 1, 1, 0, 0) ${name} u16be(1, 1) u16be(0xc00c, 1, 1) u32be(?ttl) prefixed(u16be, ipv4("192.0.2.7"))`;
    await pass(
      `### UDP\nu = dial ${dns}\nu > ${query}\nu < ${answer}\n### TCP\nt = dial ${dns.replace('udp', 'tcp')}\nt > prefixed(u16be, ${query})\nt < prefixed(u16be, ${answer})\n`,
    );
  });

  it('ncat: a client that it serves, a server that it talks to, over a Unix socket too', async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await freePort();
    const listening = spawnTool(ncat, ['-v', '-l', '127.0.0.1', String(port), '--exec', '/bin/cat', '--keep-open']);
    await listening.stderr.waitForText(/Listening on 127\.0\.0\.1/);
    await pass(`c = dial tcp://127.0.0.1:${port}\nc > "hello" zeros(5)\nc < "hello" zeros(5)\nc shutdown\nc < eof\n`);

    const path = join(folder.path, 'a.sock');
    const running = await start(
      `s = listen "unix:${path}"\nc = accept s within 15s\nc < "question\\n"\nc > "answer\\n"\nc < eof\n`,
    );
    // Nothing says when the script listens; the client tries until it does.
    const client = await eventually(async () => {
      const attempt = spawnTool(ncat, ['-U', path]);
      await attempt.write('question\n');
      await attempt.stdout.waitForText(/answer\n/);
      return attempt;
    });
    client.endInput();
    assert.equal((await running.exited).code, 0, running.stdout.text());
  });

  it('ncat: a rule server, kept open until Ctrl+C', async function () {
    const ncat = requireTool(this, 'ncat');
    const running = await start(
      's = listen tcp://127.0.0.1:0\non s /^knock knock\\n/ > "Who is there?\\n"\non s /([^\\n]+)\\n/ > "{{1}} who?\\n"\n',
      '--keep-open',
    );
    const [, port] = await running.stderr.waitForText(/tcp:\/\/127\.0\.0\.1:(\d+) stays open/);
    const client = spawnTool(ncat, ['127.0.0.1', port!]);
    await client.write('knock knock\n');
    await client.stdout.waitForText(/^Who is there\?\n$/);
    await client.write('Lettuce\n');
    await client.stdout.waitForText(/Lettuce who\?\n$/);
    client.endInput();
    assert.equal((await client.exited).code, 0);
    running.signal('SIGINT');
    assert.deepEqual(await running.exited, { code: 0, signal: null });
  });

  it('socat: datagrams', async function () {
    const socat = requireTool(this, 'socat');
    const port = await freePort();
    const echo = spawnTool(socat, ['-d', '-d', `UDP4-RECVFROM:${port},bind=127.0.0.1,fork`, 'EXEC:/bin/cat']);
    await echo.stderr.waitForText(/receiving on/);
    await pass(`u = dial udp://127.0.0.1:${port}\nu > "one"\nu < "one"\nu > "two"\nu < "two"\n`);
  });

  it('python3: a client that resets the connection', async function () {
    const python = requireTool(this, 'python3');
    const port = await freePort();
    const client = spawnTool(python, ['-c', RESETTING_CLIENT, String(port)]);
    await pass(`s = listen tcp://127.0.0.1:${port}\nc = accept s within 15s\nc < "x\\n"\nc < reset\n`);
    assert.equal((await client.exited).code, 0);
  });

  it('python3: its HTTP server', async function () {
    const python = requireTool(this, 'python3');
    await writeFile(join(folder.path, 'page.html'), '<h1>It works</h1>');
    const server = spawnTool(python, ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1'], { cwd: folder.path });
    const [, port] = await server.stdout.waitForText(/port (\d+)/);
    await pass(
      `@eol = crlf\n@server = tcp://127.0.0.1:${port!}\n### A page\nc = dial {{server}}\nc > """\nGET /page.html HTTP/1.0\n\n"""\nc < /^HTTP\\/1\\.0 200 OK\\r\\n/\nc < /Content-Length: (?<length>\\d+)\\r\\n/i\nc < until "\\r\\n\\r\\n"\nc < "<h1>It works</h1>"\nc < eof\n### None\nc = dial {{server}}\nc > "GET /nothing HTTP/1.0\\r\\n\\r\\n"\nc < /^HTTP\\/1\\.0 404 /\nc < until "</html>\\n"\nc < eof\n`,
    );
  });
});
