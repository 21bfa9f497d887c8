import type { Group, GroupOrder } from './viewSettings';

/** A place in a row where a byte stands, or nothing: `undefined`. */
export type ByteSlot = number | undefined;

/**
 * The columns (offsets from the row's first byte) of a row's bytes as they stand from left to right. In little-endian groups the
 * last byte of each comes first, so that it reads as the number that it is; an incomplete last group keeps its places free on the left.
 *
 * @param length Bytes in the row.
 */
export function shownOrder(length: number, group: Group, order: GroupOrder): readonly ByteSlot[] {
  if (order === 'be' || group === 1) return Array.from({ length }, (_, column) => column);
  const slots = Math.ceil(length / group) * group;
  return Array.from({ length: slots }, (_, slot) => {
    const inGroup = slot % group;
    const column = slot - inGroup + (group - 1 - inGroup);
    return column < length ? column : undefined;
  });
}

/** Whether there is a gap before a place: before each group, and before each eight bytes. */
export function isLead(slot: number, group: Group): boolean {
  return slot > 0 && (slot % 8 === 0 || (group > 1 && slot % group === 0));
}

/** How many gaps a row of `bytesPerRow` bytes has. */
export function leadCount(bytesPerRow: number, group: Group): number {
  return Array.from({ length: bytesPerRow }, (_, slot) => isLead(slot, group)).filter(Boolean).length;
}
