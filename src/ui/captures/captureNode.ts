import type { TestRun } from '../../capture/testRun';
import { ClickedRow } from '../clicked';
import type { CaptureEntry } from './captureLibrary';

/** A capture's row in the view *Captures*; what its commands get as their argument. */
export class CaptureNode extends ClickedRow {
  constructor(readonly entry: CaptureEntry) {
    super();
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
  constructor(
    readonly run: TestRun,
    readonly entries: readonly CaptureEntry[],
  ) {
    super();
  }

  get key(): string {
    return this.run.id;
  }
}

export type CapturesNode = CaptureNode | RunNode;

export function isCapturesNode(value: unknown): value is CapturesNode {
  return value instanceof CaptureNode || value instanceof RunNode;
}
