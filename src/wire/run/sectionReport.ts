/** What came of a section, for programs: the terminal's JSON and agents' tools write it alike. */
import { formatMessage } from '../../base/error';
import { positionOf } from '../../base/position';
import type { ScriptProblem } from '../syntax/scriptProblem';
import type { ByteWindow, StepFailure } from './failure';
import type { RunResult } from './runOptions';

export type Outcome = 'passed' | 'failed' | 'cancelled' | 'skipped';

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
  /** Of each relay whose seed was drawn, by its name: what to write to run it alike again. */
  readonly seeds?: Readonly<Record<string, number>>;
  /** The file's text, for the lines that failures are about. */
  readonly text: string;
  /** Of one that was skipped: why. */
  readonly failure?: StepFailure;
  /** Why it did not run: mistakes in the file. */
  readonly problems?: readonly ScriptProblem[];
  /** Why it did not run: a sentence, and where in the text that is, where it is known. */
  readonly error?: { readonly code: string; readonly message: string; readonly start?: number };
}

export function reportOf({
  outcome,
  duration,
  failure,
  error,
  seeds,
}: RunResult): Pick<SectionReport, 'outcome' | 'duration' | 'seeds' | 'failure' | 'error'> {
  return {
    outcome,
    duration,
    ...(seeds === undefined ? {} : { seeds: Object.fromEntries(seeds) }),
    ...(failure === undefined ? {} : { failure }),
    ...(error === undefined
      ? {}
      : {
          error: {
            code: error.code,
            message: formatMessage(error.template, error.args),
            ...(error.range === undefined ? {} : { start: error.range.start }),
          },
        }),
  };
}

/** How windows of bytes are written. */
export interface WindowWriter {
  readonly expected: (window: ByteWindow) => object;
  /** Of a peer. */
  readonly received: (window: ByteWindow) => object;
}

/** Times are milliseconds, lines and columns count from 1. */
export function sectionObject(section: SectionReport, writer: WindowWriter): object {
  const { file, title, line, outcome, duration, seeds, failure, problems, error, text } = section;
  return {
    file,
    title,
    line,
    outcome,
    duration,
    ...(seeds === undefined ? {} : { seeds }),
    ...(error === undefined ? {} : { error: errorObject(error, text) }),
    ...(problems === undefined ? {} : { problems: problems.map((problem) => problemObject(problem, text)) }),
    ...(failure === undefined ? {} : { failure: failureObject(failure, text, writer) }),
  };
}

function errorObject({ code, message, start }: NonNullable<SectionReport['error']>, text: string): object {
  return { code, message, ...(start === undefined ? {} : place(text, start)) };
}

export function problemObject({ code, template, args, start }: ScriptProblem, text: string): object {
  return { code, message: formatMessage(template, args), ...place(text, start) };
}

function failureObject(failure: StepFailure, text: string, writer: WindowWriter): object {
  const { code, template, args, start, expected, received, difference, waited, causes } = failure;
  return {
    code,
    message: formatMessage(template, args),
    ...place(text, start),
    waited,
    ...(expected === undefined ? {} : { expected: writer.expected(expected) }),
    ...(received === undefined ? {} : { received: writer.received(received) }),
    ...(difference === undefined ? {} : { difference }),
    ...(causes === undefined
      ? {}
      : { causes: causes.map((cause) => ({ code: cause.code, message: formatMessage(cause.template, cause.args) })) }),
  };
}

function place(text: string, offset: number): object {
  const [line, column] = positionOf(text, offset).split(':').map(Number);
  return { line, column };
}
