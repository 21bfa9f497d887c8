import { ContextMenu } from '../../support/context-menu';
import type { Workbench } from '../../support/workbench';

/** Puts the text cursor at the start of a line (from 1) of the active editor, and selects the line's text. */
export async function selectLine(workbench: Workbench, line: number): Promise<void> {
  const { keyboard } = workbench.page;
  await workbench.page.locator('.monaco-editor.focused').waitFor();
  await keyboard.press('Control+Home');
  for (let below = 1; below < line; below++) await keyboard.press('ArrowDown');
  await keyboard.press('Shift+End');
}

/** Runs a command of *Send Selection to Socket* in the active editor's context menu, which the keyboard opens. */
export async function sendSelectionFromMenu(workbench: Workbench, title: string): Promise<void> {
  const { page } = workbench;
  const menu = new ContextMenu(page, () => page.keyboard.press('Shift+F10'));
  await menu.choose('Send Selection to Socket', title);
}
