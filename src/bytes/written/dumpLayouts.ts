/** Dumps whose digits are not hex: refused, since as hex they would be other bytes. */
import type { DumpLine } from './dumpLine';
import type { WrittenProblem } from './problem';

/** Digits of `od`'s offsets: in hex, and in octal or decimal. */
const OFFSET_DIGITS_OF_OD: readonly number[] = [6, 7];
/** Least width of a column of `od -t u1`: three digits, and a blank. Those of hex are three wide. */
const LEAST_COLUMN = 4;

/** Why the digits of a dump are not hex; undefined when they can be. */
export function foreignLayout(lines: readonly DumpLine[]): WrittenProblem | undefined {
  const rows = lines.filter(({ rest }) => rest !== '');
  const [first] = rows;
  if (!first) return undefined;
  const { number, start, end } = first;
  if (/^[0-9]+$/.test(first.offset) && rows.every(hasColumns) && rows.some(isWide)) {
    const template =
      'Line {0}: columns of three digits, as od -t u1 and od -b write them, are decimal or octal: write hex, as od -t x1 does.';
    return { code: 'DUMP_COLUMNS', template, args: [number], start, end };
  }
  if (rows.every(hasBits)) {
    const template =
      'Line {0}: groups of eight digits 0 and 1 are bits, as xxd -b writes them: write hex, as xxd does.';
    return { code: 'DUMP_BITS', template, args: [number], start, end };
  }
  return undefined;
}

const COLUMN = /\s*(?:-?[0-9]{1,3}|ff)(?=\s|$)/iy;
/** What stands behind the last column: the text of `od`'s `z`, or nothing. */
const BEHIND_COLUMNS = /^\s*(?:[|>].*)?$/s;

/** The columns of a line: decimal or octal numbers, or the `ff` of `od -a`; each with its blanks. None where something else stands. */
function columnsOf({ gap, rest }: DumpLine): readonly string[] {
  const line = ' '.repeat(gap) + rest;
  const columns: string[] = [];
  let at = 0;
  COLUMN.lastIndex = 0;
  for (let match = COLUMN.exec(line); match; match = COLUMN.exec(line)) {
    columns.push(match[0]);
    at = COLUMN.lastIndex;
  }
  return BEHIND_COLUMNS.test(line.slice(at)) ? columns : [];
}

function hasColumns(line: DumpLine): boolean {
  const columns = columnsOf(line);
  const width = columns[0]?.length ?? 0;
  return width >= LEAST_COLUMN && columns.every(({ length }) => length === width);
}

/** More than one column, or one that only `od` places so. */
function isWide(line: DumpLine): boolean {
  return columnsOf(line).length > 1 || OFFSET_DIGITS_OF_OD.includes(line.offset.length);
}

/** A text of one character for each group shows bits; one for each two digits would show hex. */
function hasBits({ rest }: DumpLine): boolean {
  const [, groups, text = ''] = /^([01]{8}(?: [01]{8})*)(?:\s{2,}(.*))?$/s.exec(rest) ?? [];
  return groups !== undefined && text.length <= groups.split(' ').length;
}
