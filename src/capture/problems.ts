import { formatMessage, type MessageArgument } from '../bytes/error';

/** Most different places that are listed for one kind of problem. */
const MAX_LISTED = 100;

/** One thing in a file that could not be read. */
export interface Problem {
  /** Where in the file the block or the frame begins. */
  readonly position: number;
  /** A sentence with placeholders, for translation: see `formatMessage`. */
  readonly template: string;
  readonly args: readonly MessageArgument[];
}

/** What could not be read of a capture. All are counted, the first ones listed. */
export class Problems {
  readonly #list: Problem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get list(): readonly Problem[] {
    return this.#list;
  }

  add(position: number, template: string, ...args: readonly MessageArgument[]): void {
    this.#count++;
    if (this.#list.length < MAX_LISTED) this.#list.push({ position, template, args });
  }
}

/** The sentence in English. */
export function describeProblem(problem: Problem): string {
  return formatMessage(problem.template, problem.args);
}
