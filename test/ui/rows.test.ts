import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Locator } from 'playwright-core';

import { eventually } from '../support/eventually';
import type { TreeView } from '../support/tree-view';
import { THEMES, useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
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

  /** The view, or a page, that has the keyboard. */
  function focusedIn(): Promise<string> {
    return workbench().page.evaluate<string>(`(() => {
      const element = document.activeElement;
      if (element.matches('iframe.webview')) return 'a webview';
      return element.closest('.pane')?.querySelector('.pane-header')?.getAttribute('aria-label') ?? element.outerHTML.slice(0, 200);
    })()`);
  }

  /** Where about the beginning of a label ends on screen, in pixels from the left: digits are as wide as each other. */
  async function endOf(row: Locator, label: string, beginning: string): Promise<number> {
    const box = await row.locator('.label-name').boundingBox();
    assert.ok(box);
    return box.x + (box.width * beginning.length) / label.length;
  }

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

  it('open the inspector with the first dial beside what is edited, and leave the focus where it is', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench().openFile('message.txt');
    await dialServer();
    peers[0]?.write('from the server');
    const inspector = new InspectorView(workbench().inspectorFrame());
    assert.equal(Buffer.from(await inspector.waitForBytes('received', 15)).toString(), 'from the server');
    const groups = workbench().page.locator('.editor-group-container');
    assert.equal(await groups.count(), 2);
    assert.equal(await groups.first().locator('.tab.active').getAttribute('data-resource-name'), 'message.txt');
    await workbench().runCommand('View: Close All Editors');
    await dialServer();
    assert.deepEqual(await workbench().tabNames(), []);
  });

  it('tell two dials to one server apart by their ports, in Captures too', async () => {
    const first = await dialServer();
    peers[0]?.write('PING\r\n');
    await waitForRow(workbench(), { label: first, description: /^↓ 6 B +↑ 0 B · ↓ "PING\\r\\n"$/ });
    await workbench().runCommand('Sockscope: Dial Endpoint…', String(port()));
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

  it('open the inspector by a click, which keeps the focus in the tree, and by Enter, which does not', async () => {
    const label = await dialServer();
    peers[0]?.write('hello');
    await tree().row(label).click();
    const inspector = new InspectorView(workbench().inspectorFrame());
    await inspector.waitForBytes('received', 5);
    assert.match(await focusedIn(), /^Sockets/);
    await workbench().page.keyboard.press('Enter');
    await eventually(async () => {
      assert.equal(await focusedIn(), 'a webview');
    });
    await workbench().runCommand('View: Close All Editors');
  });

  it('close by Delete, the one that has the focus and no other, and leave the list by another Delete', async () => {
    const one = await dialServer();
    const two = await startListener(workbench(), '127.0.0.1:0', 'discard');
    const { keyboard } = workbench().page;
    await tree().row(two).click();
    await new InspectorView(workbench().inspectorFrame()).frame.getByText('Nothing has been recorded yet.').waitFor();
    await keyboard.press('ArrowUp');
    await keyboard.press('Delete');
    await waitForRow(workbench(), { label: one, description: /closed, we closed first/ });
    assert.equal((await waitForRow(workbench(), { label: two })).description, 'discard · ↓ 0 B  ↑ 0 B');
    await keyboard.press('Delete');
    await eventually(async () => {
      assert.deepEqual(
        (await tree().items()).map(({ label }) => label),
        [two],
      );
    });
    await workbench().runCommand('View: Close All Editors');
  });

  it('of Captures are renamed by F2, the one that has the focus', async () => {
    const label = await dialServer();
    peers[0]?.write('something');
    await waitForRow(workbench(), { label, description: /↓ 9 B/ });
    await clearSockets(workbench());
    const captures = workbench().tree('Captures');
    const [first, second] = await captures.items();
    // Selected, which opens nothing.
    await captures.row(first!.label).click({ modifiers: ['Control'] });
    await workbench().page.keyboard.press('ArrowDown');
    await workbench().page.keyboard.press('F2');
    await workbench().answerInput('renamed by a key');
    await captures.row('renamed by a key').waitFor();
    const labels = (await captures.items()).map((row) => row.label);
    assert.ok(labels.includes(first!.label) && !labels.includes(second!.label), String(labels));
    await workbench().runCommand('View: Close All Editors');
  });

  it('of what has failed or ended open it again, at another address too', async () => {
    const { port: taken } = server.address() as AddressInfo;
    server.close();
    await workbench().runCommand('Sockscope: Dial Endpoint…', String(taken));
    await waitForRow(workbench(), { label: `→ :${taken}`, description: /^failed, ECONNREFUSED/ });
    const spoken = (await tree().row(`→ :${taken}`).getAttribute('aria-label')) ?? '';
    assert.match(spoken, new RegExp(`127\\.0\\.0\\.1:${taken}.*failed`));
    assert.deepEqual((await tree().menuOf(`→ :${taken}`)).slice(0, 2), ['Dial Again', 'Edit Address…']);
    // What failed is kept among the recent ones.
    await workbench().runCommand('Sockscope: Dial Endpoint…');
    await eventually(async () => {
      assert.equal((await workbench().quickInput.labels())[0], String(taken));
    });
    await workbench().quickInput.cancel();

    server = createServer((socket) => peers.push(socket)).listen(taken, '127.0.0.1');
    await once(server, 'listening');
    await tree().runAction(`→ :${taken}`, 'Dial Again');
    const { label } = await waitForRow(workbench(), { label: dialledAt(taken), description: /^↓ 0 B/ });
    assert.equal(await tree().row(`→ :${taken}`).count(), 0);
    const listener = await startListener(workbench(), '127.0.0.1:0', 'echo');
    await tree().runAction(listener, 'Close Socket');
    await waitForRow(workbench(), { label: listener, description: /^closed/ });
    await tree().runFromMenu(listener, 'Listen Again');
    await waitForRow(workbench(), { label: listener, description: /^echo · / });

    await tree().runAction(label, 'Close Socket');
    await waitForRow(workbench(), { label, description: /closed/ });
    await tree().runFromMenu(label, 'Edit Address…');
    await workbench().quickInput.row(`Dial tcp://127.0.0.1:${taken}`).waitFor();
    await workbench().answerInput(`tcp://localhost:${taken}`);
    await waitForRow(workbench(), { label: dialledAt(taken), description: /^↓ 0 B/ });
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('say of both ends of one conversation which is which, and keep the port in view in a narrow side bar', async () => {
    const listener = await startListener(workbench(), 'localhost:0', 'echo');
    const dialled = await dial(workbench(), portOf(listener), dialledAt(portOf(listener)));
    await waitForRow(workbench(), { label: dialled, level: 2 });
    await dialServer();
    peers[0]?.write(Uint8Array.of(0, 1, 2, 3, ...Buffer.from('and text')));
    await waitForRow(workbench(), { description: /· ↓ \[00 01 02 03\] "and text"$/ });
    await narrowSideBar(NARROW);
    const right = NARROW + ((await workbench().page.locator('.sidebar').boundingBox())?.x ?? 0);
    const [ownPort = ''] = dialled.split(' ');
    for (const row of await tree().row(dialled).all()) {
      assert.ok((await endOf(row, dialled, ownPort)) < right, ownPort);
    }
    assert.ok((await endOf(tree().row(listener), listener, listener)) < right, listener);
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
