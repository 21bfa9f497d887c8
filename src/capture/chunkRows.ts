/** Bytes in one row of a hex view, unless the user wants another width. */
export const ROW_BYTES = 16;

/**
 * Rows of a chunk in a view of both directions: one for its heading, and one for each `bytesPerRow` bytes begun. A gap has only
 * the heading: it may be larger than anything that a view could scroll through.
 */
export function rowsOfChunk(length: number, bytesPerRow: number, isGap: boolean): number {
  return 1 + (isGap ? 0 : Math.ceil(length / bytesPerRow));
}
