import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import net from 'node:net';
import { delimiter, join } from 'node:path';
import { EXAMPLES } from '../../../src/cli/examples';
import { writeShims } from '../../../src/ui/terminal/writeShims';
import { killTools, spawnTool, type ToolProcess } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { requireTool } from '../../support/tools';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { BuiltProgram } from './built';

/** What tells that a command which does not end by itself has come so far, in its output or on standard error. */
const UNTIL: readonly (readonly [line: RegExp, seen: RegExp])[] = [
  [/ listen /, /listening on/],
  [/ relay /, /relaying .* to /],
  [/ --watch$/, /passed in .*\n.*waiting for a file to change/],
  [/ --follow$/, /closed\n/],
];

describe('the examples of --help', () => {
  let program: BuiltProgram;
  let folder: TempFolder;
  let port: string;
  let server: ToolProcess;
  before(async () => {
    program = await BuiltProgram.build();
    folder = await makeTempFolder();
    await cp(join(PROJECT_ROOT, 'samples'), join(folder.path, 'samples'), { recursive: true });
    const [file] = program.command([]);
    await writeShims({
      platform: 'linux',
      folder: join(folder.path, 'bin'),
      runtime: process.execPath,
      program: file!,
    });
    ({ listening: server, port } = await program.listen('tcp://127.0.0.1:0', 'echo'));
  });
  after(async () => {
    server.signal('SIGINT');
    await killTools();
    await program.remove();
    await folder.remove();
  });

  for (const [name, examples] of Object.entries(EXAMPLES)) {
    for (const { line } of examples) {
      it(line, async function () {
        const bash = requireTool(this, 'bash');
        const [, seen] = UNTIL.find(([pattern]) => pattern.test(line)) ?? [];
        // A server listens where no other one does; whatever dials goes to the one that is there.
        const address = name === 'listen' ? ':0' : `:${line.includes('udp:') ? await udpEcho() : port}`;
        // So that the signal comes to the program.
        const typed = `${seen === undefined ? '' : 'exec '}${line.replace(':9001', ':0').replace(':9000', address)}`;
        const shell = spawnTool(bash, ['-c', typed], {
          cwd: folder.path,
          env: { PATH: join(folder.path, 'bin') + delimiter + process.env['PATH']! },
        });
        shell.endInput('typed\n');
        if (seen !== undefined) {
          const [said] = await Promise.race([shell.stdout.waitForText(seen), shell.stderr.waitForText(seen)]);
          if (name === 'listen') await talkTo(/:(\d+)/.exec(await whole(shell, said))![1]!);
          // It ends with its one client.
          if (!line.includes('--talk one')) shell.signal('SIGINT');
        }
        const { code } = await shell.exited;
        assert.equal(code, 0, shell.stdout.text() + shell.stderr.text());
        const file = /> (\S+)$/.exec(line)?.[1];
        if (file !== undefined) assert.notEqual((await readFile(join(folder.path, file))).length, 0, file);
        else if (!/ fmt |eval/.test(line) && name !== 'mcp') assert.notEqual(shell.stdout.text(), '');
      });
    }
  }

  async function udpEcho(): Promise<string> {
    return (await program.listen('udp://127.0.0.1:0', 'echo')).port;
  }

  async function whole(shell: ToolProcess, said: string): Promise<string> {
    if (/:\d+/.test(said)) return said;
    const pattern = /listening on \w+:\/\/127\.0\.0\.1:\d+/;
    return (await Promise.race([shell.stdout.waitForText(pattern), shell.stderr.waitForText(pattern)]))[0];
  }

  function talkTo(at: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const client = net.connect(Number(at), '127.0.0.1', () => client.end('hello'));
      client.on('data', () => undefined).on('error', reject);
      client.on('close', () => {
        resolve();
      });
    });
  }
});
