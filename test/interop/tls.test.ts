import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEndpoint } from '../../src/engine/address/endpoint';
import { keyFileOf } from '../../src/capture/library/keyFile';
import { Connection } from '../../src/engine/connection';
import { Engine } from '../../src/engine/engine';
import { Listener } from '../../src/engine/listener';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { makeTestStore } from '../unit/capture/recording';
import { ip, unusedPort } from '../unit/engine/harness';
import { certify } from '../unit/engine/tls/certificates';
import { BuiltProgram } from './cli/built';
import { output } from './tshark';

/** Echoes one message, says what client certificate it saw, and ends TLS as it should be ended. */
const PYTHON_SERVER = `
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('cert.pem', 'key.pem')
context.load_verify_locations('ca.pem')
context.verify_mode = ssl.CERT_REQUIRED
context.set_alpn_protocols(['echo'])
server = socket.create_server(('127.0.0.1', int(sys.argv[1])))
print('ready', flush=True)
with context.wrap_socket(server.accept()[0], server_side=True) as client:
    subject = dict(part[0] for part in client.getpeercert()['subject'])
    client.sendall(client.recv(100) + b' ' + client.version().encode() + b' ' + client.selected_alpn_protocol().encode() + b' ' + subject['commonName'].encode())
    client.unwrap()
`;

const PYTHON_CLIENT = `
import socket, ssl, sys
context = ssl.create_default_context(cafile='ca.pem')
with context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))), server_hostname='localhost') as server:
    server.sendall(b'from python')
    print(server.recv(100).decode(), server.version(), flush=True)
`;

