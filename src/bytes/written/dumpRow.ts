/** One line of a hex dump: groups of hex digits, and the text that shows their bytes. */

/** Most bytes that a line can have: `xxd` writes at most so many. */
const MAX_LINE_BYTES = 256;
/** A gap of so many blanks ends a line's hex. */
const COLUMN_GAP = 3;

/** What a line has behind its offset: groups of hex digits as far as they go. */
export interface Groups {
  /** Bytes up to the end of each group, and where that is. */
  readonly counts: readonly number[];
  readonly ends: readonly number[];
  /** The blanks before each group. */
  readonly gaps: readonly string[];
  readonly bytes: Uint8Array;
  /** Bytes in the longest group. */
  readonly width: number;
}

/** How many bytes a line has, each undefined where it cannot be so. */
interface RowEnds {
  /** When text stands behind them. */
  readonly shown: number | undefined;
  /** When nothing does. */
  readonly bare: number | undefined;
}

/**
 * Where the bytes of a line can end. Both are given only where the text consists of hex digits, and nothing tells it from bytes.
 *
 * @param count Bytes up to the next offset; undefined where only the line itself can tell.
 */
export function rowEnds(rest: string, groups: Groups, count: number | undefined): RowEnds {
  let shown: number | undefined;
  let bare: number | undefined;
  for (const [index, total] of groups.counts.entries()) {
    if (count !== undefined && total !== count) continue;
    const fits = textFits(rest.slice(groups.ends[index]), groups.bytes.subarray(0, total));
    if (fits === true) shown ??= index;
    else if (fits === false) bare = index;
  }
  const total = (index: number | undefined) => (index === undefined ? undefined : groups.counts[index]);
  if (shown === undefined || bare === undefined) return { shown: total(shown), bare: total(bare) };
  const isApart = !isGapOfBytes(groups, shown + 1);
  const isLonger =
    widthOf(groups, shown + 1) > Math.max(...groups.counts.slice(0, shown + 1).map((_, i) => widthOf(groups, i)));
  return {
    shown: isApart || isLonger ? total(shown) : undefined,
    bare: isApart && isLonger ? undefined : total(bare),
  };
}

/** Whether the gap before a group is one as stands between bytes: a single blank, or as wide as an earlier one. */
function isGapOfBytes({ gaps }: Groups, index: number): boolean {
  const gap = gaps[index]!;
  return gap.length <= 1 || gaps.slice(1, index).includes(gap);
}

function widthOf({ counts }: Groups, index: number): number {
  return counts[index]! - (counts[index - 1] ?? 0);
}

export function groupsOf(rest: string): Groups {
  const group = /(\s*)([0-9a-f]+)(?=\s|$|[|>])/iy;
  const counts: number[] = [];
  const ends: number[] = [];
  const gaps: string[] = [];
  const bytes: number[] = [];
  let width = 0;
  while (bytes.length < MAX_LINE_BYTES) {
    const match = group.exec(rest);
    if (!match) break;
    const [, gap, digits] = match;
    if (digits!.length % 2 !== 0 || (counts.length > 0 && gap!.length >= COLUMN_GAP)) break;
    for (let at = 0; at < digits!.length; at += 2) bytes.push(parseInt(digits!.slice(at, at + 2), 16));
    counts.push(bytes.length);
    ends.push(group.lastIndex);
    gaps.push(gap!);
    width = Math.max(width, digits!.length / 2);
  }
  return { counts, ends, gaps, bytes: Uint8Array.from(bytes), width };
}

/** Whether what stands behind bytes is their text: undefined when it is something else, false when it is nothing. */
function textFits(behind: string, bytes: Uint8Array): boolean | undefined {
  const column = behind.trim();
  if (column === '') return false;
  const framed = /^\|(.*)\|$/s.exec(column) ?? /^>(.*)<$/s.exec(column);
  if (framed && shows(framed[1]!, bytes)) return true;
  const gap = /^\s*/.exec(behind)![0].length;
  // A text may itself begin with blanks: any number of those in front can be the gap.
  const text = behind.slice(gap);
  for (let blanks = 0; blanks <= Math.min(gap - 1, bytes.length); blanks++) {
    if (shows(' '.repeat(blanks) + text, bytes)) return true;
  }
  return undefined;
}

const SPACE = 0x20;
const DELETE = 0x7f;
/** Wireshark parts the text as it parts the bytes. */
const TEXT_GROUP = 8;

/** Whether each character is the byte's, or stands for one that does not print. Blanks at the end may be cut off. */
function shows(text: string, bytes: Uint8Array): boolean {
  const characters = Array.from(text);
  if (showsAll(characters, bytes)) return true;
  return characters[TEXT_GROUP] === ' ' && showsAll(characters.toSpliced(TEXT_GROUP, 1), bytes);
}

function showsAll(characters: readonly string[], bytes: Uint8Array): boolean {
  if (characters.length > bytes.length) return false;
  return bytes.every((byte, index) => {
    const character = characters[index] ?? ' ';
    if (byte > SPACE && byte < DELETE) return character === String.fromCharCode(byte);
    if (byte === SPACE) return !/[0-9A-Za-z]/.test(character);
    return index < characters.length && !/[0-9A-Za-z]/.test(character);
  });
}
