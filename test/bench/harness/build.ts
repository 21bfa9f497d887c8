import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { runToEnd } from './programs';

const BENCH = join(PROJECT_ROOT, 'test', 'bench');

/** Bundles what runs on Node in processes of its own, with the settings of the extension's production build. */
export async function bundleContenders(folder: string): Promise<void> {
  const sources = join(BENCH, 'contenders');
  await esbuild.build({
    entryPoints: (await readdir(sources)).map((name) => join(sources, name)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
}

/** Compiles the senders. */
export async function compilePeers(folder: string, gcc: string): Promise<void> {
  const sources = join(BENCH, 'peers');
  for (const name of await readdir(sources)) {
    if (!name.endsWith('.c')) continue;
    await runToEnd(gcc, ['-O2', '-Wall', '-Werror', '-o', join(folder, name.slice(0, -2)), join(sources, name)]);
  }
}

/** A sender that is not compiled. */
export function peerScript(name: string): string {
  return join(BENCH, 'peers', name);
}
