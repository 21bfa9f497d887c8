import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ContextMenu } from '../support/context-menu';
import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { dial, dialledAt, portOf, startListener, waitForRow } from './support/sockets';
import { selectLine } from './support/editor';

const MESSAGE = 'ping one ping two';
const BYTES = new TextEncoder().encode(MESSAGE);

describe('what is selected in the inspector', () => {
  const workbench = useWorkbench();
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());

  before(async () => {
    const address = await startListener(workbench(), '127.0.0.1:0', 'echo');
    await dial(workbench(), address, dialledAt(portOf(address)));
    await workbench().runCommand(
      'Sockscope: Send Payload…',
      { pick: new RegExp(`:${portOf(address)}$`) },
      `"${MESSAGE}"`,
    );
    const { label } = await waitForRow(workbench(), { level: 2, description: /^↓ 17 B {2}↑ 17 B\b/ });
    await workbench().tree('Sockets').runAction(label, 'Inspect Bytes');
    assert.deepEqual(await inspector().waitForBytes('received', BYTES.length), BYTES);
  });

  function chooseFromMenu(title: string): Promise<void> {
    return new ContextMenu(workbench().page, inspector().byte('sent', 1)).choose(title);
  }

  async function selectPing(): Promise<void> {
    await inspector().byte('sent', 0).click();
    await inspector()
      .byte('sent', 3)
      .click({ modifiers: ['Shift'] });
    await eventually(async () => {
      assert.deepEqual(await inspector().selectedOffsets(), [0, 1, 2, 3]);
    });
  }

  it('is found, each match after the other', async () => {
    await inspector().byte('sent', 16).click();
    await workbench().page.keyboard.press('Control+f');
    await inspector().frame.getByRole('combobox', { name: 'What is typed' }).selectOption('regex');
    await inspector().frame.getByRole('textbox', { name: 'Find' }).fill('p.ng');
    const result = inspector().frame.locator('#find-result');
    await result.getByText('4 found').waitFor();
    await workbench().page.keyboard.press('Enter');
    await result.getByText(/of 4$/).waitFor();
    await workbench().screenshot('find');
    await workbench().page.keyboard.press('Escape');
  });

  it('is copied in the format that is chosen', async () => {
    await selectPing();
    // The page takes the focus late from its menu, which closes what was opened from there.
    await workbench().quickInput.pickFrom(() => chooseFromMenu('Copy As…'), 'Python literal');
    await eventually(async () => {
      assert.equal(await workbench().clipboard(), 'b"ping"');
    });
  });

  it('is sent again on its own socket', async () => {
    await selectPing();
    await chooseFromMenu('Send Again');
    const all = new TextEncoder().encode(`${MESSAGE}ping`);
    assert.deepEqual(await inspector().waitForBytes('sent', all.length), all);
  });

  it('is compared with another message, side by side', async () => {
    await selectPing();
    await workbench().quickInput.pickFrom(() => chooseFromMenu('Compare With…'), /#1$/);
    const diff = workbench().page.locator('.monaco-diff-editor');
    await diff.waitFor();
    await diff.getByText('70 69 6e 67').first().waitFor();
    await workbench().screenshot('compare');
    await workbench().runCommand('View: Close Editor');
  });

  it('becomes a wire file that sends it', async () => {
    await selectPing();
    await chooseFromMenu('Edit and Send');
    await workbench().page.locator('.view-line').getByText('con > "ping"').waitFor();
    await workbench().page.keyboard.press('Control+End');
    await workbench().runCommand('View: Revert and Close Editor');
  });

  it('can be typed in any editor', async () => {
    await writeFile(join(workbench().workspace, 'bytes.c'), 'unsigned char x[] = { 0x0a, 0x0b };\n');
    await workbench().openFile('bytes.c');
    await selectLine(workbench(), 1);
    await workbench().runCommand('Sockscope: Inspect Selection as Bytes');
    await inspector().byte('received', 0).click();
    await inspector().waitForValues({ u16: ['2571', '2826'] });
    await workbench().screenshot('inspect-selection');
  });
});
