import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { ensureVsCode, type VsCodeName } from './vscode-install';

/** A server that takes longer to listen than this has failed. */
export const START_LIMIT_MS = 60_000;

/** What it prints once it listens. */
export const LISTENING = 'Extension host agent listening on';

export interface ServerOptions {
  readonly version: VsCodeName;
  /** The server's settings, logs and extension storage. A fresh folder for each server. */
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** True trusts every folder; false opens new ones in Restricted Mode. */
  readonly trust: boolean;
  /**
   * Lets the address name an extension under development and its tests. VS Code shows no notification toasts then:
   * a user's workbench is to be tested without.
   */
  readonly development?: boolean;
  /** Added to the environment of the server and of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface VsCodeServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Its process, the parent of its extension hosts. */
  readonly pid: number;
  /** Everything the server printed so far. */
  log(): string;
  /** Ends the server and its extension hosts; resolves when it is gone. */
  stop(): Promise<void>;
}

/** As the user's settings, and as the machine's: those that belong to a machine count in its own file alone. */
export async function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const owner of ['User', 'Machine']) {
    const folder = join(dataDir, 'data', owner);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
  }
}

/** Starts a VS Code server on loopback; resolves once it listens. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const { node, serverMain } = await ensureVsCode(options.version);
  const port = await findFreePort();
  const server = spawn(node, [serverMain, ...serverArguments(options, port)], {
    env: { ...process.env, ...serverEnvironment(options) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that its extension hosts end with it.
    detached: process.platform !== 'win32',
  });
  const killAtExit = (): void => {
    kill(server);
  };
  process.once('exit', killAtExit);
  const exited = once(server, 'exit').finally(() => process.removeListener('exit', killAtExit));

  let log = '';
  const listening = new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      reject(new Error(`VS Code's server ${why}. It printed:\n${log}`));
    };
    const deadline = setTimeout(() => {
      fail(`did not listen within ${START_LIMIT_MS / 1000} s`);
    }, START_LIMIT_MS);
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      if (log.includes(LISTENING)) {
        clearTimeout(deadline);
        resolve();
      }
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    exited.then(
      () => {
        clearTimeout(deadline);
        fail('ended');
      },
      (error: unknown) => {
        clearTimeout(deadline);
        fail(`did not start: ${String(error)}`);
      },
    );
  });
  const stop = async (): Promise<void> => {
    kill(server);
    await exited.catch(() => undefined);
  };
  try {
    await listening;
  } catch (error) {
    await stop();
    throw error;
  }
  if (server.pid === undefined) throw new Error('A server that listens has a process id.');
  return { url: `http://127.0.0.1:${port}`, pid: server.pid, log: () => log, stop };
}

/** What `server-main.js` is told. */
export function serverArguments(options: ServerOptions, port: number): readonly string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--server-data-dir', options.dataDir, '--extensions-dir', options.extensionsDir],
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
    ...(options.development === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust ? ['--disable-workspace-trust'] : []),
  ];
}

/** Without a gallery it asks no marketplace for anything. */
export function serverEnvironment({ env }: ServerOptions): Readonly<Record<string, string>> {
  return { EXTENSIONS_GALLERY: '{}', ...env };
}

function kill(server: ChildProcess): void {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  if (process.platform === 'win32') {
    server.kill();
  } else {
    process.kill(-server.pid, 'SIGKILL');
  }
}

/** The server has no port 0: it is told a port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
