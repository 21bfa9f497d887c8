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

  /** What an entry was taken for; undefined where that was not kept. */
  noteOf(text: string): string | undefined {
    return new Map(this.#memory.get<readonly (readonly [string, string])[]>(this.#notesKey, [])).get(text);
  }

  /** @param note What it was taken for, where that is not plain. */
  async add(text: string, note?: string): Promise<void> {
    if (text === '' || text.length > MAX_LENGTH) return;
    const entries = [text, ...this.entries.filter((entry) => entry !== text)].slice(0, MAX_ENTRIES);
    const notes = entries.flatMap((entry) => {
      const own = entry === text ? note : this.noteOf(entry);
      return own === undefined ? [] : [[entry, own] as const];
    });
    await this.#memory.update(this.#key, entries);
    await this.#memory.update(this.#notesKey, notes);
  }

  get #notesKey(): string {
    return `${this.#key}.notes`;
  }
}
