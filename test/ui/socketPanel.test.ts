import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Frame } from 'playwright-core';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the panel of a socket', () => {
  const workbench = useWorkbench({ viewport: { width: 1280, height: 1400 } });
  const peers = new Set<Socket>();
  afterEach(async () => {
    for (const peer of peers) peer.destroy();
    peers.clear();
    await workbench().showSideBar();
    await clearSockets(workbench());
  });

  let panel: Frame;

  /** Selects the only connection, and shows it in the panel. */
  async function showConnection(): Promise<void> {
    const { label } = await waitForRow(workbench(), { level: 2 });
    await workbench().tree('Sockets').row(label).click();
    await workbench().runCommand('Sockscope: Show Socket Panel');
    // The inspector is a page, too.
    panel = await eventually(async () => {
      for (const frame of workbench().page.frames()) {
        if ((await frame.locator('sockscope-socket-panel h1').getByText(label).count()) > 0) return frame;
      }
      throw new Error('the panel does not show the connection');
    });
  }

  /** Somebody who connects, and does not read. */
  async function connectTo(port: string): Promise<Socket> {
    const peer = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    peers.add(peer);
    peer.on('error', () => undefined);
    await once(peer, 'connect');
    peer.pause();
    return peer;
  }

  /** What a page of the window says, once any of them does. */
  const inPage = <Found>(look: (frame: Frame) => Promise<Found | undefined>): Promise<Found> =>
    eventually(async () => {
      for (const frame of workbench().page.frames()) {
        // One that is on its way out has nothing to say.
        const found = await look(frame).catch(() => undefined);
        if (found !== undefined) return found;
      }
      throw new Error('no page says so');
    });

  const waits = (pattern: RegExp): Promise<void> =>
    eventually(async () => {
      assert.match(await panel.locator('.waits').innerText(), pattern);
    });

  const valueOf = async (name: string): Promise<number> => {
    const bar = panel.getByRole('meter', { name, exact: true });
    return Number(await bar.getAttribute('aria-valuenow'));
  };

  it('shows who is blocked, that two writers wait for each other, and what each of them called', async () => {
    const label = await startListener(workbench(), '127.0.0.1:0', 'chargen');
    const peer = await connectTo(portOf(label));
    await showConnection();
    await waits(/^Blocked: the peer’s receive queue is full, it does not read\./);
    await eventually(async () => {
      assert.ok((await valueOf('Recv-Q, peer')) > 0 && (await valueOf('Send-Q, this end')) > 0);
    });
    assert.equal(await panel.locator('.place.own.peer').getAttribute('data-state'), 'established');
    await panel.getByText(new RegExp(`node.* \\(pid ${process.pid}\\)`)).waitFor();
    await panel.locator('.call.waiting').getByText('send(').waitFor();
    await workbench().screenshot('socket-panel-blocked');

    await panel.getByRole('button', { name: 'Pause Receiving' }).click();
    peer.write(Buffer.alloc(8_000_000));
    await waits(/^Deadlock: each waits for the other\./);
    for (const bar of ['Send-Q, this end', 'Recv-Q, peer', 'Send-Q, peer', 'Recv-Q, this end']) {
      assert.ok((await valueOf(bar)) > 0, bar);
    }
    await workbench().screenshot('socket-panel-deadlock');
  });

  it('keeps a connection that was closed first, until TIME_WAIT is over', async () => {
    const label = await startListener(workbench(), '127.0.0.1:0', 'manual');
    const peer = await connectTo(portOf(label));
    await showConnection();
    await panel.getByRole('button', { name: 'Shut Down Sending' }).click();
    await eventually(async () => {
      assert.equal(await panel.locator('.place.own').getAttribute('data-state'), 'fin-wait-2');
    });
    assert.equal(await panel.locator('.place.peer').getAttribute('data-state'), 'close-wait');
    peer.resume();
    peer.end();
    await panel.getByRole('button', { name: 'Close Socket' }).click();
    await eventually(async () => {
      assert.match(await panel.locator('[data-section=identity]').innerText(), /TIME-WAIT, [45]\d s left/);
    });
    assert.equal(await panel.locator('.place.own').getAttribute('data-state'), 'time-wait');
    await panel.locator('.call-rows').getByText('shutdown(SHUT_WR) = 0').waitFor();
    await panel.locator('.call-rows').getByText('close()').waitFor();
    // The row says so too, and counts down.
    const row = await waitForRow(workbench(), { level: 2, description: /TIME_WAIT, [45]\d s left/ });
    await workbench().screenshot('socket-panel-time-wait');
    await eventually(async () => {
      const { description } = await waitForRow(workbench(), { level: 2, description: /TIME_WAIT, [45]\d s left/ });
      assert.notEqual(description, row.description);
    });
  });

  it('leads from a call to its bytes, and to an address as sockaddr', async () => {
    const label = await startListener(workbench(), '127.0.0.1:0', 'echo');
    const peer = await connectTo(portOf(label));
    await showConnection();
    peer.write('abcd');
    await panel.getByRole('button', { name: /^send\(4\) = 4/ }).waitFor();
    await panel.getByRole('searchbox').fill('recv');
    assert.equal(await panel.locator('.call-rows li').count(), 1);
    await panel.getByRole('button', { name: /^recv\b.*= 4/ }).click();
    const selected = await inPage(async (frame) => {
      const cells = frame.locator('[role=gridcell][aria-selected=true][data-direction=received]');
      return (await cells.count()) === 4 ? cells.allInnerTexts() : undefined;
    });
    assert.deepEqual(selected, ['61', '62', '63', '64']);
    await workbench().screenshot('socket-panel-calls');

    await panel
      .getByRole('button', { name: /^Inspect sockaddr of 127\.0\.0\.1:\d+$/ })
      .first()
      .click();
    const port = Number(portOf(label));
    const shown = await inPage(async (frame) => {
      const cells = frame.locator('[role=gridcell][data-direction=received]');
      const bytes = (await cells.allInnerTexts()).slice(0, 8);
      return bytes[2] === hex(port >> 8) ? bytes : undefined;
    });
    // AF_INET in the order of this machine, then port and address in that of networks.
    assert.deepEqual(shown, ['02', '00', hex(port >> 8), hex(port), '7f', '00', '00', '01']);

    // What Node.js cannot set is named, with the C that can.
    const options = panel.locator('[data-section=options]');
    for (const name of ['TCP_NODELAY', 'SO_KEEPALIVE', 'SO_LINGER', 'SO_RCVBUF', 'MSG_PEEK']) {
      await options.getByText(name).first().waitFor();
    }
    // All that the row's menu has.
    for (const name of ['Send Payload…', 'Send File…', 'Pause Receiving', 'Reset Connection', 'Copy Address']) {
      await panel.getByRole('button', { name }).waitFor();
    }
  });
});

/** A byte as the inspector writes it. */
function hex(value: number): string {
  return (value & 0xff).toString(16).padStart(2, '0');
}
