import type { Locator, Page } from 'playwright-core';

import { ContextMenu } from './context-menu';
import { eventually } from './eventually';

/** A row that has been pointed at for so many milliseconds, and has no hover, is pointed at anew. */
const HOVER_PATIENCE_MS = 2000;

/** A row of a tree view. */
export interface TreeRow {
  /** 1 for the roots. */
  readonly level: number;
  readonly label: string;
  /** What stands after the label, in grey; empty where there is nothing. */
  readonly description: string;
}

/** For the page, and at one stroke: a row may vanish between two questions to it. */
const READ_ROWS = `(name) => {
  const panes = [...document.querySelectorAll('.sidebar .pane')];
  const pane = panes.find((pane) => pane.querySelector('.pane-header')?.getAttribute('aria-label')?.startsWith(name));
  const text = (row, selector) => row.querySelector(selector)?.textContent.trim() ?? '';
  return [...(pane?.querySelectorAll('.pane-body .monaco-list-row') ?? [])]
    .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
    .map((row) => ({
      level: Number(row.getAttribute('aria-level')),
      label: text(row, '.label-name'),
      description: text(row, '.label-description'),
    }));
}`;

/** A tree view in the side bar. */
export class TreeView {
  readonly #page: Page;
  readonly #name: string;
  readonly pane: Locator;
  readonly rows: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.#name = name;
    this.pane = page.locator('.sidebar .pane', { has: page.locator(`.pane-header[aria-label^="${name}"]`) });
    this.rows = this.pane.locator('.pane-body .monaco-list-row');
  }

  /** The row with this label. */
  row(label: string | RegExp): Locator {
    const name = this.#page.locator('.monaco-icon-label .label-name');
    return this.rows.filter({
      has: typeof label === 'string' ? name.getByText(label, { exact: true }) : name.getByText(label),
    });
  }

  /** The rows on screen, from top to bottom. */
  items(): Promise<TreeRow[]> {
    return this.#page.evaluate<TreeRow[]>(`(${READ_ROWS})(${JSON.stringify(this.#name)})`);
  }

  /** Searches the rows, those out of sight too, and goes to the first match; the tree has the focus. */
  async find(text: string): Promise<void> {
    await this.#page.keyboard.press('F3');
    await this.#finder.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Gives the rows the focus back, on the match. */
  async endFind(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#finder.waitFor({ state: 'hidden' });
  }

  get #finder(): Locator {
    return this.pane.locator('.monaco-tree-type-filter input');
  }

  /** The text of a row's hover that contains `text`. What the hover asks the extension for may come late, so it is asked for until it is there. */
  hoverOf(label: string | RegExp, text: string): Promise<string> {
    const hover = this.#page.locator('.monaco-hover').filter({ visible: true, hasText: text });
    return eventually(async () => {
      await this.pane.locator('.pane-header').hover();
      await this.row(label).hover();
      await hover.waitFor({ timeout: HOVER_PATIENCE_MS });
      return hover.innerText();
    });
  }

  /** Runs an inline action of a row by its title. */
  async runAction(label: string | RegExp, title: string): Promise<void> {
    const row = this.row(label).first();
    await row.hover();
    await row.locator('.actions .action-label').and(this.#page.getByLabel(title)).click();
  }

  /** Runs a command from a row's context menu by its title. */
  async runFromMenu(label: string | RegExp, title: string): Promise<void> {
    await new ContextMenu(this.#page, this.row(label).first()).choose(title);
  }

  /** The titles in a row's context menu. */
  menuOf(label: string | RegExp): Promise<string[]> {
    return new ContextMenu(this.#page, this.row(label)).titles();
  }
}
