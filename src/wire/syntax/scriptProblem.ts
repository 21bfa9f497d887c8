import { ProblemList, type Fix, type Problem, type TextRange } from '../../base/problem';
import type { MessageArgument, Template } from '../../base/error';

/** A section with an `error` does not run; a `warning` says what was probably not meant. */
export type Severity = 'error' | 'warning';

export interface ScriptProblem extends Problem {
  readonly severity: Severity;
}

/** Collects problems of both severities. */
export class ScriptProblems {
  /** Problems from where there are only errors, such as payloads. */
  readonly errors = new ProblemList();
  readonly #warnings = new ProblemList();

  error(range: TextRange, code: string, template: Template, args: readonly MessageArgument[] = [], fix?: Fix): void {
    this.errors.add(range, code, template, args, fix);
  }

  warn(range: TextRange, code: string, template: Template, args: readonly MessageArgument[] = [], fix?: Fix): void {
    this.#warnings.add(range, code, template, args, fix);
  }

  /** By position. */
  toSorted(): ScriptProblem[] {
    return [
      ...this.errors.toSorted().map((problem) => ({ ...problem, severity: 'error' as const })),
      ...this.#warnings.toSorted().map((problem) => ({ ...problem, severity: 'warning' as const })),
    ].sort((a, b) => a.start - b.start || a.end - b.end);
  }
}
