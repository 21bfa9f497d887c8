import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import net from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';

import type { SockscopeApi } from '../../src/ui/api';
import { API_COMMANDS } from '../../src/ui/ids';
import { cleanUp, run } from './support/commands';
import { sockscope } from './support/peers';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** What opens something on the network. */
const OPENERS = [
  [net.Server.prototype, 'listen'],
  [net.Socket.prototype, 'connect'],
  [dgram.Socket.prototype, 'bind'],
  [dgram.Socket.prototype, 'connect'],
] as const;

/** The names of those that the extension's own code calls while `action` runs; VS Code has sockets of its own. */
async function openingsDuring(action: () => Promise<unknown>): Promise<string[]> {
  const { extensionPath } = sockscope();
  const ownFiles = [
    ...['extension.js', 'shared.js'].map((name) => join(extensionPath, 'dist', name)),
    join(extensionPath, 'src'),
  ];
  const openings: string[] = [];
  const originals = OPENERS.map(([prototype, name]) => {
    const original = Reflect.get(prototype, name) as (...parameters: unknown[]) => unknown;
    Reflect.set(prototype, name, function (this: unknown, ...parameters: unknown[]) {
      const { stack = '' } = new Error();
      if (ownFiles.some((file) => stack.includes(file))) openings.push(name);
      return Reflect.apply(original, this, parameters);
    });
    return original;
  });
  try {
    await action();
  } finally {
    for (const [index, [prototype, name]] of OPENERS.entries()) Reflect.set(prototype, name, originals[index]);
  }
  return openings;
}

// The first of all host tests: whatever comes later finds the extension active.
describe('activation', () => {
  afterEach(cleanUp);

  it('waits for the first command, and opens no socket', async () => {
    assert.equal(sockscope().isActive, false, 'a window alone has activated it');

    const openings = await openingsDuring(async () => vscode.commands.executeCommand(API_COMMANDS.listSockets));

    assert.equal(sockscope().isActive, true);
    assert.deepEqual(openings, []);
    assert.deepEqual(await run('listSockets'), []);
    // The same look does see sockets being opened.
    const opened = await openingsDuring(async () => {
      const { local } = await run('startListener', { address: '0' });
      await run('dialEndpoint', { address: local });
      await run('startListener', { address: 'udp://127.0.0.1:0' });
    });
    assert.deepEqual(opened, ['listen', 'connect', 'bind']);
  });

  it('registers every command of package.json, and no other', async () => {
    const { contributes } = sockscope().packageJSON as Manifest;
    const registered = await vscode.commands.getCommands(true);
    const ours = registered.filter((command) => /^sockscope\.[a-zA-Z]+$/.test(command));
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(ours.toSorted(), declared.toSorted());
  });

  it('exports version 1 of the API: the documented functions, and nothing else', async () => {
    const api = (await sockscope<SockscopeApi>().activate()) as unknown as Readonly<Record<string, unknown>>;
    assert.equal(api['version'], 1);
    const functions = [
      ...['startListener', 'dialEndpoint', 'sendPayload', 'closeSocket', 'shutdownSending', 'resetSocket'],
      ...['pauseReceiving', 'resumeReceiving', 'receiveNext', 'joinGroup', 'leaveGroup', 'listSockets', 'readBytes'],
      ...['stopAccepting', 'startAccepting', 'acceptOne'],
      ...['startRelay', 'setImpairments', 'inject', 'inspectBytes'],
      ...['breakOn', 'heldMessages', 'forwardHeld', 'dropHeld'],
    ];
    assert.deepEqual(Object.keys(api).toSorted(), ['version', ...functions].toSorted());
    for (const name of functions) assert.equal(typeof api[name], 'function', name);
  });

  it('exports functions that do what the commands do', async () => {
    // A copy: the functions need nothing that is hidden in the object.
    const api = { ...(await sockscope<SockscopeApi>().activate()) };
    const listener = await api.startListener({ address: 'tcp://127.0.0.1:0', service: 'discard' });
    const connection = await api.dialEndpoint({ address: listener.local });
    assert.deepEqual(await api.sendPayload({ socket: connection.id, payload: '"hello"' }), { bytes: 5 });
    assert.ok((await api.listSockets()).some(({ id }) => id === connection.id));
    const sent = await api.readBytes({ socket: connection.id, direction: 'sent' });
    assert.equal(new TextDecoder().decode(sent), 'hello');
    assert.equal((await api.closeSocket({ socket: connection.id })).state, 'closed');
    await assert.rejects(api.readBytes({ socket: 'nobody', direction: 'sent' }), { code: 'UNKNOWN_SOCKET' });
  });
});
