import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { makeTempFolder } from './temp-folder';
import { ensureVsCode, PROJECT_ROOT, type VsCodeInstall, type VsCodeName } from './vscode-install';

const run = promisify(execFile);

/** Makes `vsix` of the extension, from what was built into dist, or of another one. Rejects with what vsce says. */
export async function packageExtension(vsix: string, source = PROJECT_ROOT): Promise<void> {
  const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix];
  await run(process.execPath, [vsce, 'package', ...options], { cwd: source });
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

/** Names a folder in which the extension is installed already, by whoever runs several processes of tests. */
export const EXTENSIONS_DIR_VARIABLE = 'SOCKSCOPE_EXTENSIONS_DIR';

const installed = new Map<VsCodeName, Promise<string>>();

/**
 * A folder of extensions in which what was built into dist is installed: packaged once for all workbenches of this process,
 * since that takes seconds each time. It goes when the process exits; one that {@link EXTENSIONS_DIR_VARIABLE} names stays.
 */
export function installedExtensions(version: VsCodeName): Promise<string> {
  const given = process.env[EXTENSIONS_DIR_VARIABLE];
  const folder = installed.get(version) ?? (given === undefined ? installAnew(version) : Promise.resolve(given));
  installed.set(version, folder);
  return folder;
}

async function installAnew(version: VsCodeName): Promise<string> {
  const { path } = await makeTempFolder();
  const vsix = join(path, 'sockscope.vsix');
  const extensionsDir = join(path, 'extensions');
  await packageExtension(vsix);
  await installExtension(await ensureVsCode(version), vsix, { dataDir: join(path, 'data'), extensionsDir });
  return extensionsDir;
}
