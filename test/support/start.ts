/**
 * `npm start`: opens VS Code with the extension and the sample workspace at the walkthrough, and says where. An installed VS
 * Code (`code`) where there is one; otherwise the one that the tests use, in a browser. Either has user data of its own, so
 * that settings, windows and captures of other days are left alone.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { installExtension, packageExtension } from './packaged-extension';
import { QUIET_SETTINGS } from './quietSettings';
import { makeTempFolder } from './temp-folder';
import { findTool } from './tools';
import { ensureVsCode, PROJECT_ROOT } from './vscode-install';
import { startServer, writeSettings } from './vscode-server';
import { workbenchUrl } from './workbench-url';

const SAMPLES = join(PROJECT_ROOT, 'samples');

/** It says that the window is to open on the walkthrough: VS Code has no setting for that. */
const START_EXTENSION = join(PROJECT_ROOT, 'test', 'support', 'startExtension');

/** What stays from one start to the next. */
const DATA = join(PROJECT_ROOT, '.vscode-test', 'start');

const SETTINGS = { ...QUIET_SETTINGS, 'update.mode': 'none' };

function tell(where: string, userData: string, howToStop: string): void {
  console.log(`\n${where}\n`);
  console.log(`What your sockets send and receive is kept in ${capturesIn(userData)}`);
  console.log(`${howToStop}\n`);
}

const capturesIn = (userData: string): string =>
  join(userData, 'User', 'globalStorage', 'sockscope.sockscope', 'captures');

async function openInstalled(code: string): Promise<void> {
  // The folder of a desktop's user data holds what a server has in `data`.
  const userData = join(DATA, 'data');
  await writeSettings(DATA, { ...SETTINGS, 'security.workspace.trust.enabled': false });
  const args = [
    ...[PROJECT_ROOT, START_EXTENSION].map((path) => `--extensionDevelopmentPath=${path}`),
    ...['--user-data-dir', userData, '--extensions-dir', join(DATA, 'extensions')],
    SAMPLES,
  ];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  await once(child, 'spawn');
  tell(
    `Sockscope runs in a new window of your VS Code (${code}), with the folder ${SAMPLES}.`,
    userData,
    'Close that window to stop.',
  );
}

async function openInBrowser(): Promise<void> {
  const install = await ensureVsCode('newest');
  const folder = await makeTempFolder();
  const folders = { dataDir: DATA, extensionsDir: join(folder.path, 'extensions') };
  await writeSettings(DATA, SETTINGS);
  for (const [name, source] of [
    ['sockscope', PROJECT_ROOT],
    ['start', START_EXTENSION],
  ] as const) {
    const vsix = join(folder.path, `${name}.vsix`);
    await packageExtension(vsix, source);
    await installExtension(install, vsix, folders);
  }
  const server = await startServer({ version: install.name, ...folders, trust: true });
  tell(
    `Sockscope runs in VS Code ${install.version}, with the folder ${SAMPLES}. Open this in a browser:\n\n    ${workbenchUrl(server, { workspace: SAMPLES })}`,
    join(DATA, 'data'),
    'Ctrl+C here stops it.',
  );
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
