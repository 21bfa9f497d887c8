import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import type { Workbench } from '../../support/workbench';

/** The dialog may pass over an answer that comes while it reads a folder; the next one is tried after so many milliseconds. */
const PATIENCE_MS = 1000;

/** Answers VS Code's own dialog for a file to open or to save with an absolute path. */
export async function answerFileDialog(workbench: Workbench, path: string): Promise<void> {
  const { quickInput, page } = workbench;
  // Until it has read the folder that it begins in, it keeps an answer back and then takes it for its own proposal.
  await quickInput.row('..').waitFor();
  await eventually(async () => {
    if (await quickInput.widget.isVisible()) {
      await quickInput.input.fill(path, { timeout: PATIENCE_MS });
      // The dialog may have put a name of its own there meanwhile.
      assert.equal(await quickInput.input.inputValue(), path);
      await page.keyboard.press('Enter');
    }
    await quickInput.widget.waitFor({ state: 'hidden', timeout: PATIENCE_MS });
  });
}
