/** Longest line, in UTF-16 units: so many bytes with blanks, and their text. */
const MAX_LINE_LENGTH = 2048;
const LEAST_OFFSET_DIGITS = 4;
const LINE = new RegExp(`^\\s*(?:0x)?([0-9a-f]{${LEAST_OFFSET_DIGITS},16})(:?)(\\s+|$)(.*)$`, 'is');

/** A line of a dump that begins with an offset. */
export interface DumpLine {
  /** As it stands. */
  readonly offset: string;
  readonly hasColon: boolean;
  /** Blanks between the offset and the bytes. */
  readonly gap: number;
  /** Behind the offset. */
  readonly rest: string;
  /** `*` follows: the same bytes again, up to the next offset. */
  isRepeated: boolean;
  /** Where the line begins in the text. */
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** The lines of a dump; undefined when one of them cannot be such a line. */
export function dumpLines(text: string): DumpLine[] | undefined {
  const lines: DumpLine[] = [];
  let start = 0;
  let number = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    number++;
    const shown = line.trimEnd();
    if (shown.trim() === '*') {
      const last = lines.at(-1);
      if (!last) return undefined;
      last.isRepeated = true;
    } else if (shown !== '') {
      const match = shown.length > MAX_LINE_LENGTH ? undefined : LINE.exec(shown);
      if (!match) return undefined;
      const [, offset, colon, gap, rest] = match;
      const hasColon = colon === ':';
      lines.push({ offset: offset!, hasColon, gap: gap!.length, rest: rest!, isRepeated: false, start, end, number });
    }
    start = end + 1;
  }
  return lines;
}
