import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { launchBrowser } from './browser';
import type { HostBundle } from './host-bundle';
import { readHostLogs } from './host-log';
import { HOST_RUN_VARIABLE, type HostMessage, type HostRun, type HostTestResult } from './host-link';
import { makeTempFolder } from './temp-folder';
import { PROJECT_ROOT, type VsCodeName } from './vscode-install';
import { startServer, type ServerOptions, type VsCodeServer } from './vscode-server';
import { workbenchUrl } from './workbench-url';

/** Another system than this one, with a VS Code of its own. */
export interface HostSystem {
  startServer(options: ServerOptions): Promise<VsCodeServer>;
  /** How its programs call a file of this machine. */
  pathOf(path: string): string;
}

export interface HostRunOptions {
  readonly version: VsCodeName;
  readonly bundle: HostBundle;
  readonly chromium: string;
  /** See HostRun.grep. */
  readonly grep: string | undefined;
  /** Milliseconds for one test. */
  readonly testTimeout: number;
  /** How often a test that failed is tried again; 0 where undefined. */
  readonly retries?: number;
  /** Milliseconds for the whole run. */
  readonly runTimeout: number;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of the machine, as a user of a remote machine has them. */
  readonly machineSettings?: object;
  /** Where it runs; this system where undefined. */
  readonly system?: HostSystem;
  /** Takes what would be printed. */
  readonly print?: (text: string) => void;
  readonly onResult?: (result: HostTestResult) => void;
}

/**
 * Runs bundled tests in the extension host of one VS Code, on a copy of the samples without wire files, and prints what
 * mocha's spec reporter says. Resolves with the number of failures; rejects when the run did not come to its end.
 */
export async function runInHost(options: HostRunOptions): Promise<number> {
  const folder = await makeTempFolder();
  const workspace = join(folder.path, 'workspace');
  const dataDir = join(folder.path, 'data');
  // A workspace with wire files activates the extension, and there is a test of what does so besides.
  await cp(join(PROJECT_ROOT, 'samples'), workspace, { recursive: true, filter: (path) => !path.endsWith('.wire') });
  if (options.machineSettings !== undefined) {
    await mkdir(join(dataDir, 'data', 'Machine'), { recursive: true });
    await writeFile(join(dataDir, 'data', 'Machine', 'settings.json'), JSON.stringify(options.machineSettings));
  }
  const { print = console.log, print: complain = console.error, onResult = () => undefined } = options;
  const system = options.system ?? { startServer, pathOf: (path: string) => path };
  const results = await listenForResults(options.runTimeout, print, onResult);
  const hostRun: HostRun = {
    port: results.port,
    testFiles: options.bundle.testFiles.map((file) => system.pathOf(file)),
    timeout: options.testTimeout,
    retries: options.retries ?? 0,
    colours: process.stdout.isTTY,
    ...(options.grep === undefined ? {} : { grep: options.grep }),
  };
  try {
    const server = await system.startServer({
      version: options.version,
      dataDir,
      extensionsDir: join(folder.path, 'extensions'),
      trust: true,
      development: true,
      env: { ...options.env, [HOST_RUN_VARIABLE]: JSON.stringify(hostRun) },
    });
    try {
      const browser = await launchBrowser(options.chromium);
      try {
        const page = await browser.newPage();
        await page.goto(
          workbenchUrl(server, {
            workspace: system.pathOf(workspace),
            extension: system.pathOf(PROJECT_ROOT),
            tests: system.pathOf(options.bundle.entry),
          }),
        );
        const failures = await results.failures;
        if (failures > 0) {
          complain(await readHostLogs(dataDir));
        }
        return failures;
      } catch (error) {
        complain(await readHostLogs(dataDir));
        throw error;
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    results.close();
    await folder.remove();
  }
}

interface Results {
  readonly port: number;
  /** Settles when the run has ended: with the number of failed tests, or rejected when it broke off. */
  readonly failures: Promise<number>;
  close(): void;
}

/** Takes the messages of one run, prints what it prints. */
async function listenForResults(
  runTimeout: number,
  print: (text: string) => void,
  onResult: (result: HostTestResult) => void,
): Promise<Results> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  let deadline: NodeJS.Timeout | undefined;
  const failures = new Promise<number>((resolve, reject) => {
    deadline = setTimeout(() => {
      reject(new Error(`The tests in the extension host did not end within ${runTimeout / 1000} s.`));
    }, runTimeout);
    listener.once('connection', (connection) => {
      const lines = createInterface({ input: connection });
      lines.on('line', (line) => {
        const message = JSON.parse(line) as HostMessage;
        switch (message.type) {
          case 'print':
            print(message.text);
            break;
          case 'test':
            onResult(message);
            break;
          case 'end':
            if (message.passes + message.failures === 0) {
              reject(new Error('No test ran in the extension host.'));
            }
            resolve(message.failures);
            break;
        }
      });
      lines.on('close', () => {
        reject(new Error('The extension host ended before its tests did.'));
      });
      // A reset says no more than the close that follows.
      connection.on('error', () => undefined);
    });
  });
  // It may break off while the server still starts; whoever awaits it later is told.
  failures.catch(() => undefined);
  return {
    port: (listener.address() as AddressInfo).port,
    failures,
    close() {
      clearTimeout(deadline);
      listener.close();
    },
  };
}
