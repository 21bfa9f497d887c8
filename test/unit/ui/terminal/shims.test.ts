import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { shims, type ShimParts } from '../../../../src/ui/terminal/shims';
import { writeShims } from '../../../../src/ui/terminal/writeShims';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';

const run = promisify(execFile);

const WINDOWS: ShimParts = {
  platform: 'win32',
  folder: String.raw`C:\Users\ann\AppData\Roaming\Code\User\globalStorage\sockscope.sockscope\bin`,
  runtime: String.raw`C:\Program Files (x86)\VS 100% Code\Code.exe`,
  program: String.raw`C:\Users\ann\.vscode\extensions\sockscope.sockscope-0.1.0\dist\cli.js`,
};

const textOf = (parts: ShimParts, name: string): string => shims(parts).find((shim) => shim.name === name)!.text;

describe('ui/terminal/shims', () => {
  it('are one for POSIX shells, and on Windows one for cmd and PowerShell too', () => {
    const names = (platform: NodeJS.Platform): string[] => shims({ ...WINDOWS, platform }).map(({ name }) => name);
    assert.deepEqual(names('linux'), ['sockscope']);
    assert.deepEqual(names('darwin'), ['sockscope']);
    assert.deepEqual(names('win32'), ['sockscope', 'sockscope.cmd']);
  });

  it('for cmd hand all arguments to the program, as Node, and leave the console as it was', () => {
    assert.deepEqual(textOf(WINDOWS, 'sockscope.cmd').split('\r\n'), [
      '@echo off',
      'rem Written by the extension Sockscope whenever it starts.',
      'setlocal DisableDelayedExpansion',
      String.raw`if not exist "C:\Users\ann\.vscode\extensions\sockscope.sockscope-0.1.0\dist\cli.js" (`,
      '  echo sockscope: its extension was updated or removed. Reload the window. 1>&2',
      '  exit /b 127',
      ')',
      'set NODE_OPTIONS=',
      'set ELECTRON_RUN_AS_NODE=1',
      String.raw`"C:\Program Files (x86)\VS 100%% Code\Code.exe" "C:\Users\ann\.vscode\extensions\sockscope.sockscope-0.1.0\dist\cli.js" %*`,
      '',
    ]);
  });

  it('for cmd are ASCII where a user is called otherwise, since cmd does not read UTF-8', () => {
    const parts = {
      ...WINDOWS,
      folder: WINDOWS.folder.replace('ann', 'Jörg'),
      program: WINDOWS.program.replace('ann', 'Jörg'),
    };
    const text = textOf(parts, 'sockscope.cmd');
    assert.match(text, /^@echo off\r\nrem/);
    assert.ok(
      text.includes(
        String.raw`if not exist "%~dp0..\..\..\..\..\..\..\.vscode\extensions\sockscope.sockscope-0.1.0\dist\cli.js" (`,
      ),
      text,
    );
    // No way leads from one drive to another.
    const elsewhere = textOf({ ...parts, program: String.raw`D:\Jörg\cli.js` }, 'sockscope.cmd');
    assert.match(elsewhere, /^@echo off\r\nchcp 65001 >nul\r\nrem/);
    assert.ok(elsewhere.includes(String.raw`"D:\Jörg\cli.js" %*`), elsewhere);
  });

  it('for POSIX shells of Windows name files as these do', () => {
    const text = textOf(WINDOWS, 'sockscope');
    assert.match(text, /^exec 'C:\/Program Files \(x86\)\/VS 100% Code\/Code\.exe' "\$program" "\$@"$/m);
    assert.match(text, /^program='C:\/Users\/ann\/\.vscode\//m);
    assert.doesNotMatch(text, /\r/);
  });
});

describe('ui/terminal/writeShims', () => {
  let folder: TempFolder;
  let parts: ShimParts;
  before(function () {
    // Windows has neither such names of folders nor that shell.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    folder = await makeTempFolder();
    const odd = join(folder.path, `it's a "$HOME" \\ of`);
    await mkdir(odd);
    const program = join(odd, 'cli.js');
    await writeFile(program, 'console.log(JSON.stringify([process.argv.slice(2), process.env]))');
    parts = { platform: 'linux', folder: join(folder.path, 'storage', 'bin'), runtime: process.execPath, program };
  });
  afterEach(() => folder.remove());
  const shell = (env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string }> =>
    run('/bin/sh', ['-c', String.raw`sockscope send 'a b' '"c"' '' "\$d" '*'`], {
      env: { PATH: parts.folder + delimiter + process.env['PATH']!, ...env },
    });

  it('let a shell find the program and give it every argument as it is, whatever the folders are called', async () => {
    await writeShims(parts);
    const { stdout } = await shell({ NODE_OPTIONS: '--no-such-option' });
    const [args, env] = JSON.parse(stdout) as [string[], NodeJS.ProcessEnv];
    assert.deepEqual(args, ['send', 'a b', '"c"', '', '$d', '*']);
    assert.equal(env['ELECTRON_RUN_AS_NODE'], '1');
    assert.equal(env['NODE_OPTIONS'], undefined);
  });

  it('say so when the extension has gone', async () => {
    await writeShims({ ...parts, program: join(folder.path, 'gone.js') });
    await assert.rejects(shell(), { code: 127, stderr: /its extension was updated or removed/ });
  });

  it('are written only where they differ', async () => {
    await writeShims(parts);
    const path = join(parts.folder, 'sockscope');
    const number = async (): Promise<number> => (await stat(path)).ino;
    const first = await number();
    await writeShims(parts);
    assert.equal(await number(), first);
    await writeShims({ ...parts, runtime: '/other/node' });
    const second = await number();
    assert.notEqual(second, first);
    await chmod(path, 0o600);
    await writeShims({ ...parts, runtime: '/other/node' });
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    // Windows tells of no program that it may be run.
    await writeShims({ ...parts, platform: 'win32' });
    await chmod(path, 0o600);
    const third = await number();
    await writeShims({ ...parts, platform: 'win32' });
    assert.equal(await number(), third);
    assert.deepEqual(await readdir(parts.folder), ['sockscope', 'sockscope.cmd']);
  });
});
