import type * as vscode from 'vscode';

const KEY = 'inspector.settings';
/** Longest text that is kept: what a page says is not trusted to be small. */
const MAX_LENGTH = 4096;

/** How pages showed their bytes last: what new ones begin with, in every workspace. Only the page knows what it means. */
export class InspectorSettings {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** JSON, as a page gave it. */
  get kept(): string | undefined {
    return this.#memory.get<string>(KEY);
  }

  async keep(settings: string): Promise<void> {
    if (settings.length <= MAX_LENGTH) await this.#memory.update(KEY, settings);
  }
}
