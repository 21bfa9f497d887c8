import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import type { SockscopeApi } from '../../src/ui/api';
import { API_COMMANDS, COMMANDS } from '../../src/ui/ids';
import { cleanUp, run } from './support/commands';
import { sockscope } from './support/peers';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** What this process waits on the network with: servers, datagram sockets, connections being opened. */
function networkResources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((resource) => /TCP(Server|Connect)|PipeServer|PipeConnect|UDP|GetAddrInfo/i.test(resource))
    .toSorted();
}

// The first of all host tests: whatever comes later finds the extension active.
describe('activation', () => {
  afterEach(cleanUp);

  it('waits for the first command, and opens no socket', async () => {
    assert.equal(sockscope().isActive, false, 'a window alone has activated it');
    const before = networkResources();

    await vscode.commands.executeCommand(COMMANDS.clearClosed);

    assert.equal(sockscope().isActive, true);
    assert.deepEqual(networkResources(), before);
    assert.deepEqual(await run('listSockets'), []);
    // The same look does see a listener.
    await run('startListener', { address: '0' });
    assert.equal(networkResources().length, before.length + 1);
  });

  it('registers every command of package.json, and those of the API alone', async () => {
    const { contributes } = sockscope().packageJSON as Manifest;
    const registered = await vscode.commands.getCommands(true);
    const ours = registered.filter((command) => /^sockscope\.[a-zA-Z]+$/.test(command));
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(ours.toSorted(), [...declared, ...Object.values(API_COMMANDS)].toSorted());
  });

  it('exports version 1 of the API: the documented functions, and nothing else', async () => {
    const api = (await sockscope<SockscopeApi>().activate()) as unknown as Readonly<Record<string, unknown>>;
    assert.equal(api['version'], 1);
    const functions = [
      ...['startListener', 'dialEndpoint', 'sendPayload', 'closeSocket', 'shutdownSending', 'resetSocket'],
      ...['pauseReceiving', 'resumeReceiving', 'listSockets', 'readBytes', 'inspectBytes'],
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
    assert.deepEqual(await api.listSockets(), await run('listSockets'));
    const sent = await api.readBytes({ socket: connection.id, direction: 'sent' });
    assert.equal(new TextDecoder().decode(sent), 'hello');
    assert.equal((await api.closeSocket({ socket: connection.id })).state, 'closed');
    await assert.rejects(api.readBytes({ socket: 'nobody', direction: 'sent' }), { code: 'UNKNOWN_SOCKET' });
  });
});
