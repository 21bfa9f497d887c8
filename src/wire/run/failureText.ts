/** A failed step as text, for terminals and test reports. */
import { formatMessage } from '../../base/error';
import { formatOffset, hexDumpLines, hexDumpRow } from '../../bytes/hexDump';
import { faint, wrong, type StyledLine } from '../../bytes/styledText';
import { roughDuration } from '../../base/duration';
import type { ByteWindow, StepFailure } from './failure';

/** Bytes in a line where expected and received stand side by side. */
const PAIR_WIDTH = 8;
/** Bytes in a line where only received ones stand. */
const SINGLE_WIDTH = 16;
/** Lines shown before and behind the one with the first difference. */
const LINES_AROUND = 2;
const MOST_LINES = 8;
const MOST_LINES_BEHIND = 4;

/**
 * What was expected and what came, side by side in hex and text with the first difference marked, what else had arrived,
 * and how long it waited. The first line is the sentence; the step's own line is left to the caller.
 */
export function describeFailure(failure: StepFailure): StyledLine[] {
  const lines: StyledLine[] = [[wrong(formatMessage(failure.template, failure.args))]];
  const { expected, received } = failure;
  if (expected !== undefined && received !== undefined) lines.push(...sideBySide(failure, expected, received));
  else if (received !== undefined && received.total > 0) lines.push(...receivedOnly(received));
  for (const { template, args } of failure.causes ?? []) lines.push([formatMessage(template, args)]);
  lines.push([faint(`waited ${roughDuration(failure.waited)}`)]);
  return lines;
}

const OFFSET_DIGITS = 4;

function sideBySide({ holes, difference = 0 }: StepFailure, expected: ByteWindow, received: ByteWindow): StyledLine[] {
  const column = 1 + PAIR_WIDTH * 4;
  const lines: StyledLine[] = [[`      ${'expected'.padEnd(column)} │ received`]];
  const at = difference - expected.start;
  const marked = Math.floor(at / PAIR_WIDTH);
  // What else came behind the expected bytes is told in a line of its own.
  const lastLine = Math.max(0, Math.ceil(Math.max(expected.bytes.length, at + 1) / PAIR_WIDTH) - 1);
  const from = Math.max(0, marked - LINES_AROUND);
  for (let line = from; line <= Math.min(lastLine, marked + LINES_AROUND); line++) {
    const start = line * PAIR_WIDTH;
    const left = cells(expected.bytes, start, holes);
    const right = cells(received.bytes.subarray(0, Math.max(expected.bytes.length, at + 1)), start);
    lines.push([faint(formatOffset(expected.start + start, OFFSET_DIGITS)), `  ${left} │ ${right}`.trimEnd()]);
    if (line !== marked) continue;
    const indent = (at - start) * 3;
    const before = ' '.repeat(indent);
    const mark = wrong('^^');
    lines.push([`      ${before}`, mark, `${' '.repeat(column - indent - 2)} │ ${before}`, mark]);
  }
  const hidden = expected.start + expected.bytes.length;
  const shownTo = expected.start + (Math.min(lastLine, marked + LINES_AROUND) + 1) * PAIR_WIDTH;
  if (expected.total > Math.min(hidden, shownTo)) {
    lines.push([faint(`… ${expected.total} bytes were expected in all`)]);
  }
  const beyond = received.total - expected.total;
  if (beyond > 0) lines.push(...elsewhere(received, expected.total, beyond));
  return lines;
}

/** What had arrived behind the expected bytes. */
function elsewhere(received: ByteWindow, from: number, count: number): StyledLine[] {
  const bytes = received.bytes.subarray(Math.max(0, from - received.start));
  const lines: StyledLine[] = [[faint(`${count} more ${count === 1 ? 'byte' : 'bytes'} had arrived behind them:`)]];
  const shown = Math.min(bytes.length, MOST_LINES_BEHIND * SINGLE_WIDTH);
  lines.push(...dump(bytes.subarray(0, shown), from));
  if (count > shown) lines.push([faint(`… and ${count - shown} more`)]);
  return lines;
}

function receivedOnly(received: ByteWindow): StyledLine[] {
  const { bytes, start, total } = received;
  const lines: StyledLine[] = [[faint(`received ${total} ${total === 1 ? 'byte' : 'bytes'}:`)]];
  const shown = Math.min(bytes.length, MOST_LINES * SINGLE_WIDTH);
  lines.push(...dump(bytes.subarray(0, shown), start));
  if (start + shown < total) lines.push([faint(`… and ${total - start - shown} more`)]);
  return lines;
}

function dump(bytes: Uint8Array, offset: number): StyledLine[] {
  return hexDumpLines(bytes, { offset, width: SINGLE_WIDTH, digits: OFFSET_DIGITS });
}

/** One line's bytes in hex and as text, of the width that all of a column have. */
function cells(bytes: Uint8Array, start: number, holes?: Uint8Array): string {
  const { hex, text } = hexDumpRow(bytes, start, { width: PAIR_WIDTH, holes });
  return `${hex}  ${text.padEnd(PAIR_WIDTH)}`;
}
