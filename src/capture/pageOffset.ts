/** Bytes of a page of memory. Larger pages begin where these do. */
export const PAGE_BYTES = 4096;

/**
 * Where in a large buffer a read from `position` of a file belongs: half a page away from where the bytes lie in theirs.
 *
 * The system copies them with `rep movsb`, which many processors (AMD since Zen 3 with `fsrm`) do at a quarter of their
 * speed when the target lies 1 to 31 bytes behind the source, both counted from the beginning of their pages. It does,
 * where a read begins with a page, and so does the buffer but for the 16 bytes that allocators put before it.
 *
 * @param position May be before the file's beginning, for a place before the buffer's.
 * @returns 0 to {@link PAGE_BYTES} - 1.
 */
export function offPage(position: number): number {
  return (((position + PAGE_BYTES / 2) % PAGE_BYTES) + PAGE_BYTES) % PAGE_BYTES;
}
