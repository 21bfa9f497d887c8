import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execFileSync } from 'node:child_process';
import { killTools, spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { requireTool, skipAloud } from '../../support/tools';
import { BuiltProgram } from './built';
import { freePort } from './servers';

const SIZE = 64 * 1024 * 1024;

describe('the terminal program: dial and listen --talk', () => {
  let program: BuiltProgram;
  let folder: TempFolder;
  let sum: string;
  before(async () => {
    program = await BuiltProgram.build();
    folder = await makeTempFolder();
    const bytes = randomBytes(SIZE);
    sum = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(folder.path, 'bytes'), bytes);
  });
  after(async () => {
    await program.remove();
    await folder.remove();
  });
  afterEach(killTools);

  const sumOf = async (name: string): Promise<string> => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder.path, name)), hash);
    return hash.digest('hex');
  };

  /** As a shell does `COMMAND < bytes > NAME`; gives the exit code, and what was said on standard error. */
  async function redirected(
    command: string,
    args: readonly string[],
    name: string,
    onError: (text: string) => void = () => undefined,
  ): Promise<number | null> {
    const input = createReadStream(join(folder.path, 'bytes'));
    const output = createWriteStream(join(folder.path, name));
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', onError);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    // Whoever is done first may close the other's input.
    await Promise.all([pipeline(input, child.stdin).catch(() => undefined), pipeline(child.stdout, output)]);
    return ended;
  }

  it('moves 64 MiB both ways between dial and ncat', async function () {
    const ncat = requireTool(this, 'ncat');
    const port = await freePort();
    let ended: Promise<number | null> | undefined;
    await new Promise<void>((resolve) => {
      ended = redirected(ncat, ['-v', '-l', '127.0.0.1', String(port)], 'at-ncat', (text) => {
        if (text.includes('Listening on 127')) resolve();
      });
    });
    const dialled = await redirected(process.execPath, program.command(['dial', `tcp://127.0.0.1:${port}`]), 'at-dial');
    assert.deepEqual([dialled, await ended], [0, 0]);
    assert.deepEqual([await sumOf('at-ncat'), await sumOf('at-dial')], [sum, sum]);
  });

  it('moves 64 MiB both ways between ncat and listen --talk one, recorded for tshark', async function () {
    const ncat = requireTool(this, 'ncat');
    const tshark = requireTool(this, 'tshark');
    const capture = join(folder.path, 'talk.pcapng');
    let ended: Promise<number | null> | undefined;
    const port = await new Promise<string>((resolve) => {
      const args = ['listen', 'tcp://127.0.0.1:0', '--talk', 'one', '--capture', capture];
      ended = redirected(process.execPath, program.command(args), 'at-listen', (text) => {
        const [, found] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    assert.equal(await redirected(ncat, ['127.0.0.1', port], 'at-client'), 0);
    assert.equal(await ended, 0);
    assert.deepEqual([await sumOf('at-listen'), await sumOf('at-client')], [sum, sum]);
    assert.ok((await readdir(folder.path)).includes('talk.pcapng'));
    const told = execFileSync(tshark, ['-r', capture, '-q', '-z', 'conv,tcp'], { encoding: 'utf8' });
    assert.match(told, new RegExp(`127\\.0\\.0\\.1:\\d+ +<-> 127\\.0\\.0\\.1:\\d+`));
  });

  it('says that standard input is a folder', async function () {
    if (process.platform === 'win32') skipAloud(this, 'a folder cannot be standard input on Windows');
    const bash = requireTool(this, 'bash');
    const { port } = await program.listen('tcp://127.0.0.1:0', 'discard');
    const command = [process.execPath, ...program.command(['dial', `tcp://127.0.0.1:${port}`])];
    const dialling = spawnTool(bash, ['-c', 'exec "$@" < /', 'bash', ...command]);
    assert.equal((await dialling.exited).code, 1);
    assert.match(dialling.stderr.text(), /Cannot read standard input: it is a folder/);
  });

  it('ends with 1 as nc does when nobody listens, and with 130 at SIGINT', async function () {
    const python = requireTool(this, 'python3');
    const refused = await program.run(['dial', 'tcp://127.0.0.1:1']);
    assert.equal(refused.code, 1);
    const server = spawnTool(python, [
      '-c',
      "import socket; s=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(); print(s.getsockname()[1], flush=True); c,_=s.accept(); c.sendall(b'hello'); c.recv(1)",
    ]);
    const [, port] = await server.stdout.waitForText(/^(\d+)\n/);
    const dialling = program.start(['dial', `tcp://127.0.0.1:${port!}`]);
    await dialling.stdout.waitForText(/hello/);
    dialling.signal('SIGINT');
    assert.equal((await dialling.exited).code, 130);
  });

  it('goes on receiving from a server that answers after FIN', async function () {
    const socat = requireTool(this, 'socat');
    const server = spawnTool(socat, ['-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1', 'SYSTEM:"wc -c"']);
    const [, port] = await server.stderr.waitForText(/listening on AF=2 127\.0\.0\.1:(\d+)/);
    const dialling = program.start(['dial', `tcp://127.0.0.1:${port!}`]);
    await dialling.write('12345');
    dialling.endInput();
    assert.deepEqual(await dialling.exited, { code: 0, signal: null });
    assert.equal(dialling.stdout.text().trim(), '5');
  });
});
