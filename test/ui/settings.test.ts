import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { dial, dialledAt } from './support/sockets';

describe('settings of sending and the inspector', () => {
  const workbench = useWorkbench({
    settings: {
      'sockscope.send.lineEnd': 'lf',
      'sockscope.inspector.view': 'talk',
      'sockscope.inspector.bytesPerRow': '8',
    },
  });
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());

  it('say what ends plain text, in the box and in the composer, and what a new inspector begins with', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const { port } = server.address() as AddressInfo;
    const row = await dial(workbench(), String(port), dialledAt(port));
    const [peer] = await accepted;
    try {
      let received = '';
      peer.on('data', (bytes) => {
        received += bytes.toString('latin1');
      });
      const { frame } = inspector();
      await frame.getByRole('radio', { name: 'Talk' }).waitFor();
      assert.ok(await frame.getByRole('radio', { name: 'Talk' }).isChecked());

      await workbench().tree('Sockets').runAction(row, 'Send Payload…');
      await workbench().quickInput.type('HELO');
      await workbench().quickInput.row('Send 5 bytes: 48 45 4c 4f 0a').waitFor();
      await workbench().answerInput('HELO');
      await frame.locator('.talk .message-row.sent .preview-text').getByText('HELO␊').waitFor();
      // Offsets of rows of eight bytes.
      await frame.locator('[role=grid][aria-colcount="10"]').waitFor();

      const field = frame.getByRole('textbox', { name: 'Payload to send' });
      await field.fill('QUIT');
      await frame.getByText('Send 5 bytes: 51 55 49 54 0a').waitFor();
      await field.press('Enter');
      await field.fill('u8(7)');
      await frame.getByText('Send 1 byte: 07').waitFor();
      await field.press('Enter');
      await eventually(() => {
        assert.equal(received, 'HELO\nQUIT\n\x07');
      });
    } finally {
      peer.destroy();
      server.close();
    }
  });
});
