/** Hex dumps to bytes: those of `xxd`, `hexdump -C`, `od`, Wireshark, and our own. */
import { ByteBuilder } from '../byteBuilder';
import { foreignLayout } from './dumpLayouts';
import { dumpLines, type DumpLine } from './dumpLine';
import { groupsOf, rowEnds, type Groups } from './dumpRow';
import {
  caught,
  MAX_WRITTEN_BYTES,
  mistake,
  shorten,
  tooLong,
  type WrittenMistake,
  type WrittenProblem,
} from './problem';
import { isSame } from './sameBytes';

export interface Dump {
  readonly bytes: Uint8Array;
  /** More than its look says that it is a dump, such as offsets that count its bytes. */
  readonly isCertain: boolean;
  /** In which its offsets are written. */
  readonly radix: 8 | 10 | 16;
}

export type DumpResult =
  /**
   * At least one; several where “*” repeats a line up to an offset that can be octal, decimal or hex, and where digits can be
   * bytes or the text of those in front.
   */
  | { readonly dumps: readonly Dump[]; readonly problem?: undefined }
  | { readonly dumps?: undefined; readonly problem: WrittenProblem };

/** The systems in which offsets are counted, the likeliest first: `od` writes seven octal digits unless told otherwise. */
const RADICES = [16, 10, 8] as const;
const RADICES_OF_OD = [8, 10, 16] as const;
const OFFSET_DIGITS_OF_OD = 7;

/** Undefined when the text does not look like a dump at all. */
export function readDump(text: string): DumpResult | undefined {
  const lines = dumpLines(text);
  const [first] = lines ?? [];
  if (!lines || !first || first.rest === '') return undefined;
  const isMeant = looksLikeDump(lines);
  const foreign = isMeant ? foreignLayout(lines) : undefined;
  if (foreign) return { problem: foreign };
  let problem: WrittenProblem | undefined;
  const dumps: Dump[] = [];
  for (const radix of first.offset.length === OFFSET_DIGITS_OF_OD ? RADICES_OF_OD : RADICES) {
    if (!lines.every(({ offset }) => isNumber(offset, radix))) continue;
    for (const hasText of [true, false]) {
      const reader = new DumpReader(lines, radix, hasText);
      const result = reader.read();
      if (!result) continue;
      if ('problem' in result) problem ??= result.problem;
      else if (!dumps.some(({ bytes }) => isSame(bytes, result.bytes))) dumps.push(result);
      if (reader.isClear) break;
    }
  }
  // A word of the letters a to f is no offset only because hex digits follow it.
  const isWord = first.offset.length % 2 !== 0 && !first.offset.startsWith('0');
  if (isWord && !dumps.some(({ isCertain }) => isCertain)) return undefined;
  if (dumps.length > 0) return { dumps };
  // Lines of hex digits that begin with long groups have no offsets unless these rise.
  return problem && isMeant ? { problem } : undefined;
}

function isNumber(digits: string, radix: 8 | 10 | 16): boolean {
  return { 16: /^[0-9a-f]+$/i, 10: /^[0-9]+$/, 8: /^[0-7]+$/ }[radix].test(digits);
}

/** Of lines that are not a dump, whether they want to be one: marks that only dumps have, or offsets that rise. */
function looksLikeDump(lines: readonly DumpLine[]): boolean {
  const offsets = lines.map(({ offset }) => parseInt(offset, 16));
  const rises = offsets.every((offset, index) => index === 0 || offset > offsets[index - 1]!);
  const isEven = lines.every(({ offset }) => offset.length === lines[0]!.offset.length);
  return (
    lines.some(({ hasColon, gap, rest }) => hasColon || (gap > 1 && PAIR.test(rest))) ||
    (rises && isEven && lines.length > 1)
  );
}

const PAIR = /^[0-9a-f]{2}(?:\s|$)/i;

class DumpReader {
  readonly #lines: readonly DumpLine[];
  readonly #radix: Dump['radix'];
  /** What digits are that can be bytes, or the text of those in front: the text. */
  readonly #hasText: boolean;
  readonly #bytes = new ByteBuilder();
  #isCertain = false;
  /** Lines that can only be read with a text column, without one, and either way. */
  readonly #seen = { shown: 0, bare: 0, either: 0 };

  constructor(lines: readonly DumpLine[], radix: Dump['radix'], hasText: boolean) {
    this.#lines = lines;
    this.#radix = radix;
    this.#hasText = hasText;
  }

