import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { eventually } from '../support/eventually';
import type { TreeView } from '../support/tree-view';
import { THEMES, useWorkbench } from '../support/workbench';
import { clearSockets, dial, dialledAt, portOf, startListener, waitForRow } from './support/sockets';

/** Pixels. */
const NARROW = 200;

describe('the rows of Sockets', () => {
  const workbench = useWorkbench();
  const tree = (): TreeView => workbench().tree('Sockets');
  let server: Server;
  let peers: Socket[];
  before(() => workbench().showSideBar());
  beforeEach(async () => {
    peers = [];
    server = createServer((socket) => peers.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await clearSockets(workbench());
    server.close();
  });

  const port = (): number => (server.address() as AddressInfo).port;
  const dialServer = (): Promise<string> => dial(workbench(), String(port()), dialledAt(port()));

  /** Pulls the edge of the side bar to a width. */
  async function narrowSideBar(width: number): Promise<void> {
    const { page } = workbench();
    await eventually(async () => {
      const box = await page.locator('.sidebar').boundingBox();
      assert.ok(box);
      if (Math.abs(box.width - width) <= 2) return;
      const [edge, middle] = [box.x + box.width, box.y + box.height / 2];
      await page.mouse.move(edge, middle);
      await page.mouse.down();
      await page.mouse.move(box.x + width, middle, { steps: 4 });
      await page.mouse.up();
      assert.fail('look again');
    });
  }

  it('tell two dials to one server apart by their ports, in Captures too', async () => {
    const first = await dialServer();
    peers[0]?.write('PING\r\n');
    await waitForRow(workbench(), { label: first, description: /^↓ 6 B +↑ 0 B · ↓ "PING\\r\\n"$/ });
    await workbench().runCommand('Sockscope: Dial Endpoint…');
    await workbench().answerInput(String(port()));
    await eventually(async () => {
      const labels = (await tree().items()).map(({ label }) => label);
      assert.equal(labels.filter((label) => dialledAt(port()).test(label)).length, 2);
      assert.equal(new Set(labels).size, 2);
    });
    await eventually(async () => {
      const names = (await workbench().tree('Captures').items()).map(({ label }) => label);
      assert.ok(names.includes(`tcp 127.0.0.1 ${port()} from ${first.slice(1).split(' ')[0] ?? ''}`), String(names));
    });
  });

  it('say of both ends of one conversation which is which, and keep the port in view in a narrow side bar', async () => {
    const listener = await startListener(workbench(), 'localhost:0', 'echo');
    const dialled = await dial(workbench(), portOf(listener), dialledAt(portOf(listener)));
    const [own] = dialled.split(' ');
    const accepted = `${listener} ← ${own ?? ''}`;
    await waitForRow(workbench(), { label: accepted, level: 2 });
    await dialServer();
    peers[0]?.write(Uint8Array.of(0, 1, 2, 3, ...Buffer.from('and text')));
    await waitForRow(workbench(), { description: /· ↓ \[00 01 02 03\] "and text"$/ });
    await narrowSideBar(NARROW);
    const right = NARROW + ((await workbench().page.locator('.sidebar').boundingBox())?.x ?? 0);
    for (const label of [listener, dialled, accepted]) {
      const box = await tree().row(label).locator('.label-name').boundingBox();
      assert.ok(box && box.x + box.width <= right, label);
    }
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`rows narrow ${theme}`);
    }
    await narrowSideBar(420);
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`rows ${theme}`);
    }
    await workbench().setTheme('Dark Modern');
  });
});
