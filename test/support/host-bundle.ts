import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

import esbuild from 'esbuild';

import { PROJECT_ROOT } from './vscode-install';

const TESTS = join(PROJECT_ROOT, 'test');
const BUNDLES = join(PROJECT_ROOT, 'dist', 'test');
const ENTRY = join(TESTS, 'host', 'index.ts');

export interface HostBundle {
  /** The script that VS Code loads (`extensionTestsPath`). */
  readonly entry: string;
  readonly testFiles: readonly string[];
}

/**
 * Bundles the tests that run inside VS Code: `files`, or all of test/host where there are none.
 *
 * @param programs What they start besides: bundled beside them.
 */
export async function bundleHostTests(files: readonly string[], programs: readonly string[] = []): Promise<HostBundle> {
  const sources = files.length > 0 ? files.map((file) => resolve(file)) : await findHostTests();
  await rm(BUNDLES, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: [ENTRY, ...sources, ...programs],
    outdir: BUNDLES,
    outbase: TESTS,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  return { entry: bundleOf(ENTRY), testFiles: sources.map(bundleOf) };
}

async function findHostTests(): Promise<string[]> {
  const folder = join(TESTS, 'host');
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

function bundleOf(source: string): string {
  return join(BUNDLES, relative(TESTS, source)).replace(/\.ts$/, '.js');
}
