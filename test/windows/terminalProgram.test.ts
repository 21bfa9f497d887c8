import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { killTools, spawnTool, type SpawnToolOptions, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { PROJECT_ROOT } from '../support/vscode-install';

/** As `npm run build` made it. */
const PROGRAM = join(PROJECT_ROOT, 'dist', 'cli.js');
/** More than sockets, pipes and buffers hold together. */
const SIZE = 8 * 1024 * 1024;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaints: string;
}

function start(args: readonly string[], options: SpawnToolOptions = {}): ToolProcess {
  return spawnTool(process.execPath, [PROGRAM, ...args], options);
}

async function run(args: readonly string[], options: SpawnToolOptions = {}, input = ''): Promise<Ended> {
  const program = start(args, options);
  program.endInput(input);
  const { code } = await program.exited;
  return { code, output: program.stdout.text(), complaints: program.stderr.text() };
}

describe('the terminal program on Windows', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    await killTools();
    await folder.remove();
  });

  /** A server that sends back what it gets, and when it has all of that its end. */
  async function listen(address: string): Promise<string> {
    const listening = start(['listen', address, 'echo']);
    const [, bound] = await listening.stdout.waitForText(/listening on ([^\s,]+), service echo/);
    return bound!;
  }

  it('exits with 0, 1 and 2', async () => {
    assert.deepEqual(await run(['run', join(PROJECT_ROOT, 'samples', 'half-close.wire')]).then(({ code }) => code), 0);
    assert.equal((await run(['send', 'tcp://127.0.0.1:1', 'x'])).code, 1);
    assert.equal((await run(['send', `pipe:sockscope-none-${process.pid}`, 'x'])).code, 1);
    assert.equal((await run(['run'])).code, 2);
    assert.match((await run(['--version'])).output, /^\d+\.\d+\.\d+\n$/);
  });

  it('runs samples on named pipes and on ports, and reports with forward slashes', async () => {
    const ported = ['echo', 'half-close', 'chunks', 'byte-orders', 'length-prefixed'].map(
      (name) => `samples\\${name}.wire`,
    );
    const { code, output, complaints } = await run(['run', ...ported, '--reporter', 'junit'], { cwd: PROJECT_ROOT });
    assert.equal(code, 0, output + complaints);
    assert.match(output, /samples\/echo\.wire/);
    assert.doesNotMatch(output, /samples\\/);
  });

  it('expands patterns itself, with either slash', async () => {
    await mkdir(join(folder.path, 'inner'));
    for (const name of ['a.wire', 'inner/b.wire']) {
      await writeFile(
        join(folder.path, name),
        'srv = listen tcp://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "x"\ncon < "x"\n',
      );
    }
    for (const pattern of ['**/*.wire', '**\\*.wire', join(folder.path, '**', '*.wire')]) {
      const { code, output } = await run(['run', pattern], { cwd: folder.path });
      assert.equal(code, 0, output);
      assert.match(output, /\n2 passed in /);
    }
    const { code, complaints } = await run(['run', 'none\\*.wire'], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(complaints, /none[\\/]\*\.wire/);
  });

  it('moves bytes as they are, from standard input to standard output', async () => {
    const bytes = randomBytes(SIZE);
    const dialling = start(['dial', await listen('tcp://127.0.0.1:0')]);
    dialling.endInput(bytes);
    assert.deepEqual(await dialling.exited, { code: 0, signal: null });
    const sum = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
    assert.equal(sum(dialling.stdout.bytes()), sum(bytes));
  });

  it('talks over a named pipe', async () => {
    const address = await listen(`pipe:sockscope-talk-${process.pid}`);
    const { code, output } = await run(['send', address, '--text', 'there and back', '--wait', '1s', '--raw']);
    assert.equal(code, 0);
    assert.equal(output, 'there and back');
  });

  it('says what to write where PowerShell has taken the quotes of a payload', async () => {
    const { code, complaints } = await run(['send', await listen('tcp://127.0.0.1:0'), String.raw`PING\r\n`]);
    assert.equal(code, 2);
    assert.match(complaints, /PowerShell before 7\.3 strips quotes/);
  });

  it('records, shows and finds', async () => {
    const capture = join(folder.path, 'talk.pcapng');
    const address = await listen('tcp://127.0.0.1:0');
    const sent = await run(['send', address, '--text', 'a needle', '--wait', '1s', '--capture', capture]);
    assert.equal(sent.code, 0, sent.complaints);
    assert.ok((await readFile(capture)).includes('a needle'));
    const shown = await run(['show', capture, '--conversation', '0', '--raw', 'received']);
    assert.deepEqual([shown.code, shown.output], [0, 'a needle'], shown.complaints);
    const found = await run(['grep', 'needle', capture]);
    assert.equal(found.code, 0, found.complaints);
    assert.match(found.output, /needle/);
    assert.equal((await run(['grep', 'no such', capture])).code, 1);
  });

  it('ends when its client does, and leaves no child behind', async () => {
    const listening = start(['listen', 'tcp://127.0.0.1:0', '--talk', 'one']);
    const [, port] = await listening.stderr.waitForText(/listening on tcp:\/\/127\.0\.0\.1:(\d+)/);
    listening.endInput('welcome');
    const client = net.connect(Number(port), '127.0.0.1');
    client.end('hello');
    const [first] = (await once(client, 'data')) as [Buffer];
    assert.equal(String(first), 'welcome');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
    assert.equal(listening.stdout.text(), 'hello');
  });

  it('is a server of the Model Context Protocol on standard input and output', async () => {
    const agent = start(['mcp'], { cwd: folder.path });
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    await agent.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
    await agent.stdout.waitForText(/"serverInfo"/);
    agent.endInput();
    assert.deepEqual(await agent.exited, { code: 0, signal: null });
  });
});
