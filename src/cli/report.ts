/** What a run of wire files amounts to, for reporters. */
import type { StepFailure } from '../wire/failure';
import type { ScriptProblem } from '../wire/scriptProblem';

export type Outcome = 'passed' | 'failed' | 'cancelled';

export interface SectionReport {
  /** As it was given on the command line. */
  readonly file: string;
  /** The section's title; the file's name for steps without one. */
  readonly title: string;
  /** From 1. */
  readonly line: number;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly duration: number;
  /** The file's text, for the lines that failures are about. */
  readonly text: string;
  readonly failure?: StepFailure;
  /** Why it did not run: mistakes in the file. */
  readonly problems?: readonly ScriptProblem[];
  /** Why it did not run: a sentence. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface RunReport {
  readonly sections: readonly SectionReport[];
  readonly passed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface Reporter {
  /** `total`: how many sections there are. */
  readonly begin?: (total: number) => Promise<void>;
  /** In the order of the files, each when its turn comes. */
  readonly section: (section: SectionReport, number: number) => Promise<void>;
  readonly end: (report: RunReport) => Promise<void>;
}
