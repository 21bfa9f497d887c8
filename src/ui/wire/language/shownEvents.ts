import type { RunEvent } from '../../../wire/run/runOptions';

/** Answers of rules that a run's output shows: there may be thousands in a second. */
export const MAX_ANSWERS = 1000;

/** Which events of a section's run are worth a line of its output. */
export class ShownEvents {
  #answers = 0;
  #isOver = false;

  /** `cut`: this is the first of those that are left out, which is worth a line of its own. */
  look({ kind }: Pick<RunEvent, 'kind'>): 'shown' | 'cut' | 'hidden' {
    // Rules of a section that is kept open go on answering, and nobody reads the output any more.
    if (this.#isOver) return 'hidden';
    if (kind !== 'answered' || ++this.#answers <= MAX_ANSWERS) return 'shown';
    return this.#answers === MAX_ANSWERS + 1 ? 'cut' : 'hidden';
  }

  /** The section's steps are done. */
  end(): void {
    this.#isOver = true;
  }
}
