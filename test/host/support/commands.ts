import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import type {
  AgainCommands,
  CaptureCommands,
  MachineCommands,
  SelectionCommands,
  SocketInfo,
  SockscopeApi,
  StartCommands,
} from '../../../src/ui/api';
import { eventually } from '../../support/eventually';
import { killTools } from '../../support/process';

type Commands = Omit<SockscopeApi, 'version'> &
  SelectionCommands &
  CaptureCommands &
  AgainCommands &
  StartCommands &
  MachineCommands;

/** Runs one of the documented commands, with its argument, as a keybinding or another extension does. */
export function run<Name extends keyof Commands>(
  name: Name,
  ...argument: Parameters<Commands[Name]>
): ReturnType<Commands[Name]> {
  return Promise.resolve(vscode.commands.executeCommand(`sockscope.${name}`, ...argument)) as ReturnType<
    Commands[Name]
  >;
}

/** The same with whatever somebody may have written in a keybinding. */
export async function runUnchecked(name: keyof Commands, ...argument: readonly unknown[]): Promise<unknown> {
  return vscode.commands.executeCommand(`sockscope.${name}`, ...argument);
}

/** The socket as it is listed now. */
export async function socketInfo(id: string): Promise<SocketInfo> {
  const info = (await run('listSockets')).find((socket) => socket.id === id);
  assert.ok(info, `no socket ${id} is listed`);
  return info;
}

/** Waits until the socket fits, such as until its peer has sent FIN. */
export function waitForSocket(
  id: string,
  wanted: string,
  fits: (socket: SocketInfo) => boolean,
  patience?: number,
): Promise<SocketInfo> {
  return eventually(async () => {
    const socket = await socketInfo(id);
    assert.ok(fits(socket), `waited for ${wanted}: ${JSON.stringify(socket)}`);
    return socket;
  }, patience);
}

/** Waits until the listener has accepted at least `count` connections; all of them, in the order of their arrival. */
export function waitForAccepted(listener: string, count: number): Promise<SocketInfo[]> {
  return eventually(async () => {
    const accepted = (await run('listSockets')).filter(({ parent }) => parent === listener);
    assert.ok(accepted.length >= count, `${accepted.length} of ${count} connections were accepted`);
    return accepted;
  });
}

/** Waits for the listener's first connection. */
export async function waitForConnection(listener: string): Promise<SocketInfo> {
  const [connection] = await waitForAccepted(listener, 1);
  return connection!;
}

/** The port of an endpoint string, as programs take it on their command line. */
export function portOf(endpoint: string): string {
  const port = /:(\d+)$/.exec(endpoint)?.[1];
  assert.ok(port !== undefined && port !== '0', `${endpoint} has no port`);
  return port;
}

/** A port of 127.0.0.1 that was free a moment ago, for servers that cannot take port 0. */
export async function freePort(transport: 'tcp' | 'udp'): Promise<string> {
  const listener = await run('startListener', { address: `${transport}://127.0.0.1:0` });
  await run('closeSocket', { socket: listener.id });
  return portOf(listener.local);
}

/** Holds a failure against what the API documents: an `Error` with a stable code and a message for people. */
export async function assertRejects(
  promise: Promise<unknown>,
  code: string,
  message?: RegExp,
): Promise<Error & { readonly code: string }> {
  let failure: unknown;
  try {
    await promise;
  } catch (error) {
    failure = error;
  }
  assert.ok(failure instanceof Error, `expected the error ${code}`);
  assert.ok('code' in failure, `no code: ${failure.stack ?? ''}`);
  assert.equal(failure.code, code, failure.message);
  assert.match(failure.message, message ?? /^.{20,}$/s);
  return failure as Error & { readonly code: string };
}

/** Ends all programs, sockets and tabs of a test, so that the next one begins with none. */
export async function cleanUp(): Promise<void> {
  await killTools();
  await vscode.commands.executeCommand('sockscope.closeAllSockets');
  await vscode.commands.executeCommand('sockscope.clearClosed');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  assert.deepEqual(await run('listSockets'), []);
}
