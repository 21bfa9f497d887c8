import { toHex } from './hex';
import { glyphOfByte } from './printable';

const WIDTH = 16;

/**
 * Lines of 16 bytes: the offset of the first, all in hex with a gap in the middle, all as text between bars.
 *
 * @param offset That of the first byte.
 */
export function hexDump(bytes: Uint8Array, offset = 0): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = bytes.subarray(at, at + WIDTH);
    const hex = `${toHex(row.subarray(0, 8), ' ').padEnd(23)}  ${toHex(row.subarray(8), ' ').padEnd(23)}`;
    const text = Array.from(row, glyphOfByte).join('');
    lines.push(`${(offset + at).toString(16).padStart(8, '0')}  ${hex}  |${text}|\n`);
  }
  return lines.join('');
}
