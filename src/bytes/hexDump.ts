/** Bytes as rows of offset, hex and text: the one way in which they are written down, for people and for programs. */
import { BYTE_TEXT } from './hex';
import { glyphOfByte } from '../base/printable';
import { faint, withoutTones, type StyledLine } from './styledText';

export interface HexDumpRow {
  /** In hex digits. */
  readonly offset: string;
  /** Two digits for each byte, a blank between bytes and two after every eighth; as wide as that of a full row. */
  readonly hex: string;
  /** A character for each byte; not padded. */
  readonly text: string;
}

export interface HexDumpOptions {
  /** That of the first byte; 0 unless given. */
  readonly offset?: number;
  /** Bytes in a row: 16 unless given. */
  readonly width?: number;
  /** Least digits of an offset: 8 unless given. */
  readonly digits?: number;
  /** 1 for each byte that may be anything: it is `??`, and `?` in the text. As long as the bytes. */
  readonly holes?: Uint8Array | undefined;
}

const WIDTH = 16;
const DIGITS = 8;
/** Bytes between two gaps. */
const GROUP = 8;

/** An offset as lower-case hex digits, at least so many. */
export function formatOffset(offset: number, digits = DIGITS): string {
  return offset.toString(16).padStart(digits, '0');
}

/** The row that begins with the byte `at`; without text or hex where there are no bytes any more. */
export function hexDumpRow(
  bytes: Uint8Array,
  at: number,
  { offset = 0, width = WIDTH, digits = DIGITS, holes }: HexDumpOptions = {},
): HexDumpRow {
  const isHole = (index: number): boolean => holes?.[at + index] === 1;
  let hex = '';
  let text = '';
  for (const [index, byte] of bytes.subarray(at, at + width).entries()) {
    if (index > 0) hex += index % GROUP === 0 ? '  ' : ' ';
    hex += isHole(index) ? '??' : BYTE_TEXT[byte]!;
    text += isHole(index) ? '?' : glyphOfByte(byte);
  }
  return { offset: formatOffset(offset + at, digits), hex: hex.padEnd(hexWidth(width)), text };
}

/** Characters that so many bytes take. */
function hexWidth(bytes: number): number {
  return bytes === 0 ? 0 : 3 * bytes - 1 + Math.ceil(bytes / GROUP) - 1;
}

/** All rows, from the first byte on. */
export function hexDumpRows(bytes: Uint8Array, options: HexDumpOptions = {}): HexDumpRow[] {
  const { width = WIDTH } = options;
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => hexDumpRow(bytes, row * width, options));
}

/** Lines as those of `hexdump -C`: the offset of the first byte, all in hex, all as text between bars. */
export function hexDumpLines(bytes: Uint8Array, options: HexDumpOptions = {}): StyledLine[] {
  return hexDumpRows(bytes, options).map(({ offset, hex, text }) => [faint(offset), `  ${hex}  |${text}|`]);
}

/** {@link hexDumpLines} as one text in which each line is ended. */
export function hexDump(bytes: Uint8Array, options: HexDumpOptions = {}): string {
  return hexDumpLines(bytes, options)
    .map((line) => `${withoutTones(line)}\n`)
    .join('');
}
