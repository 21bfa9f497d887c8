import type * as vscode from 'vscode';

const KEY = 'inspector.settings';
/** Longest text that is kept: what a page says is not trusted to be small. */
const MAX_LENGTH = 4096;

/** How pages showed their bytes last: what new ones begin with, in every workspace. Only the page knows what it means. */
export class InspectorSettings {
  readonly #memory: vscode.Memento;
  readonly #log: Pick<vscode.LogOutputChannel, 'warn'>;
  readonly #defaults: () => Readonly<Record<string, unknown>>;

  /** @param defaults What the user wants all to begin with, by the page's names. */
  constructor(
    memory: vscode.Memento,
    log: Pick<vscode.LogOutputChannel, 'warn'>,
    defaults: () => Readonly<Record<string, unknown>> = () => ({}),
  ) {
    this.#memory = memory;
    this.#log = log;
    this.#defaults = defaults;
  }

  /** What a new page begins with; undefined for its own defaults. */
  get initial(): object | undefined {
    const [kept, defaults] = [this.kept, this.#defaults()];
    return Object.keys(defaults).length === 0 ? kept : { ...kept, ...defaults };
  }

  /** An object, as a page gave it; undefined, for the page's own defaults, when what was kept is none. */
  get kept(): object | undefined {
    const kept = this.#memory.get<unknown>(KEY);
    if (kept === undefined) return undefined;
    const settings = typeof kept === 'string' ? readSettings(kept) : undefined;
    if (settings) return settings;
    this.#log.warn('The settings that new inspectors begin with cannot be read: they begin with the defaults.');
    return undefined;
  }

  /** What is no JSON is not kept. */
  async keep(settings: string): Promise<void> {
    if (readSettings(settings)) await this.#memory.update(KEY, settings);
    else this.#log.warn('The inspector gave settings that cannot be read: those kept before stay.');
  }
}

function readSettings(text: string): object | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
