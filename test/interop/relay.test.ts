import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatEndpoint, parseEndpoint } from '../../src/engine/address/endpoint';
import { Engine } from '../../src/engine/engine';
import type { RelayRequest } from '../../src/engine/relay/relays';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { PROJECT_ROOT } from '../support/vscode-install';
import { makeTestStore, type TestStore } from '../unit/capture/recording';
import { ip } from '../unit/engine/harness';
import { certify } from '../unit/engine/tls/certificates';
import { startDns, startRedis } from './cli/servers';

const MIB = 1024 * 1024;
const PEERS = join(PROJECT_ROOT, 'test', 'support', 'peers');

/** Prints the SHA-256 of what an URL has; the authority's certificate stands in the folder that it runs in. */
const GET = `
import hashlib, ssl, sys, urllib.request
context = ssl.create_default_context(cafile='ca.pem')
with urllib.request.urlopen(sys.argv[1], context=context if sys.argv[1].startswith('https') else None) as answer:
    print(answer.status, hashlib.sha256(answer.read()).hexdigest())
`;

/** Reads to the server's FIN, says so, and only then sends. */
const SPEAK_LAST = `
import socket, sys
connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
while connection.recv(100): pass
connection.sendall(b'after your FIN')
connection.close()
`;

/** Asks a DNS server for the address of sample.test, as RFC 1035 has it, and again where no answer comes. */
const ASK = `
import socket, struct, sys
question = struct.pack('!6H', 7, 0x0100, 1, 0, 0, 0) + b'\\x06sample\\x04test\\x00' + struct.pack('!2H', 1, 1)
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.connect(('127.0.0.1', int(sys.argv[1])))
asking.settimeout(0.5)
for times in range(1, 6):
    asking.send(question)
    try:
        answer = asking.recv(512)
    except TimeoutError:
        continue
    assert answer[:2] == question[:2]
    print(f'asked {times} times:', socket.inet_ntoa(answer[-4:]))
    break
`;

