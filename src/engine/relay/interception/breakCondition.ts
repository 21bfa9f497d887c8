import type { RegexProgram } from '../../../bytes/regex/program';
import type { RelaySide } from '../impairment/draw';

/** What a relay holds of what passes. */
export interface BreakCondition {
  /** What comes from this side alone; from both unless given. */
  readonly from?: RelaySide;
  /** Only what matches; everything unless given. */
  readonly pattern?: BreakPattern;
}

export interface BreakPattern {
  /** As it was written. */
  readonly text: string;
  readonly program: RegexProgram;
}

export function appliesTo(condition: BreakCondition | undefined, from: RelaySide): condition is BreakCondition {
  return condition !== undefined && (condition.from ?? from) === from;
}