  /** Whether no line can be read both with a text column and without. */
  get isClear(): boolean {
    return this.#seen.either === 0;
  }

  /** Undefined when the other lines show that {@link DumpReader.#hasText} is not so. */
  read(): Dump | { readonly problem: WrittenProblem } | undefined {
    const { bytes, problem } = caught(() => this.#readLines());
    const { shown, bare, either } = this.#seen;
    if (either > 0 && (this.#hasText ? shown === 0 && bare > 0 : shown > 0)) return undefined;
    return problem ? { problem } : { bytes, isCertain: this.#isCertain, radix: this.#radix };
  }

  #readLines(): Uint8Array {
    const offsets = this.#lines.map(({ offset }) => parseInt(offset, this.#radix));
    const begin = offsets[0]!;
    for (const [index, line] of this.#lines.entries()) {
      const isLast = index === this.#lines.length - 1;
      const expected = begin + this.#bytes.length;
      if (offsets[index] !== expected) {
        const template =
          'Line {0}: its offset is {1}, but {2, plural, one {# byte stands} other {# bytes stand}} before it.';
        const { number, offset, start, end } = line;
        throw mistake('DUMP_OFFSET', template, [number, offset, this.#bytes.length], start, end);
      }
      // `od` and `hexdump` end with the offset behind the last byte.
      if (line.rest === '' && isLast) {
        this.#isCertain = true;
        break;
      }
      const available = isLast ? undefined : offsets[index + 1]! - expected;
      const row = this.#row(line, line.isRepeated ? undefined : available);
      this.#append(row, line);
      if (line.isRepeated) this.#repeat(line, row, available);
      if (index > 0) this.#isCertain = true;
      if (line.hasColon) this.#isCertain = true;
    }
    return this.#bytes.take();
  }

  #append(row: Uint8Array, line: DumpLine): void {
    if (this.#bytes.length + row.length > MAX_WRITTEN_BYTES) throw tooLong(line);
    this.#bytes.append(row);
  }

  /** `*`: as many lines of the same bytes as the next offset says. */
  #repeat(line: DumpLine, row: Uint8Array, available: number | undefined): void {
    const rest = (available ?? 0) - row.length;
    if (row.length === 0 || rest <= 0 || rest % row.length !== 0) {
      const template = 'Line {0}: the next offset does not say how often “*” repeats the bytes.';
      throw mistake('DUMP_REPEAT', template, [line.number], line.start, line.end);
    }
    if (this.#bytes.length + rest > MAX_WRITTEN_BYTES) throw tooLong(line);
    for (let times = rest / row.length; times > 0; times--) this.#bytes.append(row);
  }

  /** @param count Bytes up to the next offset; undefined where only the line itself can tell. */
  #row(line: DumpLine, count: number | undefined): Uint8Array {
    const groups = groupsOf(line.rest);
    const { shown, bare } = rowEnds(line.rest, groups, count);
    const isShown = shown !== undefined && (bare === undefined || this.#hasText);
    const found = isShown ? shown : bare;
    if (found === undefined) throw this.#mismatch(line, groups, count);
    this.#seen[shown === undefined ? 'bare' : bare === undefined ? 'shown' : 'either']++;
    if (bare === undefined) this.#isCertain = true;
    // Words of two bytes stand in the order of the machine, but in `xxd`.
    const isWord = groups.width > 2 || (groups.width > 1 && !line.hasColon);
    if (isWord && !isShown) {
      const template =
        'Line {0}: groups of {1} bytes can stand in either order: write single bytes, as xxd -g 1, hexdump -C and od -t x1 do.';
      throw mistake('DUMP_WORDS', template, [line.number, groups.width], line.start, line.end);
    }
    return groups.bytes.subarray(0, found);
  }

  #mismatch(line: DumpLine, groups: Groups, count: number | undefined): WrittenMistake {
    const { number, start, end } = line;
    const bytes = groups.counts.at(-1) ?? 0;
    if (count !== undefined && (bytes > count || !groups.counts.includes(count))) {
      const template = 'Line {0} has {1, plural, one {# byte} other {# bytes}}, but the next offset says {2}.';
      return mistake('DUMP_LENGTH', template, [number, bytes, count], start, end);
    }
    const at = groups.ends.at(-1) ?? 0;
    const template = 'Line {0}: “{1}” is neither bytes nor their text.';
    return mistake('DUMP_TEXT', template, [number, shorten(line.rest.slice(at).trim() || line.rest)], start, end);
  }
}