describe('relays between real programs', function () {
  this.timeout(30_000);
  let folder: TempFolder;
  let recorded: TestStore;
  let engine: Engine;
  const page = randomBytes(300_000);
  let files: Readonly<Record<'ca.pem' | 'cert.pem' | 'key.pem', string>>;
  before(async () => {
    folder = await makeTempFolder();
    const authority = await certify({ name: 'an authority', isAuthority: true });
    const signed = await certify({ by: authority });
    files = { 'ca.pem': authority.cert, 'cert.pem': signed.cert, 'key.pem': signed.key };
    for (const [name, content] of Object.entries({ ...files, page })) await writeFile(join(folder.path, name), content);
  });
  after(() => folder.remove());
  beforeEach(async () => {
    recorded = await makeTestStore();
    engine = new Engine({ record: recorded.store.startRecording });
  });
  afterEach(async () => {
    await killTools();
    await engine.closeAll();
    await recorded.remove();
  });

  /** The port of a relay. */
  async function relay(target: string, options: RelayRequest = {}, address?: string): Promise<number> {
    const to = parseEndpoint(target);
    const own = address ?? formatEndpoint({ ...to, host: '127.0.0.1', port: 0 } as typeof to);
    return ip((await engine.relay(parseEndpoint(own), to, options)).local).port;
  }

  /** A server of relayed.py, and its port. */
  async function serve(
    context: Mocha.Context,
    ...args: string[]
  ): Promise<{ readonly server: ToolProcess; readonly target: string }> {
    const server = spawnTool(requireTool(context, 'python3'), [join(PEERS, 'relayed.py'), ...args]);
    const [, port] = await server.stdout.waitForText(/^(\d+)\r?\n/);
    return { server, target: `tcp://127.0.0.1:${port}` };
  }

  async function run(command: string, args: readonly string[], input?: string | Uint8Array): Promise<string> {
    const tool = spawnTool(command, args, { cwd: folder.path });
    tool.endInput(input);
    const { code } = await tool.exited;
    assert.equal(code, 0, tool.stderr.text());
    return tool.stdout.text();
  }

  /** What either side was recorded to have received has been sent on by the other, but for so many bytes. */
  async function assertConserved(lost = 0): Promise<void> {
    const [capture] = recorded.store.live;
    assert.ok(capture);
    await capture.flush();
    const sum = (direction: 'sent' | 'received'): number =>
      [...capture.conversations].reduce((bytes, { log }) => bytes + log.bytes(direction), 0);
    assert.ok(sum('received') > 0);
    assert.equal(sum('sent'), sum('received') - lost);
  }

  it('redis-cli and redis-server, what is sent coming in slices', async function () {
    const cli = requireTool(this, 'redis-cli');
    const port = await relay(await startRedis(this), {
      impairments: { client: { slice: 7_777, pauseMs: 0 }, server: { slice: 1_000, pauseMs: 0 } },
    });
    const ask = (...args: string[]): Promise<string> => run(cli, ['-p', String(port), ...args]);
    const value = 'x'.repeat(200_000);
    assert.equal(await run(cli, ['-p', String(port), '-x', 'SET', 'large'], value), 'OK\n');
    assert.equal(await ask('STRLEN', 'large'), `${value.length}\n`);
    assert.equal(await ask('GET', 'large'), `${value}\n`);
    const commands = Array.from({ length: 500 }, (_, number) => `RPUSH list ${number}`).join('\r\n');
    assert.match(await run(cli, ['-p', String(port), '--pipe'], `${commands}\r\n`), /errors: 0, replies: 500/);
    assert.equal(await ask('LLEN', 'list'), '500\n');
    await assertConserved();
  });

  const digest = createHash('sha256').update(page).digest('hex');

  for (const [name, inside, outside] of [
    ['HTTP', 'http', 'http'],
    ['HTTP over TLS, which passes as it is', 'https', 'https'],
    ['HTTP, with TLS outside alone', 'http', 'https'],
    ['HTTP, with TLS inside alone', 'https', 'http'],
  ] as const) {
    it(`Python’s client and server of ${name}`, async function () {
      const { target } = await serve(this, inside, folder.path);
      const isMade = inside !== outside;
      const impairments = { client: { delayMs: 5 }, server: { slice: 5_000, pauseMs: 0 } };
      const port = await relay(
        isMade && inside === 'https' ? target.replace('tcp://127.0.0.1', 'tls://localhost') : target,
        {
          impairments,
          ...(isMade && inside === 'https' ? { targetTls: { ca: files['ca.pem'] } } : {}),
          ...(isMade && outside === 'https' ? { tls: { cert: files['cert.pem'], key: files['key.pem'] } } : {}),
        },
        isMade && outside === 'https' ? 'tls://127.0.0.1:0' : 'tcp://127.0.0.1:0',
      );
      const got = await run(requireTool(this, 'python3'), ['-c', GET, `${outside}://localhost:${port}/page`]);
      assert.equal(got, `200 ${digest}\n`);
      await assertConserved();
    });
  }

  it('a resolver and dnsmasq, the first question being lost and every other one coming twice', async function () {
    const port = await relay(await startDns(this), { impairments: { client: { drop: 1, duplicate: 1 } } });
    assert.equal(await run(requireTool(this, 'python3'), ['-c', ASK, String(port)]), 'asked 2 times: 192.0.2.7\n');
    const [socket] = engine.sockets;
    assert.deepEqual(socket!.info().relayed, { dropped: 1, duplicated: 1, changed: 0, refused: 0 });
  });

  it('a client in C and a server in Python, byte by byte', async function () {
    const compiled = join(folder.path, 'daytime');
    await run(requireTool(this, 'gcc'), ['-o', compiled, join(PEERS, 'daytime.c')]);
    const { server, target } = await serve(this, 'daytime');
    const port = await relay(target, { impairments: { server: { slice: 1 } } });
    assert.equal(await run(compiled, [String(port)]), 'Saturday, November 28, 2026 02:12:00-UTC\r\n');
    assert.equal((await server.exited).code, 0);
    await assertConserved();
  });

  it('ncat, which ends what it sends and waits for the answer', async function () {
    const { server, target } = await serve(this, 'answer');
    const client = spawnTool(requireTool(this, 'ncat'), ['127.0.0.1', String(await relay(target))]);
    client.endInput('question');
    assert.equal((await client.exited).code, 0);
    assert.equal(client.stdout.text(), 'answer to question');
    assert.equal((await server.exited).code, 0);
    await assertConserved();
  });

  it('a server that ends first, and a client that speaks afterwards', async function () {
    const { server, target } = await serve(this, 'late');
    const port = await relay(target);
    await run(requireTool(this, 'python3'), ['-c', SPEAK_LAST, String(port)]);
    assert.equal((await server.exited).code, 0);
    assert.match(server.stdout.text(), /^\d+\s+after your FIN and FIN\s*$/);
    await assertConserved();
  });

  it('the samples’ clients: one trusts UDP and loses, one stops, waits and gets through', async function () {
    const python = requireTool(this, 'python3');
    const server = await engine.listen(parseEndpoint('udp://127.0.0.1:0'), { service: 'echo' });
    const port = await relay(`udp://127.0.0.1:${ip(server.local).port}`, {
      seed: 7,
      impairments: { client: { loss: 0.2 }, server: { loss: 0.2 } },
    });
    const client = async (program: string): Promise<[code: number | null, said: string]> => {
      const tool = spawnTool(python, [join(PROJECT_ROOT, 'samples', program), '127.0.0.1', String(port)]);
      const { code } = await tool.exited;
      return [code, tool.stdout.text()];
    };
    const [lost, trusting] = await client('udp_trusting.py');
    assert.equal(lost, 1);
    assert.match(trusting, /^[1-4]?\d of 50 came back\n$/);
    const [arrived, waiting] = await client('udp_stop_and_wait.py');
    assert.equal(arrived, 0);
    assert.match(waiting, /^50 of 50 came back, for which \d+ were sent\n$/);
  });

  it('64 MiB each way are the same under delay, slices and a rate', async function () {
    const { server, target } = await serve(this, 'duplex', String(64 * MIB));
    const impairments = { delayMs: 5, jitterMs: 3, slice: 60_000, pauseMs: 0, rate: 24 * MIB };
    const port = await relay(target, { seed: 7, impairments: { client: impairments, server: impairments } });
    const began = performance.now();
    const [sent, received, length] = (
      await run(requireTool(this, 'python3'), [join(PEERS, 'duplex.py'), String(port), String(64 * MIB)])
    ).split(/\s+/);
    const seconds = (performance.now() - began) / 1000;
    await server.exited;
    const [, sentBack, receivedThere, lengthThere] = server.stdout.text().trim().split(/\s+/);
    assert.deepEqual([Number(length), Number(lengthThere)], [64 * MIB, 64 * MIB]);
    assert.equal(received, sentBack);
    assert.equal(receivedThere, sent);
    assert.ok(seconds >= 64 / 24, `not faster than the rate: ${seconds} s`);
    await assertConserved();
  });
});
