import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { requireTool } from '../support/tools';
import type { TreeView } from '../support/tree-view';
import { useWorkbench } from '../support/workbench';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

const SEND = ['Send Payload…', 'Send File…'];
const INSPECT = ['Inspect Bytes', 'Copy Address', 'Copy as Command', 'Show Socket Panel'];

/** Connects and closes again without end, a few at a time. */
const COMING_AND_GOING = `
import socket, sys
peers = []
while True:
    peers.append(socket.create_connection(('127.0.0.1', int(sys.argv[1]))))
    if len(peers) > 20: peers.pop(0).close()
`;

describe('the view Sockets', () => {
  const workbench = useWorkbench();
  const tree = (): TreeView => workbench().tree('Sockets');
  before(async () => {
    // A test may ask for the clipboard, and VS Code may be asked to write it, without a dialog of the browser.
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().showSideBar();
  });
  afterEach(async () => {
    await clearSockets(workbench());
    await killTools();
  });

  /** A listener, and the `ncat` that connected to it. */
  async function connectNcat(
    context: Mocha.Context,
    service = 'manual',
  ): Promise<{ listener: string; peer: string; client: ToolProcess }> {
    const ncat = requireTool(context, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', service);
    const client = spawnTool(ncat, ['127.0.0.1', portOf(listener)]);
    const { label } = await waitForRow(workbench(), { level: 2 });
    return { listener, peer: label, client };
  }

  async function waitForBadge(expected: string): Promise<void> {
    await eventually(async () => {
      assert.equal(await workbench().badge(), expected);
    });
  }

  async function waitForMenu(label: string, expected: readonly string[]): Promise<void> {
    await eventually(async () => {
      assert.deepEqual(await tree().menuOf(label), expected);
    });
  }

  it('welcomes with what one can begin with', async () => {
    const button = (name: string) => tree().pane.getByRole('button', { name, exact: true });
    await tree().pane.getByText('Sockets listen on this machine alone (127.0.0.1), unless you ask for more.').waitFor();
    await button('Dial Endpoint').click();
    await workbench().quickInput.widget.getByText('Dial Endpoint').waitFor();
    await workbench().quickInput.cancel();
    await button('Start Listener').click();
    await workbench().answerInput('0');
    await workbench().pickItem('discard');
    await waitForRow(workbench(), { description: /^discard · ↓ 0 B +↑ 0 B$/ });
    assert.equal(await button('Start Listener').count(), 0);
  });

  it('has in the palette what can do something just now', async () => {
    const { quickInput } = workbench();
    /** Which of these the palette offers. */
    const offered = async (...titles: readonly string[]): Promise<string[]> => {
      const found: string[] = [];
      for (const title of titles) {
        await quickInput.openPalette();
        await quickInput.type(`>Sockscope: ${title}`);
        await quickInput.rows.first().waitFor();
        if ((await quickInput.labels()).includes(`Sockscope: ${title}`)) found.push(title);
        await quickInput.cancel();
      }
      return found;
    };
    const titles = [
      'Start Listener…',
      'Send Payload…',
      'Inspect Bytes',
      'Close Socket',
      'Listen Again',
      'Close Focused Socket',
    ];
    assert.deepEqual(await offered(...titles), ['Start Listener…']);
    const listener = await startListener(workbench(), '127.0.0.1:0', 'echo');
    assert.deepEqual(await offered(...titles), ['Start Listener…', 'Inspect Bytes', 'Close Socket']);
    await tree().runAction(listener, 'Close Socket');
    await waitForRow(workbench(), { label: listener, description: /^closed/ });
    assert.deepEqual(await offered('Close Socket', 'Listen Again'), ['Listen Again']);
    await clearSockets(workbench());
  });

  it('counts the open sockets on its icon', async function () {
    await waitForBadge('');
    const { listener, client } = await connectNcat(this, 'discard');
    await waitForBadge('2');
    await client.kill();
    await tree().runAction(listener, 'Close Socket');
    await waitForBadge('');
  });

  it('keeps closed sockets, greyed and with the reason, until they are cleared', async function () {
    const { listener, peer, client } = await connectNcat(this, 'discard');
    client.endInput('last words');
    await client.exited;
    const closed = await waitForRow(workbench(), { label: peer, description: /^closed, / });
    assert.match(closed.description, /^closed, peer closed first · ↓ 10 B +↑ 0 B\b/);
    const icon = tree().row(peer).locator('.custom-view-tree-node-item-icon');
    // The theme's `disabledForeground`.
    assert.match((await icon.getAttribute('style')) ?? '', /rgba\(204, 204, 204, 0\.5\)/);
    await waitForMenu(peer, INSPECT);

    await tree().pane.hover();
    await tree().pane.getByRole('button', { name: 'Clear Closed Sockets' }).click();
    await eventually(async () => {
      assert.deepEqual(
        (await tree().items()).map(({ label }) => label),
        [listener],
      );
    });
  });

  it('offers for each state what can be done in it', async function () {
    const { listener, peer } = await connectNcat(this);
    const end = ['Shut Down Sending (FIN)', 'Close Socket', 'Reset Connection (RST)'];
    await waitForMenu(listener, [...INSPECT, 'Stop Accepting', 'Close Socket']);
    await waitForMenu(peer, [...SEND, ...INSPECT, 'Pause Receiving', ...end]);
    await tree().runFromMenu(peer, 'Pause Receiving');
    await waitForRow(workbench(), { label: peer, description: /receiving paused/ });
    await waitForMenu(peer, [...SEND, ...INSPECT, 'Resume Receiving', 'Receive Next…', ...end]);
    await tree().runFromMenu(peer, 'Shut Down Sending (FIN)');
    await waitForRow(workbench(), { label: peer, description: /sending shut down/ });
    await waitForMenu(peer, [
      ...INSPECT,
      'Resume Receiving',
      'Receive Next…',
      'Close Socket',
      'Reset Connection (RST)',
    ]);
  });

  it('shuts down sending: ncat sees the end, and can still send', async function () {
    const { peer, client } = await connectNcat(this);
    await tree().runFromMenu(peer, 'Shut Down Sending (FIN)');
    await waitForRow(workbench(), { label: peer, description: /^sending shut down · / });
    await client.write('still here');
    await waitForRow(workbench(), { label: peer, description: /↓ 10 B/ });
    client.endInput();
    await waitForRow(workbench(), { label: peer, description: /closed, we closed first · / });
  });

  it('answers a peer that has sent FIN', async function () {
    const { peer, client } = await connectNcat(this);
    client.endInput('question');
    await waitForRow(workbench(), { label: peer, description: /^peer sent FIN · ↓ 8 B/ });
    await tree().runAction(peer, 'Send Payload…');
    await workbench().answerInput('"answer\\n"');
    assert.equal(Buffer.from(await client.stdout.waitForBytes(7)).toString(), 'answer\n');
    await tree().runAction(peer, 'Close Socket');
    assert.equal((await client.exited).code, 0);
    await waitForRow(workbench(), { label: peer, description: /^closed, peer closed first · ↓ 8 B +↑ 7 B/ });
  });

  it('resets a connection', async function () {
    const { peer, client } = await connectNcat(this);
    await tree().runFromMenu(peer, 'Reset Connection (RST)');
    await waitForRow(workbench(), { label: peer, description: /^reset, by us · / });
    await client.exited;
    assert.match(client.stderr.text(), /Connection reset by peer/);
  });

  it('pauses receiving, and takes what came meanwhile when it resumes', async function () {
    const { peer, client } = await connectNcat(this);
    await tree().runFromMenu(peer, 'Pause Receiving');
    await waitForRow(workbench(), { label: peer, description: /^receiving paused · ↓ 0 B/ });
    // What is seen is heard as well.
    const spoken = (await tree().row(peer).getAttribute('aria-label')) ?? '';
    assert.match(spoken, /^Connection accepted at 127\.0\.0\.1:\d+ from 127\.0\.0\.1:\d+, open.*receiving paused/);
    await client.write('meanwhile');
    await tree().runFromMenu(peer, 'Resume Receiving');
    await waitForRow(workbench(), { label: peer, description: /^↓ 9 B/ });
  });

  it('receives one call of recv at a time, and shows what each gave', async function () {
    const { peer, client } = await connectNcat(this);
    await tree().runFromMenu(peer, 'Pause Receiving');
    await waitForRow(workbench(), { label: peer, description: /^receiving paused · ↓ 0 B/ });
    await client.write('0123456789');
    await tree().runFromMenu(peer, 'Receive Next…');
    const { quickInput } = workbench();
    await quickInput.type('x');
    await quickInput.row('Write how many bytes, such as 512.').waitFor();
    await workbench().answerInput('4');
    await waitForRow(workbench(), { label: peer, description: /^receiving paused · ↓ 4 B/ });
    // It asks again, and what the calls gave stays in view.
    await quickInput.widget.getByText('recv(4) = 4, 6 left in the kernel').waitFor();
    await workbench().answerInput('100');
    await waitForRow(workbench(), { label: peer, description: /^receiving paused · ↓ 10 B/ });
    await quickInput.widget.getByText('recv(100) = 6, 0 left in the kernel').waitFor();
    await workbench().page.screenshot({ path: 'dist/screenshots/receive-next.png' });
    // Nothing is there: it waits, and returns 0 at the end.
    await workbench().answerInput('1');
    await waitForRow(workbench(), { label: peer, description: /^recv\(\) waits/ });
    client.endInput();
    await waitForRow(workbench(), { label: peer, description: /^peer sent FIN · receiving paused/ });
    await quickInput.widget.waitFor({ state: 'hidden' });
  });

  it('copies an address that can be dialled', async function () {
    const { listener } = await connectNcat(this);
    await tree().runFromMenu(listener, 'Copy Address');
    await eventually(async () => {
      assert.equal(await workbench().clipboard(), `tcp://127.0.0.1${listener}`);
    });
  });

  it('copies the command that dials it from a terminal', async function () {
    const { listener, peer } = await connectNcat(this);
    for (const row of [listener, peer]) {
      await tree().runFromMenu(row, 'Copy as Command');
      await workbench()
        .statusBarItem(/Copied: sockscope dial/)
        .first()
        .waitFor();
      await eventually(async () => {
        assert.equal(await workbench().clipboard(), `sockscope dial tcp://127.0.0.1${listener}`);
      });
      await workbench().page.evaluate(`navigator.clipboard.writeText('')`);
    }
  });

  it('runs what a row’s menu offers on that row, however fast connections come and go below it', async function () {
    const python = requireTool(this, 'python3');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'discard');
    await startListener(workbench(), '127.0.0.1:0', 'discard');
    spawnTool(python, ['-c', COMING_AND_GOING, portOf(listener)]);
    await waitForRow(workbench(), { label: listener, description: /^discard · .* · [\d,]+ connected/ });
    const writeClipboard = (text: string): Promise<void> =>
      workbench().page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    for (let time = 0; time < 5; time++) {
      await writeClipboard('');
      await tree().runFromMenu(listener, 'Copy Address');
      await eventually(async () => {
        assert.equal(await workbench().clipboard(), `tcp://127.0.0.1${listener}`);
      });
    }
  });

  it('stays usable with 1,000 connections below one listener', async function () {
    this.timeout(120_000);
    const listener = await startListener(workbench(), '127.0.0.1:0', 'discard');
    const crowd: Socket[] = [];
    try {
      for (let count = 0; count < 1000; count++) {
        const socket = connect(Number(portOf(listener)), '127.0.0.1');
        crowd.push(socket);
        // What ends it is this test's own doing.
        socket.on('error', () => undefined);
        await once(socket, 'connect');
      }
      await waitForRow(workbench(), { label: listener, description: /^discard · .* · 1000 connected/ });
      await waitForBadge('1K+');
      const { keyboard } = workbench().page;
      const last = `:${crowd.at(-1)?.localPort ?? 0} → ${listener}`;
      await tree().row(listener).click();
      await keyboard.press('ArrowLeft');
      await tree().row(/./).nth(1).waitFor({ state: 'hidden' });
      await keyboard.press('ArrowRight');
      await tree().row(/./).nth(1).waitFor();
      await keyboard.press('End');
      await tree().row(last).waitFor();
      // Only the rows on screen exist.
      assert.ok((await tree().rows.count()) < 60);

      // The tree's own search finds a row among them all.
      const middle = `:${crowd[500]?.localPort ?? 0} → ${listener}`;
      assert.equal(await tree().row(middle).count(), 0);
      await tree().find(middle);
      await tree().row(middle).waitFor();
      await tree().endFind();
      await keyboard.press('End');
      await tree().row(last).waitFor();

      crowd.at(-1)?.write('from the last');
      await waitForRow(workbench(), { label: last, description: /^↓ 13 B/ });
      await tree().runAction(last, 'Close Socket');
      await waitForRow(workbench(), { label: last, description: /closed, we closed first/ });
      await workbench().runCommand('Sockscope: Close All Sockets');
      await waitForBadge('');
    } finally {
      for (const socket of crowd) socket.destroy();
    }
  });
});
