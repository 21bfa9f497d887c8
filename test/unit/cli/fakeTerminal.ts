import { Writable } from 'node:stream';
import { main } from '../../../src/cli/main';
import { OutputQueue } from '../../../src/cli/terminal/outputQueue';
import { Terminal, type TerminalParts } from '../../../src/cli/terminal/terminal';

const terminals = new Set<FakeTerminal>();

/** Interrupts what still runs in a terminal, so that a test that failed leaves nothing behind: `afterEach(interruptAll)`. */
export function interruptAll(): void {
  for (const terminal of terminals) terminal.interrupt();
  terminals.clear();
}

/** A stream that keeps what is written, and whose reader may stop reading. */
export class KeptOutput extends Writable {
  readonly #pieces: Uint8Array[] = [];
  readonly #onWrite: () => void;
  #isStuck = false;
  #blocked: (() => void) | undefined;

  constructor(onWrite: () => void = () => undefined) {
    super();
    this.#onWrite = onWrite;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#pieces));
  }

  override _write(piece: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    const take = (): void => {
      this.#blocked = undefined;
      this.#pieces.push(Uint8Array.from(piece));
      done();
      this.#onWrite();
    };
    if (this.#isStuck) this.#blocked = take;
    else take();
  }

  /** The system takes no more, and says why: `EPIPE` when the reader has gone, `ENOSPC` when the disk is full. */
  break(code: string): void {
    this.destroy(Object.assign(new Error(`${code}: as the system says, write`), { code }));
  }

  /** The reader reads no more. */
  stick(): void {
    this.#isStuck = true;
  }

  /** The reader takes what waits, and reads on. */
  loosen(): void {
    this.#isStuck = false;
    this.#blocked?.();
  }

  /** The reader takes one piece. */
  takeOne(): void {
    this.#blocked?.();
  }
}

/** A terminal made of strings. */
export class FakeTerminal extends Terminal {
  readonly #watchers: Set<() => void>;
  readonly stdout: KeptOutput;
  readonly stderr: KeptOutput;

  constructor(
    folder = '/',
    input: string | AsyncIterable<Uint8Array> = '',
    isColoured = false,
    parts: Partial<TerminalParts> = {},
  ) {
    const watchers = new Set<() => void>();
    const tell = (): void => {
      for (const watch of watchers) watch();
    };
    const stdout = new KeptOutput(tell);
    const stderr = new KeptOutput(tell);
    const interruption = new AbortController();
    super({
      output: new OutputQueue(stdout, () => {
        interruption.abort();
      }),
      errors: new OutputQueue(stderr),
      isColoured,
      interrupted: interruption.signal,
      interrupt: () => {
        interruption.abort();
      },
      folder,
      input: () => (typeof input === 'string' ? once(Buffer.from(input)) : input),
      closeInput: () => undefined,
      isTyped: false,
      isSeen: false,
      ...parts,
    });
    this.stdout = stdout;
    this.stderr = stderr;
    this.#watchers = watchers;
    terminals.add(this);
  }

  get output(): string {
    return Buffer.from(this.bytes).toString('utf8');
  }

  get bytes(): Uint8Array {
    return this.stdout.bytes;
  }

  get complaints(): string {
    return Buffer.from(this.stderr.bytes).toString('utf8');
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

// eslint-disable-next-line @typescript-eslint/require-await -- as standard input is read
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Carries out `sockscope …`. */
export async function sockscope(
  args: readonly string[],
  terminal = new FakeTerminal(),
): Promise<{ readonly code: number; readonly output: string; readonly complaints: string }> {
  const code = await main(args, terminal, '1.2.3');
  return { code, output: terminal.output, complaints: terminal.complaints };
}
