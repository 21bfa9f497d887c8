import type { HostSystem } from '../../support/host-run';
import { eventually } from '../../support/eventually';
import { ensureWindowsVsCode } from '../../support/vscode-install';
import {
  findFreePort,
  LISTENING,
  serverArguments,
  serverEnvironment,
  START_LIMIT_MS,
  type ServerOptions,
  type VsCodeServer,
} from '../../support/vscode-server';
import { windowsPath, type Wine } from './wine';

/** The oldest supported VS Code, as `win32-x64`. */
export function windowsHost(wine: Wine): HostSystem {
  return { startServer: (options) => startWindowsServer(wine, options), pathOf: windowsPath };
}

async function startWindowsServer(wine: Wine, options: ServerOptions): Promise<VsCodeServer> {
  const { node, serverMain } = await ensureWindowsVsCode();
  const port = await findFreePort();
  const folders = { dataDir: windowsPath(options.dataDir), extensionsDir: windowsPath(options.extensionsDir) };
  const server = await wine.spawn(
    [node, windowsPath(serverMain), ...serverArguments({ ...options, ...folders }, port)],
    { env: serverEnvironment(options) },
  );
  let log = '';
  const read = async (): Promise<void> => {
    log = (await server.output()) + (await server.complaints());
  };
  const stop = async (): Promise<void> => {
    server.kill();
    await server.exited;
  };
  let ended = false;
  const exited = server.exited.then(async () => {
    ended = true;
    await read();
  });
  try {
    // It prints into a file, which tells nobody that it grows.
    await Promise.race([
      exited,
      eventually(async () => {
        await read();
        if (!ended && !log.includes(LISTENING))
          throw new Error(`VS Code's server does not listen. It printed:\n${log}`);
      }, START_LIMIT_MS),
    ]);
    if (!log.includes(LISTENING)) throw new Error(`VS Code's server ended. It printed:\n${log}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, pid: server.pid, log: () => log, stop };
}
