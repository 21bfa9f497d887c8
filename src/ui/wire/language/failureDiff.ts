import { hexDumpRows } from '../../../bytes/hexDump';
import type { StepFailure } from '../../../wire/run/failure';

/** Bytes in a line: short enough to stand beside each other. */
const BYTES_PER_LINE = 8;

/** Two texts of which an editor shows the differences. */
export interface FailureDiff {
  readonly expected: string;
  readonly actual: string;
}

/** What was expected and what came; undefined where no exact bytes were expected. */
export function failureDiff({ expected, holes, received }: StepFailure): FailureDiff | undefined {
  if (expected === undefined || received === undefined) return undefined;
  // A byte that may be anything is no difference, whatever came.
  const wanted = expected.bytes.map((byte, index) =>
    holes?.[index] === 1 ? (received.bytes[index + expected.start - received.start] ?? byte) : byte,
  );
  return { expected: dump(wanted, expected.start), actual: dump(received.bytes, received.start) };
}

/** The text comes first: of each side, an editor shows the beginning in the line that failed. */
function dump(bytes: Uint8Array, start: number): string {
  const lines = start > 0 ? [`… ${start}`] : [];
  for (const { text, hex } of hexDumpRows(bytes, { width: BYTES_PER_LINE })) {
    lines.push(`${text.padEnd(BYTES_PER_LINE)}  ${hex}`.trimEnd());
  }
  return lines.join('\n');
}
