import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { etherFrame, ipPacket, LINK, PcapFile, tcp } from '../unit/capture/foreign';
import { InspectorView } from './support/inspectorView';
import { clearSockets, dialledAt, portOf, startListener, waitForRow } from './support/sockets';

describe('the sequence', () => {
  const workbench = useWorkbench();
  afterEach(async () => {
    await workbench().runCommand('View: Close All Editors');
    await clearSockets(workbench());
  });

  const inspector = () => new InspectorView(workbench().inspectorFrame());
  const labels = async (): Promise<string[]> => {
    const all = await inspector().frame.locator('.ladder-row[data-step] .ladder-label').allTextContents();
    return all.map((text) => text.trim());
  };
  const show = async (): Promise<void> => {
    await inspector()
      .frame.getByRole('combobox', { name: 'View', exact: true })
      .or(inspector().frame.getByRole('radio', { name: 'Sequence' }))
      .first()
      .waitFor();
    const radio = inspector().frame.getByRole('radio', { name: 'Sequence' });
    if (await radio.isVisible()) await radio.check();
    else await inspector().frame.getByRole('combobox', { name: 'View', exact: true }).selectOption('Sequence');
  };

  it('draws a talk with an echo as it goes on, leads to its bytes, and is copied as Mermaid', async () => {
    const address = await startListener(workbench(), 'tcp://127.0.0.1:0', 'echo');
    const client = connect({ port: Number(portOf(address)), host: '127.0.0.1' });
    client.resume();
    await once(client, 'connect');
    client.write('hello\r\n');
    const row = await waitForRow(workbench(), { level: 2, label: dialledAt(portOf(address)) });
    await workbench().tree('Sockets').runAction(row.label, 'Inspect Bytes');
    await show();
    // What goes on is followed: the first steps may be out of view.
    const begun = ['ACK', 'recv = 7 hello␍␊', 'send(7) hello␍␊'];
    await eventually(async () => {
      assert.deepEqual((await labels()).slice(-3), begun);
    });
    await inspector().frame.locator('[data-step="3"]').click();
    await eventually(async () => {
      assert.equal((await inspector().selectedOffsets()).length, 7);
    });
    await inspector().frame.getByRole('button', { name: 'Copy as Mermaid' }).click();
    await inspector()
      .status.getByText(/^Copied \d+ steps as Mermaid/)
      .waitFor();
    const ended = once(client, 'close');
    client.end();
    await ended;
    await eventually(async () => {
      assert.ok((await labels()).includes('we sent FIN'), (await labels()).join('\n'));
    });
  });

  it('draws the packets of another program’s capture, with their numbers', async () => {
    const packet = (sequence: number, flags: number, payload: string): Buffer =>
      etherFrame(0x0800, ipPacket(tcp(payload, { from: 5000, to: 80, flags, sequence, acknowledgement: 700 })));
    const file = new PcapFile(LINK.ethernet)
      .packet(packet(1000, 0x02, ''))
      .packet(packet(1001, 0x18, 'GET /'))
      .packet(packet(1001, 0x18, 'GET /'));
    await writeFile(join(workbench().workspace, 'packets.pcap'), file.bytes);
    await workbench().page.keyboard.press('Control+P');
    await workbench().quickInput.type(join(workbench().workspace, 'packets.pcap'));
    await workbench()
      .page.locator('.quick-input-widget .monaco-list-row', { hasText: 'packets.pcap' })
      .first()
      .waitFor();
    await workbench().page.keyboard.press('Enter');
    await show();
    await eventually(async () => {
      assert.deepEqual(await labels(), [
        'SYN Seq=0 Win=65535',
        'PSH, ACK Seq=1 Ack=1 Win=65535 Len=5 GET /',
        'PSH, ACK Seq=1 Ack=1 Win=65535 Len=5 GET / retransmission',
      ]);
    });
  });
});
