/** A failed step as text, for terminals and test reports. */
import { formatMessage } from '../bytes/error';
import { toHex } from '../bytes/hex';
import { glyphOfByte } from '../bytes/printable';
import { formatDuration } from './duration';
import type { ByteWindow, StepFailure } from './failure';

/** How parts of the text are set off; each gives the text back, with or without colours. */
export interface TextStyle {
  readonly wrong: (text: string) => string;
  readonly faint: (text: string) => string;
}

export const PLAIN: TextStyle = { wrong: (text) => text, faint: (text) => text };

/** Bytes in a line where expected and received stand side by side. */
const PAIR_WIDTH = 8;
/** Bytes in a line where only received ones stand. */
const SINGLE_WIDTH = 16;
/** Lines shown before and behind the one with the first difference. */
const LINES_AROUND = 2;
const MOST_LINES = 8;

/**
 * What was expected and what came, side by side in hex and text with the first difference marked, what else had arrived,
 * and how long it waited. The first line is the sentence; the step's own line is left to the caller.
 */
export function describeFailure(failure: StepFailure, style: TextStyle = PLAIN): string[] {
  const lines = [style.wrong(formatMessage(failure.template, failure.args))];
  const { expected, received } = failure;
  if (expected !== undefined && received !== undefined) lines.push(...sideBySide(failure, expected, received, style));
  else if (received !== undefined && received.total > 0) lines.push(...receivedOnly(received, style));
  lines.push(style.faint(`waited ${formatDuration(failure.waited)}`));
  return lines;
}

const address = (offset: number): string => offset.toString(16).padStart(4, '0');

function sideBySide(
  { holes, difference = 0 }: StepFailure,
  expected: ByteWindow,
  received: ByteWindow,
  { wrong, faint }: TextStyle,
): string[] {
  const column = 1 + PAIR_WIDTH * 4;
  const lines = [`      ${'expected'.padEnd(column)} │ received`];
  const at = difference - expected.start;
  const marked = Math.floor(at / PAIR_WIDTH);
  // What else came behind the expected bytes is told in a line of its own.
  const lastLine = Math.max(0, Math.ceil(Math.max(expected.bytes.length, at + 1) / PAIR_WIDTH) - 1);
  const from = Math.max(0, marked - LINES_AROUND);
  for (let line = from; line <= Math.min(lastLine, marked + LINES_AROUND); line++) {
    const start = line * PAIR_WIDTH;
    const left = cells(expected.bytes, start, PAIR_WIDTH, holes);
    const right = cells(received.bytes.subarray(0, Math.max(expected.bytes.length, at + 1)), start, PAIR_WIDTH);
    lines.push(`${faint(address(expected.start + start))}  ${left} │ ${right}`.trimEnd());
    if (line !== marked) continue;
    const indent = (at - start) * 3;
    const mark = `${' '.repeat(indent)}${wrong('^^')}`;
    lines.push(`      ${mark}${' '.repeat(column - indent - 2)} │ ${mark}`);
  }
  const hidden = expected.start + expected.bytes.length;
  const shownTo = expected.start + (Math.min(lastLine, marked + LINES_AROUND) + 1) * PAIR_WIDTH;
  if (expected.total > Math.min(hidden, shownTo)) lines.push(faint(`… ${expected.total} bytes were expected in all`));
  const beyond = received.total - expected.total;
  if (beyond > 0) {
    lines.push(...elsewhere(received, expected.total, beyond, faint));
  }
  return lines;
}

/** What had arrived behind the expected bytes. */
function elsewhere(received: ByteWindow, from: number, count: number, faint: (text: string) => string): string[] {
  const bytes = received.bytes.subarray(Math.max(0, from - received.start));
  const lines = [faint(`${count} more ${count === 1 ? 'byte' : 'bytes'} had arrived behind them:`)];
  const shown = Math.min(bytes.length, 4 * SINGLE_WIDTH);
  for (let start = 0; start < shown; start += SINGLE_WIDTH) {
    lines.push(`${faint(address(from + start))}  ${cells(bytes.subarray(0, shown), start, SINGLE_WIDTH)}`.trimEnd());
  }
  if (count > shown) lines.push(faint(`… and ${count - shown} more`));
  return lines;
}

function receivedOnly(received: ByteWindow, { faint }: TextStyle): string[] {
  const { bytes, start, total } = received;
  const lines = [faint(`received ${total} ${total === 1 ? 'byte' : 'bytes'}:`)];
  const shown = Math.min(bytes.length, MOST_LINES * SINGLE_WIDTH);
  for (let at = 0; at < shown; at += SINGLE_WIDTH) {
    lines.push(`${faint(address(start + at))}  ${cells(bytes.subarray(0, shown), at, SINGLE_WIDTH)}`.trimEnd());
  }
  if (start + shown < total) lines.push(faint(`… and ${total - start - shown} more`));
  return lines;
}

/** One line's bytes in hex and as text, of a fixed width; a byte that may be anything is `??`. */
function cells(bytes: Uint8Array, start: number, width: number, holes?: Uint8Array): string {
  const row = bytes.subarray(start, start + width);
  const isHole = (index: number): boolean => holes?.[start + index] === 1;
  const hex = Array.from(row, (byte, index) => (isHole(index) ? '??' : toHex(Uint8Array.of(byte)))).join(' ');
  const text = Array.from(row, (byte, index) => (isHole(index) ? '?' : glyphOfByte(byte))).join('');
  return `${hex.padEnd(width * 3 - 1)}  ${text.padEnd(width)}`;
}
