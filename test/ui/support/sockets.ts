import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

import { eventually } from '../../support/eventually';
import { spawnTool, type ToolProcess } from '../../support/process';
import type { TreeRow } from '../../support/tree-view';
import type { Workbench } from '../../support/workbench';

/** Every value that a byte can have. */
export const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, value) => value);

/** A port on which nobody listened a moment ago; for programs that do not tell which one they took. */
export async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return String(port);
}

/** Whether somebody listens on a port of 127.0.0.1, as whoever dials it finds out. */
export async function isListening(port: string): Promise<boolean> {
  const probe = connect(Number(port), '127.0.0.1');
  try {
    await once(probe, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}

/** Starts `ncat -l`; resolves with its port once it listens. */
export async function listenWithNcat(ncat: string): Promise<{ server: ToolProcess; port: string }> {
  const port = await freePort();
  const server = spawnTool(ncat, ['-v', '-l', '127.0.0.1', port]);
  await server.stderr.waitForText(/Listening on/);
  return { server, port };
}

/** Starts a listener from the palette. Resolves with the label of its row in *Sockets*: `:9000`, which can be dialled. */
export async function startListener(workbench: Workbench, address: string, service: string): Promise<string> {
  await workbench.showSideBar();
  const before = new Set((await socketRows(workbench)).map(({ label }) => label));
  await workbench.runCommand('Sockscope: Start Listener…', address, { pick: service });
  return eventually(async () => {
    // A connection of another listener may show meanwhile.
    const added = (await socketRows(workbench)).find(({ level, label }) => level === 1 && !before.has(label));
    assert.ok(added, 'the listener is not in the tree');
    return added.label;
  });
}

/** The label of what was dialled at a port of 127.0.0.1. */
export function dialledAt(port: string | number): RegExp {
  return new RegExp(`^:\\d+ → :${port}$`);
}

/** Dials from the palette; resolves with the label of the connection once that is in the tree. */
export async function dial(workbench: Workbench, address: string, label: string | RegExp): Promise<string> {
  await workbench.showSideBar();
  await workbench.runCommand('Sockscope: Dial Endpoint…', address);
  return (await waitForRow(workbench, { label })).label;
}

export function socketRows(workbench: Workbench): Promise<TreeRow[]> {
  return workbench.tree('Sockets').items();
}

/** Waits until the tree shows a row of which all of this is true; resolves with the first such row. */
export function waitForRow(
  workbench: Workbench,
  wanted: { readonly label?: string | RegExp; readonly level?: number; readonly description?: RegExp },
): Promise<TreeRow> {
  return eventually(async () => {
    const rows = await socketRows(workbench);
    const found = rows.find(
      ({ label, level, description }) =>
        (wanted.label === undefined ||
          (typeof wanted.label === 'string' ? label === wanted.label : wanted.label.test(label))) &&
        (wanted.level === undefined || level === wanted.level) &&
        (wanted.description === undefined || wanted.description.test(description)),
    );
    assert.ok(found, `no such row among ${JSON.stringify(rows)}; wanted ${String(wanted.description ?? wanted.label)}`);
    return found;
  });
}

/** Closes every socket and clears the tree, so that the next test finds it empty. */
export async function clearSockets(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Sockscope: Close All Sockets');
  await workbench.runCommand('Sockscope: Clear Closed Sockets');
  await eventually(async () => {
    assert.deepEqual(await socketRows(workbench), []);
  });
}

/** The port at the end of an address. */
export function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

/** A listener that echoes a text for `ncat`, and stays open with its connection; its port. */
export async function echoText(workbench: Workbench, ncat: string, text: string): Promise<string> {
  const port = portOf(await startListener(workbench, '127.0.0.1:0', 'echo'));
  const client = spawnTool(ncat, ['127.0.0.1', port]);
  await client.write(text);
  await client.stdout.waitForBytes(text.length);
  return port;
}
