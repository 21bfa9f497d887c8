import type { StartRecording } from '../engine/recording';

export type RunOutcome = 'passed' | 'failed' | 'cancelled';

/** A run of tests, whose captures are kept together and apart from all others. */
export interface TestRun {
  /** The name of its folder, unique among the runs of a folder of captures. */
  readonly id: string;
  /** For people: what was run. */
  readonly label: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Absent while it runs, and when it never ended. */
  readonly outcome?: RunOutcome;
}

/** A run that is being recorded. */
export interface RunRecording {
  readonly run: TestRun;
  /** Begins the records of the run's sockets. They may go on after its end. */
  readonly record: StartRecording;
  /** Says how the run ended. Settles when that is on disk; a failure concerns only what is said of the run, not its captures. */
  end(outcome: RunOutcome): Promise<void>;
}

/** Longest label, in UTF-16 units. */
const MAX_LABEL = 200;

/** Reads a run's description back, checking everything; undefined when it is none. */
export function parseTestRun(id: string, text: string): TestRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { label, startedAt, outcome } = value as Readonly<Record<string, unknown>>;
  if (typeof label !== 'string' || typeof startedAt !== 'number' || !Number.isFinite(startedAt)) return undefined;
  const known = OUTCOMES.find((one) => one === outcome);
  return { id, label: cutLabel(label), startedAt, ...(known === undefined ? {} : { outcome: known }) };
}

export function cutLabel(label: string): string {
  return label.length <= MAX_LABEL ? label : `${label.slice(0, MAX_LABEL - 1)}…`;
}

const OUTCOMES: readonly RunOutcome[] = ['passed', 'failed', 'cancelled'];
