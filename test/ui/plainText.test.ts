import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { startListener } from './support/sockets';
import { WireEditor } from './support/wireEditor';

const NAME = '$(error) [x](command:y)';

describe('what users typed', () => {
  const workbench = useWorkbench();

  /** Its text is all there, and none of it was drawn as an icon. */
  async function assertPlain(place: Locator): Promise<void> {
    await eventually(async () => {
      assert.ok((await place.innerText()).replaceAll('\u2060', '').includes(NAME), await place.innerText());
      assert.equal(await place.locator('.codicon-error').count(), 0);
    });
  }

  before(async () => {
    const { workspace } = workbench();
    for (const number of [1, 2])
      await startListener(workbench(), `unix:${join(workspace, `${number} ${NAME}`)}`, 'echo');
    await writeFile(join(workspace, 'icons.wire'), `### ${NAME}\nwait 1ms\ncon = dial \n`);
  });

  it('is text in the tree, and where a socket is chosen', async () => {
    await assertPlain(workbench().tree('Sockets').pane);
    await workbench().runCommand('Sockscope: Copy Address');
    await assertPlain(workbench().quickInput.rows.first());
    await workbench().screenshot('plain text in a list of sockets');
    await workbench().quickInput.cancel();
  });

  it('is text among the symbols of a file', async () => {
    await workbench().openFile('icons.wire');
    await new WireEditor(workbench()).lens('▷ Run').first().waitFor();
    await workbench().page.keyboard.press('Control+Shift+O');
    await assertPlain(workbench().quickInput.rows.first());
    await workbench().quickInput.cancel();
  });

  it('is text in the list of suggestions', async () => {
    const { page } = workbench();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+Space');
    const row = page.locator('.suggest-widget .monaco-list-row', { hasText: 'listens now' }).first();
    await assertPlain(row);
    await workbench().screenshot('plain text in suggestions');
    await page.keyboard.press('Escape');
  });

  it('is text in the Test Explorer', async () => {
    await workbench().runCommand('Testing: Focus on Test Explorer View');
    const { page } = workbench();
    const explorer = page.locator('.test-explorer');
    await explorer.locator('.monaco-list-row', { hasText: 'icons.wire' }).first().click();
    await page.keyboard.press('ArrowRight');
    await assertPlain(explorer.locator('.monaco-list-row', { hasText: 'command:y' }).first());
    await workbench().screenshot('plain text in the Test Explorer');
  });
});
