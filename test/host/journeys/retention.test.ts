import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

import { SETTING_KEYS } from '../../../src/ui/ids';
import { eventually } from '../../support/eventually';
import { cleanUp, portOf, run, waitForConnection, waitForSocket } from '../support/commands';
import { sockscope } from '../support/peers';

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

/** A number that every setting may have, and none has by default. */
const HOSTILE = 2;

function setting(key: string): unknown {
  return vscode.workspace.getConfiguration(SETTING_KEYS.section).get(key);
}

/** One connection to a listener of its own, and the path of its capture. */
async function record(): Promise<string> {
  const listener = await run('startListener', { address: '0', service: 'echo' });
  const client = net.connect(Number(portOf(listener.local)), '127.0.0.1');
  client.end('hello');
  const connection = await waitForConnection(listener.id);
  client.resume();
  await once(client, 'close');
  await waitForSocket(connection.id, 'the end', ({ state }) => state === 'closed');
  await run('closeSocket', { socket: listener.id });
  return vscode.Uri.parse(listener.capture, true).fsPath;
}

describe('retention', () => {
  const configuration = vscode.workspace.getConfiguration(SETTING_KEYS.section);
  const workspaceSettings = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, '.vscode', 'settings.json');

  afterEach(async () => {
    await configuration.update(SETTING_KEYS.retainedCaptures, undefined, vscode.ConfigurationTarget.Global);
    await rm(workspaceSettings, { force: true });
    await cleanUp();
  });

  it('is no business of a repository: its settings change nothing but dialling, line ends and looks', async () => {
    const { properties } = (sockscope().packageJSON as Manifest).contributes.configuration;
    const keys = Object.keys(properties);
    await mkdir(dirname(workspaceSettings), { recursive: true });
    await writeFile(workspaceSettings, JSON.stringify(Object.fromEntries(keys.map((key) => [key, HOSTILE]))));
    await eventually(() => {
      assert.equal(setting(SETTING_KEYS.dialTimeout), HOSTILE);
    });
    const changed = keys.filter((key) => vscode.workspace.getConfiguration().get(key) !== properties[key]?.default);
    const harmless = /^sockscope\.(dial\.timeout|send\.lineEnd|inspector\.\w+)$/;
    assert.deepEqual(
      changed,
      keys.filter((key) => harmless.test(key)),
    );
  });

  it('leaves what is open in a tab, and nothing of what never had a conversation', async () => {
    const open = await record();
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(open), 'sockscope.inspector');
    const silent = await run('startListener', { address: '0' });
    await configuration.update(SETTING_KEYS.retainedCaptures, 1, vscode.ConfigurationTarget.Global);
    const [second, third] = [await record(), await record()];
    await run('closeSocket', { socket: silent.id });
    await eventually(async () => {
      const left = (await readdir(dirname(open))).filter((name) => name.endsWith('.pcapng'));
      assert.deepEqual(left.map((name) => join(dirname(open), name)).sort(), [open, third].sort());
    });
    await assert.rejects(stat(second), { code: 'ENOENT' });
    if (process.platform !== 'win32') {
      assert.equal((await stat(dirname(open))).mode & 0o777, 0o700);
      assert.equal((await stat(open)).mode & 0o777, 0o600);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(async () => {
      await assert.rejects(stat(open), { code: 'ENOENT' });
    });
  });
});
