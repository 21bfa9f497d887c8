import type { TestRun } from '../../capture/testRun';
import { ClickedRow } from '../clicked';
import type { CaptureEntry } from './captureLibrary';

/** A capture's row in the view *Captures*; what its commands get as their argument. */
export class CaptureNode extends ClickedRow {
  /** As it was listed last: VS Code keeps the row. */
  entry: CaptureEntry;

  constructor(entry: CaptureEntry) {
    super();
    this.entry = entry;
  }

  get entries(): readonly CaptureEntry[] {
    return [this.entry];
  }

  /** Of no other row. */
  get key(): string {
    return this.entry.path;
  }
}

/** The row of a test run, with those of its captures below it that the filter lets through. */
export class RunNode extends ClickedRow {
  /** As it was listed last. */
  run: TestRun;
  entries: readonly CaptureEntry[];

  constructor(run: TestRun, entries: readonly CaptureEntry[]) {
    super();
    this.run = run;
    this.entries = entries;
  }

  get key(): string {
    return this.run.id;
  }
}

export type CapturesNode = CaptureNode | RunNode;

export function isCapturesNode(value: unknown): value is CapturesNode {
  return value instanceof CaptureNode || value instanceof RunNode;
}
