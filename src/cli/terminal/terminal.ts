import { SockscopeError } from '../../base/error';
import { showInvisible } from '../../base/printable';
import type { StyledLine, Tone } from '../../bytes/styledText';
import { explain } from '../../engine/platform/systemError';
import type { Complete } from './lineEditor';
import { linesOf, type InputLine } from './lines';
import type { OutputEnd, OutputQueue } from './outputQueue';

/** A line of output, without its end: text, or parts of which some are set off. */
export type Line = string | StyledLine;

export interface TerminalParts {
  readonly output: OutputQueue;
  readonly errors: OutputQueue;
  readonly isColoured: boolean;
  /** Fires at Ctrl+C, when the process is told to end, or when the output is closed. */
  readonly interrupted: AbortSignal;
  /** Makes {@link interrupted} fire. */
  readonly interrupt: () => void;
  /** Absolute. */
  readonly folder: string;
  /** Standard input, to be read once. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Lets go of standard input, which would keep the process until it ends. */
  readonly closeInput: () => void;
  /** Lines that are typed where they can be edited; absent: they cannot. */
  readonly editLines?: (complete: Complete) => AsyncIterable<string>;
  /** Whether somebody types what is read, and reads what is written. */
  readonly isTyped: boolean;
  readonly isSeen: boolean;
  /** Characters of a line of the output; absent where that is no terminal. */
  readonly columns?: number | undefined;
  /** What errors call the output; `standard output` unless given. */
  readonly outputName?: string;
}

/** How tones look on a terminal: Select Graphic Rendition (ECMA-48, 8.3.117), on and off. */
const GRAPHIC_RENDITION: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  good: [32, 39],
  wrong: [31, 39],
  strong: [1, 22],
  faint: [2, 22],
};

/** Most bytes that {@link Terminal.readInput} takes: 8 MiB. */
export const MAX_INPUT = 8 * 1024 * 1024;

/**
 * What a command sees of the terminal, or the pipes, that it runs in. All text goes through here line by line, and here
 * it is made safe: escape sequences, line breaks and direction marks in names, titles and received text are shown, and
 * never act. Only the tones of a line become escape sequences.
 */
export class Terminal {
  readonly #parts: TerminalParts;
  readonly #atInterruption = new Set<() => void>();
  #isFailureTold = false;
  #isInputClosed = false;
  /** Ends the wait for what standard input gives next. */
  #endInput: (() => void) | undefined;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    if (this.isInterrupted) this.#interrupt();
    else parts.interrupted.addEventListener('abort', this.#interrupt);
  }

  get interrupted(): AbortSignal {
    return this.#parts.interrupted;
  }

  get isInterrupted(): boolean {
    return this.#parts.interrupted.aborted;
  }

  /** As Ctrl+C does: nobody is left to work for. */
  interrupt(): void {
    this.#parts.interrupt();
  }

  /** Why standard output takes no more, if it does not: its reader has gone, or the system failed to write. */
  get outputEnd(): OutputEnd | undefined {
    return this.#parts.output.end;
  }

  /** Absolute. */
  get folder(): string {
    return this.#parts.folder;
  }

  /** The same with another output, which nobody sees. */
  redirected(output: OutputQueue, outputName: string): Terminal {
    return new Terminal({ ...this.#parts, output, outputName, isSeen: false, isColoured: false, columns: undefined });
  }

  /** Whether standard input is a terminal. */
  get isTyped(): boolean {
    return this.#parts.isTyped;
  }

  /** Whether standard output is a terminal. */
  get isSeen(): boolean {
    return this.#parts.isSeen;
  }

  /** Characters of a line where somebody sees it; undefined where nothing is to be wrapped. */
  get columns(): number | undefined {
    return this.#parts.columns;
  }

  /** Whether standard output keeps up: while it does not, whoever can wait should. */
  get hasRoom(): boolean {
    return this.#parts.output.hasRoom;
  }

  /** Bytes that wait for the reader of standard output. */
  get waiting(): number {
    return this.#parts.output.waiting;
  }

  /** Lines to standard output. Settles when there is room for more. */
  print(...lines: readonly Line[]): Promise<void> {
    return put(this.#parts.output, this.#render(lines));
  }

  /** Lines to standard error. Settles when there is room for more. */
  complain(...lines: readonly Line[]): Promise<void> {
    return put(this.#parts.errors, this.#render(lines));
  }

  /** Bytes to standard output as they are: only for data that was asked for as such. Settles when there is room for more. */
  write(bytes: Uint8Array): Promise<void> {
    return put(this.#parts.output, bytes);
  }

  /** The same as {@link print} or {@link write}, but made when its turn comes; `cost` is what it holds until then, in bytes. */
  queue(cost: number, make: () => readonly Line[] | Uint8Array): void {
    this.#parts.output.put(cost, () => {
      const made = make();
      return made instanceof Uint8Array ? made : this.#render(made);
    });
  }

  /** Settles when standard output has room, or nobody waits for it any more. */
  room(): Promise<void> {
    return this.#parts.output.room();
  }

  /**
   * Settles when everything was handed to the system; after an interruption, as much as it takes at once. What failed on
   * standard output is told on standard error.
   *
   * @returns Whether nothing failed; it is no failure that a reader has gone.
   */
  async finish(): Promise<boolean> {
    const { output, errors } = this.#parts;
    await output.finish();
    if (output.failure && !this.#isFailureTold) {
      this.#isFailureTold = true;
      const { message } = explain(output.failure, 'write-file', this.#parts.outputName ?? 'standard output');
      void this.complain(`sockscope: ${message}`);
    }
    await errors.finish();
    return (output.failure ?? errors.failure) === undefined;
  }

  /** Settles at the interruption. The process stays as long as something is open. */
  async interruption(): Promise<void> {
    await this.unlessInterrupted(new Promise(() => undefined));
  }

  /** What `promise` settles with, or undefined when the interruption comes first; nobody waits for it any more then. */
  unlessInterrupted<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        resolve(undefined);
      };
      const settle = (): void => {
        this.#atInterruption.delete(stop);
      };
      promise.then(resolve, reject);
      promise.then(settle, settle);
      if (this.isInterrupted) stop();
      else this.#atInterruption.add(stop);
    });
  }

