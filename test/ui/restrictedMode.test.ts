import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';

const REFUSAL =
  'Sockets are off in Restricted Mode: trust this workspace to listen, dial and send. Captures can be inspected all the same.';

/** Ethernet, IPv4 and UDP around a payload, as any capturing program writes them: a pcap file with one datagram. */
function pcapWithDatagram(payload: Uint8Array): Uint8Array {
  const file = Buffer.alloc(24 + 16 + 42 + payload.length);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(1, 20);
  file.writeUInt32LE(1_700_000_000, 24);
  file.writeUInt32LE(42 + payload.length, 32);
  file.writeUInt32LE(42 + payload.length, 36);
  file.writeUInt16BE(0x0800, 40 + 12);
  file.set([0x45, 0, 0, 28 + payload.length, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1], 54);
  file.writeUInt16BE(40_000, 74);
  file.writeUInt16BE(9, 76);
  file.writeUInt16BE(8 + payload.length, 78);
  file.set(payload, 82);
  return file;
}

const KEYBINDINGS = [
  { key: 'f7', command: 'sockscope.startListener', args: { address: 'tcp://127.0.0.1:0' } },
  { key: 'f8', command: 'sockscope.dialEndpoint', args: { address: 'udp://127.0.0.1:9' } },
  { key: 'f9', command: 'sockscope.sendPayload', args: { socket: 's1', payload: 'x' } },
];

describe('Restricted Mode', () => {
  const workbench = useWorkbench({ trust: false, keybindings: KEYBINDINGS });

  async function expectRefusal(): Promise<void> {
    const toast = workbench().notification(REFUSAL);
    await toast.waitFor();
    await toast.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await workbench().runCommand('Notifications: Clear All Notifications');
    await toast.waitFor({ state: 'hidden' });
  }

  it('refuses to listen, dial and send, and says why', async () => {
    await workbench().runCommand('Sockscope: Start Listener…');
    await expectRefusal();
    await workbench().runCommand('Sockscope: Dial Endpoint…');
    await expectRefusal();
    await workbench().runCommand('Sockscope: Send Payload…');
    await expectRefusal();
  });

  it('refuses what comes with an argument as well, as from keybindings and other extensions', async () => {
    const { page } = workbench();
    for (const { key } of KEYBINDINGS) {
      await page.keyboard.press(key.toUpperCase());
      // Such calls reject, which VS Code itself tells.
      const toast = workbench().notification(REFUSAL);
      await toast.waitFor();
      await workbench().runCommand('Notifications: Clear All Notifications');
      await toast.waitFor({ state: 'hidden' });
    }
  });

  it('says so in the view, with the way to trust', async () => {
    await workbench().showSideBar();
    const { pane } = workbench().tree('Sockets');
    await pane.getByText('Sockets are off in Restricted Mode.').waitFor();
    await pane.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    assert.equal(await pane.getByRole('button', { name: 'Start Listener', exact: true }).count(), 0);
  });

  it('inspects a capture all the same', async () => {
    const payload = Uint8Array.of(0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a);
    await writeFile(join(workbench().workspace, 'foreign.pcap'), pcapWithDatagram(payload));
    await workbench().openFile('foreign.pcap');
    const inspector = new InspectorView(workbench().inspectorFrame());
    const direction = (await inspector.frame.locator('[data-direction]').first().getAttribute('data-direction')) as
      'received' | 'sent';
    assert.deepEqual(await inspector.waitForBytes(direction, payload.length), payload);
    await inspector.byte(direction, 0).click();
    await inspector.waitForValues({ u16: ['2571', '2826'] });
  });
});
