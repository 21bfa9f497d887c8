/**
 * Runs tests on the system of Windows' own Node under Wine, on Linux:
 *
 *     npm run test:windows -- [--grep PATTERN] [FILE…]
 *
 * Without options: the unit tests, what test/windows holds, and those of test/host that have to do with the system, in the
 * extension host of the oldest supported VS Code as Windows has it.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { exitOnSignals } from '../support/exit-on-signals';
import { bundleHostTests } from '../support/host-bundle';
import { runInHost } from '../support/host-run';
import { explainMissingTool, findTool, isContinuousIntegration } from '../support/tools';
import { ensureWindowsNode, ensureWindowsVsCode, PROJECT_ROOT } from '../support/vscode-install';
import { compileTests } from './support/compile';
import { KNOWN_FAILURES } from './support/knownFailures';
import { judge, RESULTS_VARIABLE, type ResultLine } from './support/results';
import { windowsHost } from './support/windowsHost';
import { windowsPath, Wine } from './support/wine';

/** For each of the runs, of which the last two come one after the other beside the first; on an idle machine they take half of it. */
const RUN_LIMIT_MS = { units: 600_000, windows: 240_000, host: 300_000 };
const TEST_LIMIT_MS = 60_000;

/** What is of the project's text and of the tests' own tools, not of a system. */
const OF_NO_SYSTEM = /^test\/unit\/(?:support\/|windows\/|soak\/|l10n\/|[^/]+$)/;

/**
 * What has to do with the system. Left out is what only speaks with foreign programs or with shells, of which there are none, what
 * only draws, and what needs the program that VS Code searches files with, which is not in its package.
 */
const OF_THE_SYSTEM =
  /^test\/host\/(?:activation|api\/(?:agents|arguments|captures|lifecycle|sendFile|services|socketInfo|tls)|journeys\/retention|wire\/running)\.test\.ts$/;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' } },
});

type RunName = keyof typeof RUN_LIMIT_MS;

