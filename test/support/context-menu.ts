import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually';

/** A step that a menu passes over has been tried for long enough after this many milliseconds. */
const STEP_PATIENCE_MS = 1000;

/** A context menu, with its submenus. What takes the focus may close it at any time: it is then opened again. */
export class ContextMenu {
  readonly #page: Page;
  readonly #open: () => Promise<void>;
  readonly #labels: Locator;

  /** @param target What is clicked with the right button, or how else the menu is opened. */
  constructor(page: Page, target: Locator | (() => Promise<void>)) {
    this.#page = page;
    this.#open = typeof target === 'function' ? target : () => target.click({ button: 'right' });
    this.#labels = page.locator('.context-view .monaco-menu .action-label');
  }

  /** The titles of its items; closed again. */
  async titles(): Promise<string[]> {
    const titles = await eventually(async () => {
      await this.#show();
      const texts = await this.#labels.allInnerTexts();
      assert.ok(texts.length > 0);
      return texts.filter((title) => title !== '');
    });
    await this.#page.keyboard.press('Escape');
    await this.#labels.first().waitFor({ state: 'hidden' });
    return titles;
  }

  /** Runs the command of the last title, in the submenu of those before it; resolves when the menu is gone. */
  async choose(...path: string[]): Promise<void> {
    const title = path.pop() ?? '';
    await eventually(async () => {
      await this.#show();
      for (const submenu of path) await this.#item(submenu).hover({ timeout: STEP_PATIENCE_MS });
      const item = this.#item(title);
      await item.waitFor({ timeout: STEP_PATIENCE_MS });
      await item.click({ timeout: STEP_PATIENCE_MS });
      // A menu ignores the button of the mouse for the first tenth of a second.
      await item.waitFor({ state: 'hidden', timeout: STEP_PATIENCE_MS });
    });
  }

  async #show(): Promise<void> {
    if (await this.#labels.first().isVisible()) return;
    await this.#open();
    await this.#labels.first().waitFor({ timeout: STEP_PATIENCE_MS });
  }

  #item(title: string): Locator {
    return this.#labels.and(this.#page.getByText(title, { exact: true }));
  }
}
