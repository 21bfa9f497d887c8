import type { StepFailure } from '../../../wire/failure';
import { hexLines } from './hexLines';

/** Bytes in a line: short enough to stand beside each other. */
const BYTES_PER_LINE = 8;

/** Two texts of which an editor shows the differences. */
export interface FailureDiff {
  readonly expected: string;
  readonly actual: string;
}

/** What was expected and what came, as hex dumps; undefined where no exact bytes were expected. */
export function failureDiff({ expected, holes, received }: StepFailure): FailureDiff | undefined {
  if (expected === undefined || received === undefined) return undefined;
  // A byte that may be anything is no difference, whatever came.
  const wanted = expected.bytes.map((byte, index) =>
    holes?.[index] === 1 ? (received.bytes[index + expected.start - received.start] ?? byte) : byte,
  );
  return {
    expected: hexLines(wanted, expected.start, BYTES_PER_LINE).join('\n'),
    actual: hexLines(received.bytes, received.start, BYTES_PER_LINE).join('\n'),
  };
}
