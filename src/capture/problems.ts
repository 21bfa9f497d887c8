import { formatMessage, type MessageArgument, type Template } from '../base/error';

/** Most kinds that are told apart; those past it are only counted. */
const MAX_KINDS = 100;

/** One kind of thing in a file that could not be read. */
export interface CaptureProblem {
  /** A sentence with placeholders, for translation: see `formatMessage`. */
  readonly template: Template;
  readonly args: readonly MessageArgument[];
  /** Where in the file the first one is. */
  readonly position: number;
  /** How many there are. */
  readonly count: number;
}

/** What could not be read of a capture, by kind: a kind is a template with its arguments. */
export class Problems {
  readonly #kinds = new Map<string, { -readonly [Key in keyof CaptureProblem]: CaptureProblem[Key] }>();
  #count = 0;

  /** All of every kind. */
  get count(): number {
    return this.#count;
  }

  /** One of each kind, in the order of their first appearance. */
  get list(): readonly CaptureProblem[] {
    return Array.from(this.#kinds.values());
  }

  /** @param args Few different ones: each combination is a kind of its own. */
  add(position: number, template: Template, ...args: readonly MessageArgument[]): void {
    this.#count++;
    const key = formatMessage(template, args);
    const known = this.#kinds.get(key);
    if (known !== undefined) known.count++;
    else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(key, { template, args, position, count: 1 });
  }
}

/** The sentence in English. */
export function captureProblemSentence(problem: CaptureProblem): string {
  return formatMessage(problem.template, problem.args);
}
