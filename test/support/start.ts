/**
 * `npm start`: opens VS Code with the extension and the sample workspace, and says where. An installed VS Code (`code`)
 * where there is one; otherwise the one that the tests use, in a browser.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { installExtension, packageExtension } from './packaged-extension';
import { makeTempFolder } from './temp-folder';
import { findTool } from './tools';
import { ensureVsCode, PROJECT_ROOT } from './vscode-install';
import { startServer } from './vscode-server';
import { workbenchUrl } from './workbench-url';

const SAMPLES = join(PROJECT_ROOT, 'samples');

async function openInstalled(code: string): Promise<void> {
  const child = spawn(code, [`--extensionDevelopmentPath=${PROJECT_ROOT}`, SAMPLES], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  await once(child, 'spawn');
  console.log(`\nSockscope runs in a new window of your VS Code (${code}), with the folder ${SAMPLES}.`);
  console.log('Close that window to stop.\n');
}

async function openInBrowser(): Promise<void> {
  const install = await ensureVsCode('newest');
  const folder = await makeTempFolder();
  const folders = { dataDir: join(folder.path, 'data'), extensionsDir: join(folder.path, 'extensions') };
  const vsix = join(folder.path, 'sockscope.vsix');
  await packageExtension(vsix);
  await installExtension(install, vsix, folders);
  const server = await startServer({ version: install.name, ...folders, trust: true });
  console.log(`\nSockscope runs in VS Code ${install.version}, with the folder ${SAMPLES}. Open this in a browser:`);
  console.log(`\n    ${workbenchUrl(server, { workspace: SAMPLES })}\n`);
  console.log('Press F1 and type Sockscope. Ctrl+C here stops it.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  await server.stop();
  await folder.remove();
}

async function main(): Promise<void> {
  const code = findTool('code');
  await (code === undefined ? openInBrowser() : openInstalled(code));
}

// A rejection is not caught here: Node prints it and exits with 1.
void main();
