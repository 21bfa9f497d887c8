import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually';

/** A click that an item passes over has been tried for long enough after this many milliseconds. */
const CLICK_PATIENCE_MS = 500;

/** The context menu that is open, with its submenus. */
export class ContextMenu {
  readonly #page: Page;
  readonly #labels: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#labels = page.locator('.context-view .monaco-menu .action-label');
  }

  /** The titles of the items on screen. */
  async titles(): Promise<string[]> {
    await this.#labels.first().waitFor();
    return (await this.#labels.allInnerTexts()).filter((title) => title !== '');
  }

  /** Opens the submenu of this title. */
  async open(title: string): Promise<void> {
    await this.#item(title).hover();
  }

  /** Runs the command of this title; resolves when the menu is gone. */
  async choose(title: string): Promise<void> {
    const item = this.#item(title);
    await item.waitFor();
    // A menu ignores the button of the mouse for the first tenth of a second.
    await eventually(async () => {
      if (await item.isVisible()) await item.click({ timeout: CLICK_PATIENCE_MS });
      await item.waitFor({ state: 'hidden', timeout: CLICK_PATIENCE_MS });
    });
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#labels.first().waitFor({ state: 'hidden' });
  }

  #item(title: string): Locator {
    return this.#labels.and(this.#page.getByText(title, { exact: true }));
  }
}
