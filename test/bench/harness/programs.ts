import { createServer, type AddressInfo } from 'node:net';
import { spawnTool, type ToolProcess } from '../../support/process';

/** No single run takes longer, or something hangs. */
export const RUN_LIMIT = 15 * 60_000;

/** Runs a program. Resolves with what it printed; rejects when it fails or takes too long. */
export async function runToEnd(command: string, args: readonly string[]): Promise<string> {
  const tool = spawnTool(command, args);
  tool.endInput();
  await waitForSuccess(tool, command);
  return tool.stdout.text();
}

/** Resolves when the program has ended well. */
export async function waitForSuccess(tool: ToolProcess, name: string): Promise<void> {
  const limit = setTimeout(() => {
    tool.signal('SIGKILL');
  }, RUN_LIMIT);
  try {
    const { code, signal } = await tool.exited;
    if (code !== 0) throw new Error(`${name} ended with ${signal ?? code ?? 'no status'}: ${tool.stderr.text()}`);
  } finally {
    clearTimeout(limit);
  }
}

/** A TCP port that nobody has right now, for programs that do not say which one the system chose for them. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
