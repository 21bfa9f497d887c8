/**
 * Runs tests in the real workbench, two files at a time: most of it is waiting.
 *
 *     npm run test:ui -- [--grep PATTERN] [FILE…]
 *
 * Without files: all of test/ui. What a file's tests print comes in one piece, when they have ended.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { exitOnSignals } from './exit-on-signals';
import { EXTENSIONS_DIR_VARIABLE, installedExtensions } from './packaged-extension';
import { findTool } from './tools';
import { PROJECT_ROOT } from './vscode-install';
import { chooseVersion } from './workbench';

/** A workbench keeps somewhat more than one core busy, now and then. */
const LANES = 2;

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' } },
});

/** The files, the longest first: what remains for the end is short. */
async function chooseFiles(): Promise<string[]> {
  if (positionals.length > 0) return positionals;
  const folder = join(PROJECT_ROOT, 'test', 'ui');
  const paths = (await readdir(folder)).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
  const sized = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
  return sized.sort((one, other) => other.size - one.size).map(({ path }) => path);
}

/** Runs one file in a process of its own; resolves with whether all its tests passed. */
async function runFile(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const grep = options.grep === undefined ? [] : ['--grep', options.grep];
  const args = [MOCHA, '--config', 'test/support/mocharc.browser.cjs', '--spec', file, ...grep];
  const mocha = spawn(process.execPath, args, { cwd: PROJECT_ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => {
    // mocha ends by it what its tests have started.
    mocha.kill('SIGINT');
  };
  process.once('exit', stop);
  const [printed, complaints, [code]] = await Promise.all([
    text(mocha.stdout),
    text(mocha.stderr),
    once(mocha, 'close') as Promise<[number | null]>,
  ]);
  process.off('exit', stop);
  process.stdout.write(printed);
  process.stderr.write(complaints);
  return code === 0;
}

async function main(): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) };
  // Without a browser each file says that it skips its tests, or fails.
  if (findTool('chromium') !== undefined) env[EXTENSIONS_DIR_VARIABLE] = await installedExtensions(chooseVersion());
  const files = await chooseFiles();
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) if (!(await runFile(file, env))) failed++;
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failed === 0 ? 0 : 1;
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main().then((exitCode) => {
  process.exitCode = exitCode;
});