describe('TLS against real programs', () => {
  let program: BuiltProgram;
  let folder: TempFolder;
  before(async () => {
    program = await BuiltProgram.build();
    folder = await makeTempFolder();
    const authority = await certify({ name: 'an authority', isAuthority: true });
    const signed = await certify({ by: authority });
    const client = await certify({ by: authority, name: 'a client' });
    const files = {
      'ca.pem': authority.cert,
      'cert.pem': signed.cert,
      'key.pem': signed.key,
      'client.pem': client.cert,
      'client.key': client.key,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  });
  after(async () => {
    await program.remove();
    await folder.remove();
  });
  afterEach(killTools);

  const tool = (command: string, ...args: string[]): ToolProcess => spawnTool(command, args, { cwd: folder.path });

  function send(
    port: number | string,
    ...args: string[]
  ): Promise<{ code: number | null; output: string; complaints: string }> {
    return program.run(['send', `tls://localhost:${port}`, 'hello', '--raw', ...args], { cwd: folder.path });
  }

  async function listen(...args: string[]): Promise<string> {
    const listening = program.start(['listen', 'tls://127.0.0.1:0', ...args], { cwd: folder.path });
    return (await listening.stdout.waitForText(/listening on tls:\/\/127\.0\.0\.1:(\d+).*\n/))[1]!;
  }

  for (const version of ['tls1_2', 'tls1_3']) {
    it(`openssl s_server: a server that is dialled (${version})`, async function () {
      const port = await unusedPort();
      const server = tool(requireTool(this, 'openssl'), 's_server', '-accept', `127.0.0.1:${port}`, '-cert', 'cert.pem', '-key', 'key.pem', `-${version}`, '-rev'); // prettier-ignore
      await server.stdout.waitForText(/ACCEPT/);
      const sending = ['send', `tls://localhost:${port}`, '"hello\\n"', '--raw', '--ca', 'ca.pem'];
      // It turns lines round.
      const { output: text, complaints } = await program.run([...sending, '--keys', `${version}.keys`], {
        cwd: folder.path,
      });
      assert.equal(text, 'olleh\n', complaints);
      const keys = await readFile(join(folder.path, `${version}.keys`), 'utf8');
      assert.match(
        keys,
        version === 'tls1_2' ? /^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n$/ : /^CLIENT_TRAFFIC_SECRET_0 /m,
      );
      const refused = await send(port);
      assert.equal(refused.code, 1);
      assert.match(refused.complaints, /CN=localhost\) was issued by CN=an authority, which is not trusted here/);
    });
  }

  it('openssl s_client: a client that is answered, with a certificate of its own', async function () {
    const openssl = requireTool(this, 'openssl');
    const port = await listen('echo', '--cert', 'cert.pem', '--key', 'key.pem', '--ca', 'ca.pem', '--alpn', 'x,echo');
    const common = [
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-CAfile',
      'ca.pem',
      '-verify_return_error',
      '-alpn',
      'echo',
    ];
    const client = tool(openssl, ...common, '-cert', 'client.pem', '-key', 'client.key');
    await client.write('to and fro\n');
    await client.stdout.waitForText(/ALPN protocol: echo[^]*to and fro/);
    client.endInput();
    assert.equal((await client.exited).code, 0);
    const stranger = tool(openssl, ...common, '-ign_eof');
    await stranger.exited;
    assert.match(stranger.stdout.text() + stranger.stderr.text(), /alert certificate required/i);
  });

  it('ncat --ssl: a server that is dialled, and a client', async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await unusedPort();
    const server = tool(ncat, '-v', '--ssl', '--ssl-cert', 'cert.pem', '--ssl-key', 'key.pem', '-l', '127.0.0.1', String(port), '-c', 'head -c 5'); // prettier-ignore
    await server.stderr.waitForText(/Listening on 127/);
    const { output: text, complaints } = await send(port, '--ca', 'ca.pem');
    assert.equal(text, 'hello', complaints);
    const client = tool(ncat, '--ssl', '127.0.0.1', await listen('echo'));
    await client.write('from ncat\n');
    await client.stdout.waitForText(/from ncat/);
  });

  it('python3: a server that wants a certificate, and a client that verifies', async function () {
    const python = requireTool(this, 'python3');
    const port = await unusedPort();
    const server = tool(python, '-c', PYTHON_SERVER, String(port));
    await server.stdout.waitForText(/ready/);
    const { output: text, complaints } = await send(port, '--ca', 'ca.pem', '--cert', 'client.pem', '--key', 'client.key', '--alpn', 'echo'); // prettier-ignore
    assert.equal(text, 'hello TLSv1.3 echo a client', complaints);
    assert.equal((await server.exited).code, 0, server.stderr.text());
    const client = tool(python, '-c', PYTHON_CLIENT, await listen('echo', '--cert', 'cert.pem', '--key', 'key.pem'));
    assert.equal((await client.exited).code, 0, client.stderr.text());
    assert.equal(client.stdout.text(), 'from python TLSv1.3\n');
  });

  it('python3: a server that a wire file dials, with files beside it', async function () {
    const port = await unusedPort();
    const server = tool(requireTool(this, 'python3'), '-c', PYTHON_SERVER, String(port));
    await server.stdout.waitForText(/ready/);
    const dial = `con = dial tls://localhost:${port} ca "ca.pem" cert "client.pem" key "client.key" alpn "echo"`;
    const steps = `${dial}\ncon > "hello"\ncon < "hello TLSv1.3 echo a client"\ncon < eof\n`;
    await writeFile(join(folder.path, 'a.wire'), steps);
    const { code, output: text, complaints } = await program.run(['run', 'a.wire'], { cwd: folder.path });
    assert.equal(code, 0, text + complaints);
  });

  it('tshark: reads the encrypted traffic with the keys that lie beside the capture', async function () {
    const tshark = requireTool(this, 'tshark');
    const store = await makeTestStore();
    const engine = new Engine({ record: store.store.startRecording });
    try {
      const server = await engine.listen(parseEndpoint('tls://127.0.0.1:0'), { service: 'echo' });
      // Between the two stands a listener of ours, so that what is encrypted is captured.
      const between = await engine.listen(parseEndpoint('tcp://127.0.0.1:0'));
      assert.ok(server instanceof Listener && between instanceof Listener);
      engine.on('socket', (socket) => {
        if (socket.kind !== 'connection' || socket.parent !== between.id || relayed.has(socket)) return;
        relayed.add(socket);
        socket.hold('user');
        void relay(socket);
      });
      const relayed = new Set<Connection>();
      const relay = async (near: Connection): Promise<void> => {
        const far = await engine.dial(parseEndpoint(`tcp://127.0.0.1:${ip(server.local).port}`));
        assert.ok(far instanceof Connection);
        far.onReceive((bytes) => void near.send(bytes));
        near.onReceive((bytes) => void far.send(bytes));
        near.release('user');
      };
      const client = await engine.dial(parseEndpoint(`tls://127.0.0.1:${ip(between.local).port}`), {
        tls: { insecure: true, keyLog: true },
      });
      assert.ok(client instanceof Connection);
      const answer = new Promise<string>((resolve) => client.onReceive((bytes) => { resolve(Buffer.from(bytes).toString()); })); // prettier-ignore
      await client.send(Buffer.from('what only both know'));
      assert.equal(await answer, 'what only both know');
      const encrypted = fileURLToPath(between.recording!.uri);
      const keys = keyFileOf(fileURLToPath(client.recording!.uri));
      await engine.closeAll();
      await store.store.closeAll();
      const decode = [
        '-r',
        encrypted,
        '-d',
        `tcp.port==${ip(between.local).port},tls`,
        '-q',
        '-z',
        'follow,tls,ascii,0',
      ];
      const text = await output(tshark, '-o', `tls.keylog_file:${keys}`, ...decode);
      assert.equal(text.split('what only both know').length, 3, text);
      assert.ok(!(await output(tshark, ...decode)).includes('what only both know'));
    } finally {
      await engine.closeAll();
      await store.remove();
    }
  });
});
