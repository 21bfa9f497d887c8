import { toHex } from '../../../bytes/hex';
import { glyphOfByte } from '../../../bytes/printable';

/**
 * Bytes as lines of hex and text, for places without a hex view of their own.
 *
 * @param offset That of the first byte, which its line shows.
 * @param width Bytes in a line.
 */
export function hexLines(bytes: Uint8Array, offset: number, width: number): string[] {
  const lines: string[] = [];
  // A single line need not be aligned with others.
  const hexWidth = Math.min(width, bytes.length) * 3 - 1;
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const hex = toHex(row, ' ').padEnd(hexWidth);
    lines.push(`${(offset + at).toString(16).padStart(4, '0')}  ${hex}  ${Array.from(row, glyphOfByte).join('')}`);
  }
  return lines;
}
