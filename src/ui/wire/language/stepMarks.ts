/** What is shown beside the steps of a section that runs or ran. */
import type { ReceivedBytes } from '../../../wire/run/failure';

export type MarkState = 'waiting' | 'running' | 'done' | 'failed';

export interface StepMark {
  /** Counted from 0. */
  readonly line: number;
  readonly state: MarkState;
  /** Milliseconds that the step took. */
  readonly duration?: number;
  /** What an expectation took, or what had come when it failed. */
  readonly received?: ReceivedBytes;
  /** Why it failed, translated. */
  readonly reason?: string;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A change of a text: what stood from `start` to `end` was replaced. */
export interface TextChange {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/** Where a line is after a change, counted from 0; undefined when its own text was changed. */
export function shiftLine(line: number, { start, end, text }: TextChange): number | undefined {
  if (line < start.line) return line;
  const moved = line + countBreaks(text) - (end.line - start.line);
  if (line > end.line) return moved;
  const ofWholeLines = start.character === 0 && end.character === 0 && (text === '' || text.endsWith('\n'));
  if (ofWholeLines && line === end.line) return moved;
  const isInsertion = start.line === end.line && start.character === end.character;
  // A new line was begun behind it.
  return isInsertion && start.character > 0 && /^\r?\n/.test(text) ? line : undefined;
}

function countBreaks(text: string): number {
  return text.split('\n').length - 1;
}
