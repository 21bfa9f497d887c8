import { PLAIN_STYLE, type Terminal } from '../../../src/cli/terminal';
import { main } from '../../../src/cli/main';

const terminals = new Set<FakeTerminal>();

/** Interrupts what still runs in a terminal, so that a test that failed leaves nothing behind: `afterEach(interruptAll)`. */
export function interruptAll(): void {
  for (const terminal of terminals) terminal.interrupt();
  terminals.clear();
}

/** A terminal made of strings. */
export class FakeTerminal implements Terminal {
  readonly #interruption = new AbortController();
  readonly #printed: Uint8Array[] = [];
  readonly #watchers = new Set<() => void>();
  readonly style = PLAIN_STYLE;
  readonly interrupted = this.#interruption.signal;
  readonly folder: string;
  readonly #input: string;
  complaints = '';

  constructor(folder = '/', input = '') {
    this.folder = folder;
    this.#input = input;
    terminals.add(this);
  }

  get output(): string {
    return Buffer.concat(this.#printed).toString('utf8');
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#printed));
  }

  readonly print = (data: string | Uint8Array): Promise<void> => {
    this.#printed.push(typeof data === 'string' ? Buffer.from(data) : data);
    for (const watch of this.#watchers) watch();
    return Promise.resolve();
  };

  readonly complain = (line: string): void => {
    this.complaints += `${line}\n`;
    for (const watch of this.#watchers) watch();
  };

  readonly readInput = (): Promise<string> => Promise.resolve(this.#input);

  /** As Ctrl+C does. */
  interrupt(): void {
    this.#interruption.abort();
  }

  /** The match as soon as what was printed, or complained, matches. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const watch = (): void => {
        const match = pattern.exec(this.output) ?? pattern.exec(this.complaints);
        if (match === null) return;
        this.#watchers.delete(watch);
        resolve(match);
      };
      this.#watchers.add(watch);
      watch();
    });
  }
}

/** Carries out `sockscope …`. */
export async function sockscope(
  args: readonly string[],
  terminal = new FakeTerminal(),
): Promise<{ readonly code: number; readonly output: string; readonly complaints: string }> {
  const code = await main(args, terminal, '1.2.3');
  return { code, output: terminal.output, complaints: terminal.complaints };
}