  /**
   * All of standard input.
   *
   * @throws UsageError above {@link MAX_INPUT}; SockscopeError `INTERRUPTED`
   */
  async readInput(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.#input()) {
      length += piece.length;
      if (length > MAX_INPUT)
        throw new UsageError(`Standard input has more than ${MAX_INPUT} bytes, the most that is read.`);
      pieces.push(piece);
    }
    if (this.isInterrupted) throw new SockscopeError('INTERRUPTED', 'Interrupted while standard input was read.');
    return Buffer.concat(pieces);
  }

  /** The lines of standard input, until the interruption. @throws SockscopeError when it cannot be read */
  lines(): AsyncGenerator<InputLine> {
    return linesOf(this.#input());
  }

  /**
   * The same, but with history and completion where somebody types and sees.
   *
   * @throws SockscopeError when it cannot be read
   */
  async *typedLines(complete: Complete): AsyncGenerator<InputLine> {
    const { editLines } = this.#parts;
    if (editLines === undefined) {
      yield* this.lines();
      return;
    }
    for await (const text of this.#untilClosed(editLines(complete))) yield { kind: 'line', text, isEnded: true };
  }

  /** Standard input as it comes, until the interruption. @throws SockscopeError when it cannot be read */
  inputBytes(): AsyncGenerator<Uint8Array> {
    return this.#input();
  }

  /** Whether standard input was not read to its end: an interruption came first, or nobody wanted more of it. */
  get isInputCut(): boolean {
    return this.isInterrupted || this.#isInputClosed;
  }

  /** Nobody wants more of standard input. */
  closeInput(): void {
    this.#isInputClosed = true;
    this.#endInput?.();
    this.#parts.closeInput();
  }

  /** Standard input, which may go on for ever, until the interruption. */
  #input(): AsyncGenerator<Uint8Array> {
    return this.#untilClosed(this.#parts.input());
  }

  async *#untilClosed<Value>(input: AsyncIterable<Value>): AsyncGenerator<Value> {
    const iterator = input[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#unlessClosed(this.unlessInterrupted(iterator.next()));
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      throw explain(error, 'read-file', 'standard input');
    }
  }

  #unlessClosed<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#endInput = () => {
        resolve(undefined);
      };
      if (this.#isInputClosed) this.#endInput();
      promise.then(resolve, reject);
    });
  }

  readonly #interrupt = (): void => {
    this.#parts.output.hurry();
    this.#parts.errors.hurry();
    for (const stop of this.#atInterruption) stop();
    this.#atInterruption.clear();
  };

  #render(lines: readonly Line[]): Uint8Array {
    return Buffer.from(lines.map((line) => `${this.#renderLine(line)}\n`).join(''));
  }

  #renderLine(line: Line): string {
    if (typeof line === 'string') return showInvisible(line);
    return line
      .map((part) => {
        if (typeof part === 'string') return showInvisible(part);
        const text = showInvisible(part.text);
        const [on, off] = GRAPHIC_RENDITION[part.tone];
        return this.#parts.isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
      })
      .join('');
  }
}

function put(queue: OutputQueue, bytes: Uint8Array): Promise<void> {
  queue.put(bytes.length, () => bytes);
  return queue.room();
}

/** Wrong usage of the program, as a sentence for people. */
export class UsageError extends Error {}
