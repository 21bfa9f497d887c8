import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { dialledAt, portOf, startListener, waitForRow } from './support/sockets';

/** The inspector's views over one listener with two connections: each test goes on where the last ended. */
describe('the views of a conversation', () => {
  const workbench = useWorkbench();
  const clients: Socket[] = [];
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  const pick = (view: string): Promise<void> => inspector().frame.getByRole('radio', { name: view }).check();
  const placeIs = (text: RegExp): Promise<void> => workbench().statusBarItem(text).first().waitFor();
  const goTo = async (where: string): Promise<void> => {
    await workbench().page.keyboard.press('Control+G');
    await workbench().answerInput(where);
  };
  after(() => {
    for (const client of clients) client.destroy();
  });

  const dial = async (port: string): Promise<Socket> => {
    const client = connect(Number(port), '127.0.0.1');
    client.setNoDelay(true);
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
  /** Writes, and waits for the echo: so each is a chunk of its own. */
  const say = async (client: Socket, bytes: string | readonly number[]): Promise<void> => {
    client.write(typeof bytes === 'string' ? bytes : Uint8Array.from(bytes));
    await once(client, 'data');
  };

  it('lists the conversations of a listener, and shows the one that is picked', async () => {
    const address = await startListener(workbench(), '127.0.0.1:0', 'echo');
    const first = await dial(portOf(address));
    await say(first, 'first\r\n');
    const second = await dial(portOf(address));
    await say(second, [0x0a]);
    await say(second, [0x0b, 0, 3, 1, 2, 3]);
    const { label } = await waitForRow(workbench(), { label: dialledAt(portOf(address)), description: /7 B/ });
    await workbench().tree('Sockets').runAction(label, 'Inspect Bytes');
    const entries = inspector().frame.locator('.entry');
    await eventually(async () => {
      assert.equal(await entries.count(), 2);
    });
    const search = inspector().frame.getByRole('searchbox', { name: 'Search conversations' });
    await search.fill(String(second.localPort));
    await eventually(async () => {
      assert.equal(await entries.count(), 1);
    });
    await entries.first().click();
    await inspector().frame.locator('.toolbar').getByText('7 bytes received').waitFor();
    await search.fill('');
  });

  it('reads in Received a number that two recv()s cut in two', async () => {
    await pick('Received');
    await inspector().byte('received', 0).click();
    await workbench().page.keyboard.press('Shift+ArrowRight');
    await inspector().waitForValues({ u16: ['2571', '2826'] });
    assert.match((await inspector().byte('received', 1).getAttribute('title')) ?? '', /↓ received .* 6 bytes$/);
    await placeIs(/received 0x0 \(0\) · 2 bytes selected/);
    await placeIs(/#1 · \d\d:\d\d:\d\d\.\d{3}/);
  });

  it('goes to an offset, a distance, a message', async () => {
    await goTo('0x4');
    await placeIs(/received 0x4 \(4\)/);
    await goTo('+2');
    await placeIs(/received 0x6 \(6\)/);
    await goTo('-6');
    await placeIs(/received 0x0 \(0\)/);
    await goTo('#4');
    await placeIs(/sent 0x1 \(1\) · 6 bytes selected/);
    await placeIs(/#4 · /);
  });

  it('says why there is no such place', async () => {
    await workbench().page.keyboard.press('Control+G');
    await workbench().quickInput.type('0x100');
    await workbench().page.getByText('There is no byte 256: the stream has 7 bytes.').first().waitFor();
    await workbench().quickInput.cancel();
  });

  it('cuts the stream into messages by a length prefix, and filters them', async () => {
    await pick('Messages');
    const { frame } = inspector();
    await frame.getByText('4 messages', { exact: true }).waitFor();
    await frame.locator('[data-field="rule"]').selectOption('Length prefix');
    await frame.locator('[data-field="prefixOffset"]').fill('2');
    await frame.locator('[data-field="direction"]').selectOption('Received');
    // 0a 0b | 00 03 | 01 02 03
    await frame.getByText('1 message', { exact: true }).waitFor();
    await frame.locator('[data-message]').first().click();
    await frame.locator('.selection-length').getByText('7 bytes selected').waitFor();
    assert.equal(await frame.locator('.byte.selected').count(), 7);
    await frame.locator('[data-field="contains"]').fill('x');
    await frame.getByText('0 messages', { exact: true }).waitFor();
  });

  it('goes to the message with that number in the table, until another view is shown', async () => {
    const { frame } = inspector();
    await frame.locator('[data-field="contains"]').fill('');
    await frame.getByText('1 message', { exact: true }).waitFor();
    await workbench().page.keyboard.press('Control+G');
    await workbench().quickInput.type('#2');
    await workbench().page.getByText('The filter hides message 2.').first().waitFor();
    await workbench().quickInput.cancel();
    await frame.locator('[data-field="direction"]').selectOption('Both directions');
    await frame.getByText('2 messages', { exact: true }).waitFor();
    await goTo('#2');
    await placeIs(/sent 0x0 \(0\) · 7 bytes selected/);
    await placeIs(/^#2 · /);
    await frame.locator('.message-row[aria-selected="true"][data-message="2"]').waitFor();
    // Of the four chunks, the last one brought the table's second message's end: its byte 6.
    await goTo('6');
    await placeIs(/^#2 · /);
    await pick('Exchange');
    await placeIs(/^#4 · /);
    await goTo('#4');
    await placeIs(/sent 0x1 \(1\) · 6 bytes selected/);
    await goTo('#2');
    await placeIs(/sent 0x0 \(0\)$/);
  });

  it('shows the messages as a talk, and keeps folded what was folded', async () => {
    const { frame } = inspector();
    await pick('Talk');
    await frame.locator('.talk .message-row.received .messagePreview').getByText('␊␋').waitFor();
    await frame.locator('.talk .message-row.sent').click();
    await placeIs(/sent 0x0 \(0\) · 7 bytes selected/);
    const heading = frame.getByRole('button', { name: 'Data inspector' });
    await heading.click();
    await workbench().runCommand('View: Close All Editors');
    await workbench()
      .tree('Captures')
      .row(/^tcp 127\.0\.0\.1/)
      .click();
    await frame.locator('.talk .message-row.sent').first().waitFor();
    assert.equal(await heading.getAttribute('aria-expanded'), 'false');
    await heading.click();
  });

  it('keeps the view and its settings for the next tab', async () => {
    await pick('Sent');
    await inspector().frame.locator('.view-options summary').click();
    await inspector().frame.locator('[data-option="width"]').selectOption('8');
    await inspector().frame.locator('[role=grid][aria-colcount="10"]').waitFor();
    await workbench().page.keyboard.press('Escape');
    await workbench().runCommand('View: Close All Editors');
    await workbench()
      .tree('Captures')
      .row(/^tcp 127\.0\.0\.1/)
      .click();
    await inspector().frame.locator('[role=grid][aria-colcount="10"]').waitFor();
    assert.ok(await inspector().frame.getByRole('radio', { name: 'Sent' }).isChecked());
  });
});