async function testFiles(folder: string, recursive = true): Promise<string[]> {
  const names = await readdir(join(PROJECT_ROOT, folder), { recursive });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** The files of each run. */
async function chooseFiles(): Promise<Record<RunName, readonly string[]>> {
  if (positionals.length > 0) {
    const files = positionals.map((file) => relative(PROJECT_ROOT, resolve(file)));
    const isHost = (file: string): boolean => /^test\/(?:windows\/)?host\//.test(file);
    return { units: files.filter((file) => !isHost(file)), windows: [], host: files.filter(isHost) };
  }
  return {
    units: (await testFiles('test/unit')).filter((file) => !OF_NO_SYSTEM.test(file)),
    windows: await testFiles('test/windows', false),
    host: [
      ...(await testFiles('test/host')).filter((file) => OF_THE_SYSTEM.test(file)),
      ...(await testFiles('test/windows/host')),
    ],
  };
}

interface Run {
  /** A line of JSON for each test: {@link ResultLine}. */
  readonly results: string;
  /** What it printed, for whoever looks for why it failed. */
  readonly printed: string;
}

interface Place {
  readonly wine: Wine;
  /** A folder in the project for all that is written. */
  readonly folder: string;
}

/** Runs mocha in Windows' Node, on compiled tests. */
async function runMocha({ wine, folder }: Place, name: 'units' | 'windows', files: readonly string[]): Promise<Run> {
  const results = join(folder, `results-${name}`);
  const compiled = (file: string): string => windowsPath(join(folder, file.replace(/\.ts$/, '.js')));
  const requires = ['test/support/failOnWarnings.ts', 'test/support/retries.ts', 'test/windows/support/hooks.ts'];
  const { code, output, complaints } = await wine.run(
    [
      ...[await ensureWindowsNode(), compiled('test/windows/support/launch.ts')],
      windowsPath(join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js')),
      ...['--no-config', '--exit', '--forbid-only', '--timeout', String(TEST_LIMIT_MS)],
      ...['--reporter', compiled('test/windows/support/reporter.ts')],
      // See retries.ts.
      ...(isContinuousIntegration() ? ['--retries', '1'] : []),
      ...(options.grep === undefined ? [] : ['--grep', options.grep]),
      ...requires.flatMap((file) => ['--require', compiled(file)]),
      ...files.map(compiled),
    ],
    { limit: RUN_LIMIT_MS[name], cwd: PROJECT_ROOT, env: { [RESULTS_VARIABLE]: windowsPath(results) } },
  );
  const ended = code === null ? `It did not end within ${RUN_LIMIT_MS[name] / 1000} s.` : '';
  return { results: await readFile(results, 'utf8').catch(() => ''), printed: output + complaints + ended };
}

/** Runs tests in the extension host of a VS Code as Windows has it. */
async function runHost({ wine }: Place, chromium: string, files: readonly string[]): Promise<Run> {
  const lines: ResultLine[] = [];
  let printed = '';
  const print = (text: string): void => {
    printed += `${text}\n`;
  };
  try {
    await runInHost({
      version: 'floor',
      bundle: await bundleHostTests(files),
      chromium,
      grep: options.grep,
      testTimeout: TEST_LIMIT_MS,
      retries: isContinuousIntegration() ? 1 : 0,
      runTimeout: RUN_LIMIT_MS.host,
      system: windowsHost(wine),
      print,
      onResult: (result) => {
        lines.push({ type: 'test', ...result });
      },
    });
    lines.push({ type: 'end' });
  } catch (error) {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return { results: lines.map((line) => JSON.stringify(line)).join('\n'), printed };
}

async function main(): Promise<number> {
  const missing = ['wine', 'chromium'].filter((tool) => findTool(tool) === undefined);
  if (missing.length > 0) {
    const continuous = isContinuousIntegration();
    for (const tool of missing) {
      console.error(`\n*** WINDOWS TESTS ${continuous ? 'FAILED' : 'SKIPPED'}: ${explainMissingTool(tool)}\n`);
    }
    return continuous ? 1 : 0;
  }
  const files = await chooseFiles();
  await ensureWindowsNode();
  if (files.host.length > 0) await ensureWindowsVsCode();
  const began = Date.now();
  await mkdir(join(PROJECT_ROOT, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(PROJECT_ROOT, 'dist', 'windows-'));
  const removeFolder = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', removeFolder);
  try {
    const [wine] = await Promise.all([Wine.start(), compileTests(folder, windowsPath)]);
    const place = { wine, folder };
    const done: Record<string, Run> = {};
    const units = async (): Promise<void> => {
      if (files.units.length > 0) done['units'] = await runMocha(place, 'units', files.units);
    };
    const others = async (): Promise<void> => {
      if (files.windows.length > 0) done['windows'] = await runMocha(place, 'windows', files.windows);
      if (files.host.length > 0) done['host'] = await runHost(place, findTool('chromium')!, files.host);
    };
    try {
      await Promise.all([units(), others()]);
    } finally {
      await wine.stop();
    }
    return report(done, Date.now() - began);
  } finally {
    process.off('exit', removeFolder);
    removeFolder();
  }
}

/** Prints counts as mocha's reporters do, for whoever adds them up, then what failed; gives the exit code. */
function report(done: Readonly<Record<string, Run>>, ms: number): number {
  const whole = positionals.length === 0 && options.grep === undefined;
  const results = Object.fromEntries(Object.entries(done).map(([name, run]) => [name, run.results]));
  const { passed, known, failures } = judge(results, KNOWN_FAILURES, whole);
  console.log("\nWith Windows' Node under Wine:");
  console.log(`  ${passed} passing (${Math.round(ms / 1000)}s)`);
  if (known > 0) console.log(`  ${known} that cannot pass there, as test/windows/support/knownFailures.ts says`);
  for (const { printed } of Object.values(done)) {
    for (const [line] of printed.matchAll(/^\*\*\* TRIED AGAIN.*\n.*/gm)) console.log(line);
  }
  if (failures.length === 0) return 0;
  console.log(`  ${failures.length} failing\n`);
  for (const failure of failures) console.log(`${failure}\n`);
  for (const [name, { printed }] of Object.entries(done)) {
    // Set off, so that nobody counts it twice.
    if (printed !== '') console.log(`--- printed by ${name} ---\n${printed.slice(-10_000).replaceAll(/^/gm, '| ')}`);
  }
  return 1;
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main().then((exitCode) => {
  process.exitCode = exitCode;
});
