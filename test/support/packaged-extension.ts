import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { PROJECT_ROOT, type VsCodeInstall } from './vscode-install';

const run = promisify(execFile);

/** Makes `vsix` from what was built into dist. Rejects with what vsce says. */
export async function packageExtension(vsix: string): Promise<void> {
  const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix];
  await run(process.execPath, [vsce, 'package', ...options], { cwd: PROJECT_ROOT });
}

/** Installs `vsix` as a user would, into the folders that a server is then started with. */
export async function installExtension(
  { node, serverMain }: VsCodeInstall,
  vsix: string,
  folders: { readonly dataDir: string; readonly extensionsDir: string },
): Promise<void> {
  await run(node, [
    serverMain,
    '--accept-server-license-terms',
    ...['--server-data-dir', folders.dataDir, '--extensions-dir', folders.extensionsDir],
    ...['--install-extension', vsix],
  ]);
}
