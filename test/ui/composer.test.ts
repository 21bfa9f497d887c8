import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { PROJECT_ROOT } from '../support/vscode-install';
import { InspectorView } from './support/inspectorView';
import { clearSockets, dial, dialledAt, portOf, startListener, waitForRow } from './support/sockets';

/** Bytes of the page's script, as it is loaded at first. */
const MAX_SCRIPT = 220_000;

describe('the composer', () => {
  const workbench = useWorkbench();
  afterEach(async () => {
    await workbench().runCommand('View: Close All Editors');
    await clearSockets(workbench());
  });

  const inspector = () => new InspectorView(workbench().inspectorFrame());
  const field = () => inspector().frame.getByRole('textbox', { name: 'Payload to send' });
  const press = (key: string) => workbench().page.keyboard.press(key);

  it('talks to a peer, remembers what it said, and says why it cannot go on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const accepted = once(server, 'connection') as Promise<[Socket]>;
      const row = await dial(workbench(), String(port), dialledAt(port));
      const [theirs] = await accepted;
      let received = '';
      theirs.on('data', (bytes) => {
        received += bytes.toString('latin1');
      });
      const expectReceived = (expected: string) => eventually(() => { assert.equal(received, expected); }); // prettier-ignore
      await workbench().tree('Sockets').runAction(row, 'Inspect Bytes');
      await field().click();
      await workbench().page.keyboard.type('HELO');
      await inspector().frame.getByText('Send 4 bytes: 48 45 4c 4f').waitFor();
      await inspector().frame.getByRole('combobox', { name: 'What the text is taken for' }).selectOption('textCrlf');
      await inspector().frame.getByText('Send 6 bytes: 48 45 4c 4f 0d 0a').waitFor();
      await field().press('Enter');
      await expectReceived('HELO\r\n');
      // What it was taken for stays, and so does the keyboard.
      await workbench().page.keyboard.type('QUIT');
      await inspector().frame.getByText('Send 6 bytes: 51 55 49 54 0d 0a').waitFor();
      await press('Enter');
      await expectReceived('HELO\r\nQUIT\r\n');
      await press('ArrowUp');
      await press('ArrowUp');
      assert.equal(await field().inputValue(), 'HELO');
      await press('Escape');
      await field().fill('u16be(1)');
      await inspector().frame.getByText('Send 10 bytes: 75 31').waitFor();
      await inspector().frame.getByRole('combobox', { name: 'What the text is taken for' }).selectOption('payload');
      await inspector().frame.getByText('Send 2 bytes: 00 01').waitFor();
      await field().press('Enter');
      await expectReceived('HELO\r\nQUIT\r\n\x00\x01');
      await field().fill('late');
      theirs.resetAndDestroy();
      await inspector().frame.getByText('This connection was reset: dial again to send something.').waitFor();
      assert.equal(await field().inputValue(), 'late');
    } finally {
      server.close();
    }
  });

  it('sends a datagram to the peer that is chosen', async () => {
    const address = await startListener(workbench(), 'udp://127.0.0.1:0', 'manual');
    const peers = [createSocket('udp4'), createSocket('udp4')] as const;
    try {
      const messages = peers.map((peer) => once(peer, 'message') as Promise<[Buffer]>);
      for (const peer of peers) {
        peer.send('hello', Number(portOf(address)), '127.0.0.1');
        await once(peer, 'listening');
      }
      await waitForRow(workbench(), { level: 1, description: /↓ 10 B/ });
      await workbench().tree('Sockets').runAction(address, 'Inspect Bytes');
      await field().fill('x');
      await field().press('Enter');
      await inspector()
        .frame.getByText(/Nobody is named who gets the datagram/)
        .waitFor();
      assert.equal(await field().inputValue(), 'x');
      await inspector()
        .frame.getByRole('combobox', { name: 'Who gets the datagram' })
        .fill(`127.0.0.1:${peers[1].address().port}`);
      await field().press('Enter');
      const [message] = await messages[1]!;
      assert.equal(message.toString(), 'x');
    } finally {
      for (const peer of peers) peer.close();
    }
  });

  it('leaves the page’s script small', () => {
    const folder = join(PROJECT_ROOT, 'dist/webview');
    const imported = readFileSync(join(folder, 'inspector.js'), 'utf8').matchAll(/from\s*"\.\/([^"]+)"/g);
    const names = ['inspector.js', ...Array.from(imported, ([, name]) => name!)];
    const sizes = names.map((name) => statSync(join(folder, name)).size);
    assert.ok(sizes.reduce((sum, size) => sum + size) <= MAX_SCRIPT, sizes.join(' + '));
  });
});
