import { BYTES_PER_ROW, ROW_WIDTHS } from '../rows';
import { leadCount } from './byteOrder';
import type { Group } from './viewSettings';

/** Widths of a row's parts in `ch`, the width of a digit; the style sheet has them too. */
export const ROW_PARTS = {
  /** Of a byte that stands alone, and of one in a group. */
  byte: 2.6,
  groupedByte: 2.05,
  lead: 1,
  /** Between offset and bytes, between bytes and text, and at both ends. */
  margins: 1.5 + 1.2 + 2,
} as const;

/** The width of the bytes' column in `ch`. */
export function hexWidth(bytesPerRow: number, group: Group): number {
  const byte = group === 1 ? ROW_PARTS.byte : ROW_PARTS.groupedByte;
  return bytesPerRow * byte + leadCount(bytesPerRow, group) * ROW_PARTS.lead;
}

/** Most bytes of which a row fits into `room` (in `ch`); the fewest that a row can have when none do. */
export function fittingWidth(room: number, group: Group, offsetDigits: number): number {
  const fitting = ROW_WIDTHS.filter(
    (width) => offsetDigits + hexWidth(width, group) + width + ROW_PARTS.margins <= room,
  );
  return fitting.at(-1) ?? ROW_WIDTHS[0] ?? BYTES_PER_ROW;
}
