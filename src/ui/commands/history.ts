import type * as vscode from 'vscode';

/** Entries that one list keeps. */
const MAX_ENTRIES = 30;
/** Longer texts are not kept: nobody finds them again in one line. */
const MAX_LENGTH = 2_000;

/** What was typed before, newest first, kept with the workspace. */
export class History {
  readonly #memory: vscode.Memento;
  readonly #key: string;

  constructor(memory: vscode.Memento, name: string) {
    this.#memory = memory;
    this.#key = `history.${name}`;
  }

  get entries(): readonly string[] {
    return this.#memory.get<readonly string[]>(this.#key, []);
  }

  async add(text: string): Promise<void> {
    if (text === '' || text.length > MAX_LENGTH) return;
    const others = this.entries.filter((entry) => entry !== text);
    await this.#memory.update(this.#key, [text, ...others].slice(0, MAX_ENTRIES));
  }
}
