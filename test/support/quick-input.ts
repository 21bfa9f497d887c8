import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually';

/** How long one step may take before the palette is taken for closed, and opened again; milliseconds. */
const STEP_MS = 2000;
const COMMAND_PATIENCE_MS = 20_000;

/** How often a command is asked for whose question something else closes. */
const MAX_TRIES = 3;

/**
 * What is answered to a question: a text that is typed and accepted, a row by its label (without icon and description), or a
 * text that is typed alone.
 */
export type Answer = string | { readonly pick: string | RegExp } | { readonly typed: string };

/** Something else closed the question before it was answered. */
class QuestionLost extends Error {}

/** VS Code's one widget for the command palette, input boxes and quick picks. */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;
  readonly input: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget').filter({ visible: true });
    this.input = this.widget.locator('.quick-input-box input');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Opens the command palette, which then has the focus. One that is open already would keep the commands that it has. */
  async openPalette(): Promise<void> {
    await eventually(async () => {
      if ((await this.#state()) !== '') await this.input.press('Escape', { timeout: STEP_MS });
      await this.#page.keyboard.press('F1');
      await this.input.waitFor({ timeout: STEP_MS });
      assert.match(await this.input.inputValue(), /^>/);
    });
  }

  /**
   * Runs a command from the palette by its whole title, such as `Sockscope: Start Listener…`, and answers its first
   * questions. Whatever takes the focus late, such as a view or an inspector that was just opened, closes the palette or
   * the command's question, as Escape would: then all of it is asked anew. For questions that are answered one by one
   * there is {@link answer} and {@link pick}.
   */
  async runCommand(title: string, ...answers: readonly Answer[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.pickFrom(async () => {
        await this.openPalette();
        await this.input.fill(`>${title}`, { timeout: STEP_MS });
      }, title);
      try {
        for (const answer of answers) await this.#accept(answer);
        return;
      } catch (error) {
        if (!(error instanceof QuestionLost) || tries === MAX_TRIES) throw error;
      }
    }
  }

  /** Does what makes the widget ask, and chooses a row by its label; both again where the widget was closed before the click. */
  async pickFrom(ask: () => Promise<void>, label: string | RegExp): Promise<void> {
    const before = await eventually(async () => {
      await ask();
      const row = this.row(label);
      await row.waitFor({ timeout: STEP_MS });
      const state = await this.#state();
      await row.click({ timeout: STEP_MS });
      return state;
    }, COMMAND_PATIENCE_MS);
    await this.#waitUntilLeft(before);
  }

  /** Types without accepting: the input validates, or filters its list. */
  async type(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
  }

  /** Types and accepts; resolves when the input is gone or asks the next question. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.#leave(() => this.#page.keyboard.press('Enter'));
  }

  /** Chooses a row by its label (without icon and description). */
  async pick(label: string | RegExp): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    await this.#leave(() => row.click());
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  row(label: string | RegExp): Locator {
    const text = typeof label === 'string' ? new RegExp(`^\\s*${escapeRegExp(label)}\\s*$`) : label;
    const name = this.#page.locator('.quick-input-list-row').first().locator('.label-name').getByText(text);
    return this.rows.filter({ has: name }).first();
  }

  /** The labels of the rows on screen. */
  async labels(): Promise<string[]> {
    const names = this.rows.locator('.quick-input-list-row:first-child .label-name');
    return (await names.allTextContents()).map((label) => label.trim());
  }

  /** What stands below the input: the prompt, or the validation's message. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').allInnerTexts()).join('\n').trim();
  }

  /** Answers what is asked, or is asked soon. @throws {QuestionLost} */
  async #accept(answer: Answer): Promise<void> {
    const row = typeof answer === 'object' && 'pick' in answer ? this.row(answer.pick) : undefined;
    const text = typeof answer === 'string' ? answer : 'typed' in answer ? answer.typed : undefined;
    await (row ?? this.input).waitFor();
    const question = await eventually(async () => {
      try {
        if (text !== undefined) await this.input.fill(text, { timeout: STEP_MS });
        const state = await this.#state();
        if (row) await row.click({ timeout: STEP_MS });
        else if (typeof answer === 'string') await this.input.press('Enter', { timeout: STEP_MS });
        return state;
      } catch (error) {
        if ((await this.#state()) !== '') throw error;
        return '';
      }
    });
    if (question === '') throw new QuestionLost('Something else closed the question before it was answered.');
    if (row || typeof answer === 'string') await this.#waitUntilLeft(question);
  }

  async #leave(accept: () => Promise<void>): Promise<void> {
    const before = await this.#state();
    await accept();
    await this.#waitUntilLeft(before);
  }

  async #waitUntilLeft(question: string): Promise<void> {
    await eventually(async () => {
      assert.notEqual(await this.#state(), question, `The input did not accept the answer: ${await this.message()}`);
    });
  }

  /** Tells one question from the next; empty when nothing is asked. */
  #state(): Promise<string> {
    return this.#page.evaluate<string>(READ_STATE);
  }
}

/** In the page and at one stroke: the widget may close between two questions to it. */
const READ_STATE = `(() => {
  const widget = document.querySelector('.quick-input-widget');
  if (widget === null || widget.style.display === 'none') return '';
  const texts = (selector) => [...widget.querySelectorAll(selector)].map((element) => element.textContent);
  const inputs = [...widget.querySelectorAll('.quick-input-box input')];
  return JSON.stringify([
    texts('.quick-input-title'),
    inputs.map((input) => [input.placeholder, input.value]),
    texts('.quick-input-list .label-name'),
  ]);
})()`;

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
