/** What is wrong in a wire text, where, and how to mend it. */
import { SockscopeError, type MessageArgument, type Template } from './error';
import { showInvisible } from './printable';

/** Offsets in UTF-16 units into the text that was parsed; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Putting `text` in place of the range mends the problem. */
export interface Fix extends TextRange {
  readonly text: string;
}

/** A sentence for people that says what to do, as a template with arguments so that it can be translated. */
export interface Problem extends TextRange {
  /** Stable, upper case. */
  readonly code: string;
  readonly template: Template;
  readonly args: readonly MessageArgument[];
  readonly fix?: Fix;
}

/** Most problems that are kept for one text: who sees a hundred mends those first. */
export const MAX_PROBLEMS = 100;

/** Collects the first `MAX_PROBLEMS` problems. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  /** No further problem is kept: what takes time to describe need not be described. */
  get full(): boolean {
    return this.#problems.length >= MAX_PROBLEMS;
  }

  add(range: TextRange, code: string, template: Template, args: readonly MessageArgument[] = [], fix?: Fix): void {
    if (this.full) return;
    const { start, end } = range;
    this.#problems.push({ code, template, args, start, end, ...(fix === undefined ? {} : { fix }) });
  }

  /** How many are kept: see {@link forgetFrom}. */
  get count(): number {
    return this.#problems.length;
  }

  /** Takes back all but the first `count`. */
  forgetFrom(count: number): void {
    this.#problems.length = Math.min(count, this.#problems.length);
  }

  addAll(problems: readonly Problem[]): void {
    // Nearly always there is none.
    if (problems.length > 0) this.#problems.push(...problems.slice(0, MAX_PROBLEMS - this.#problems.length));
  }

  /** By position. */
  toSorted(): Problem[] {
    return this.#problems.toSorted((a, b) => a.start - b.start || a.end - b.end);
  }
}

/** A problem as an error; the range says what to mark. */
export class TextError extends SockscopeError {
  readonly range: TextRange;

  constructor({ code, template, args, start, end }: Problem, options?: ErrorOptions) {
    super(code, template, args, options);
    this.range = { start, end };
  }
}

/** Text from a problem's source, for its sentence: at most 40 characters, on one line, with nothing in it that hides or acts. */
export function quoteForMessage(text: string): string {
  const line = text.slice(0, 41).replace(/\s+/g, ' ');
  return showInvisible(line.length > 40 ? `${line.slice(0, 40)}…` : line);
}
