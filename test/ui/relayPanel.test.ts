import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { Frame } from 'playwright-core';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { clearSockets, portOf, waitForRow } from './support/sockets';

describe('the panel of a relay', () => {
  const workbench = useWorkbench({ viewport: { width: 1280, height: 1400 } });
  let server: dgram.Socket;
  let client: dgram.Socket;
  const received: string[] = [];

  beforeEach(async () => {
    [server, client] = [dgram.createSocket('udp4'), dgram.createSocket('udp4')];
    server.on('message', (bytes) => received.push(bytes.toString()));
    for (const socket of [server, client]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
  });
  afterEach(async () => {
    server.close();
    client.close();
    await workbench().showSideBar();
    await clearSockets(workbench());
  });

  async function shownPanel(): Promise<Frame> {
    return eventually(async () => {
      for (const frame of workbench().page.frames()) {
        if ((await frame.locator('.impair-now').count()) > 0) return frame;
      }
      throw new Error('the panel shows no relay');
    });
  }

  it('loses every datagram, counts it, and lets them pass again', async () => {
    await workbench().showSideBar();
    const target = `udp://127.0.0.1:${server.address().port}`;
    await workbench().runCommand('Sockscope: Start Relay…', 'udp://127.0.0.1:0', target, 'none');
    const { label } = await waitForRow(workbench(), { level: 1 });
    const port = Number(portOf(label));
    await workbench().tree('Sockets').row(label).click();
    await workbench().runCommand('Sockscope: Show Socket Panel');
    const panel = await shownPanel();
    const count = (what: string, expected: string): Promise<void> =>
      eventually(async () => {
        assert.equal(await panel.locator(`[data-count=${what}] td`).first().innerText(), expected);
      });
    const says = (words: string): Promise<void> =>
      eventually(async () => {
        assert.equal(await panel.locator('.impair-now').innerText(), words);
      });

    client.send('passes', port, '127.0.0.1');
    await count('passed', '1');
    await panel.locator('[data-slider=loss]').focus();
    await workbench().page.keyboard.press('End');
    await says('loss 100%');
    client.send('is lost', port, '127.0.0.1');
    await count('dropped', '1');
    await workbench().screenshot('relay-panel');
    await panel.getByRole('button', { name: 'Clear' }).click();
    await says('Everything passes as it comes.');
    client.send('passes again', port, '127.0.0.1');
    await count('passed', '2');
    await eventually(() => {
      assert.deepEqual(received, ['passes', 'passes again']);
    });
  });
});
