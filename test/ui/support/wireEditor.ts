import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';

import { eventually } from '../../support/eventually';
import type { Workbench } from '../../support/workbench';

/** For the page: how many marks of a kind stand beside the lines of the active editor. */
const COUNT_MARKS = `(name) => [...document.querySelectorAll('.editor-group-container.active .glyph-margin-widgets .cgmr')]
  .filter((element) => getComputedStyle(element).backgroundImage.includes(name)).length`;

/** Milliseconds after which a click on *Run* is taken for lost. */
const RUN_PATIENCE = 4000;

/** Milliseconds after which an Enter is taken for swallowed. */
const ENTER_PATIENCE = 2000;

/** A wire file in the active editor, as a user reads and drives it. */
export class WireEditor {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The lenses of a title, from top to bottom. */
  lens(title: string | RegExp): Locator {
    return this.#workbench.page.locator('.codelens-decoration a').filter({ hasText: title });
  }

  /** Types at the end of the file as a user does: what the editor closes by itself is typed over. */
  async type(text: string): Promise<void> {
    const { keyboard } = this.#workbench.page;
    await this.#workbench.page.locator('.monaco-editor.focused').waitFor();
    await keyboard.press('Control+End');
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) await this.#breakLine();
      await keyboard.type(line, { delay: 5 });
    }
  }

  /** While a list of suggestions waits for its next items it takes an Enter for itself, which changes nothing. */
  async #breakLine(): Promise<void> {
    const lines = this.#workbench.page.locator('.editor-group-container.active .view-line');
    const before = await lines.count();
    await eventually(async () => {
      await this.#workbench.page.keyboard.press('Enter');
      await lines.nth(before).waitFor({ state: 'attached', timeout: ENTER_PATIENCE });
    });
  }

  /** Runs a section, counted from 0, until so many steps are marked like this: a lens may move away under the click. */
  async run(section: number, state: 'done' | 'failed', count: number): Promise<void> {
    await eventually(async () => {
      await this.lens('▷ Run').nth(section).click();
      await this.waitForMarks(state, count, RUN_PATIENCE);
    });
  }

  /** Waits until so many steps are marked like this. */
  async waitForMarks(state: 'done' | 'failed' | 'running', count: number, patience?: number): Promise<void> {
    await eventually(async () => {
      const expression = `(${COUNT_MARKS})(${JSON.stringify(`step-${state}.svg`)})`;
      assert.equal(await this.#workbench.page.evaluate<number>(expression), count);
    }, patience);
  }

  /** Waits until a line of the editor reads so; blanks are what they look like. */
  async waitForLine(text: string): Promise<void> {
    await eventually(async () => {
      const lines = await this.#workbench.page.locator('.editor-group-container.active .view-line').allTextContents();
      const read = lines.map((line) => line.replaceAll('\u00a0', ' ').trim());
      assert.ok(read.includes(text), `no line “${text}” among ${JSON.stringify(read)}`);
    });
  }
}
