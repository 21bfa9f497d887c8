import { ByteCounts } from '../../../bytes/digest/byteCounts';
import { DIGEST_ROWS } from '../../../bytes/digest/digestRows';
import type { StreamRange } from '../../../base/streamRange';

/** Longest selection over which checksums and hashes are computed: 16 MiB, which takes a second or two. */
export const LONGEST_SUMMARY = 16 * 1024 * 1024;
/** Bytes read and taken at a time: between two pieces the page draws and hears keys. */
const PIECE = 256 * 1024;

/** What holds for a selection as a whole. */
export interface Summary {
  /** By the id of the row. */
  readonly digests: ReadonlyMap<string, string>;
  readonly counts: ByteCounts;
}

/**
 * Computes all rows over a range, piece by piece.
 *
 * @param onProgress Called after each piece with the bytes done so far.
 * @returns Undefined when it was cancelled. Rejects as `read` does.
 */
export async function summarize(
  read: (range: StreamRange) => Promise<Uint8Array>,
  range: StreamRange,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Summary | undefined> {
  const digests = DIGEST_ROWS.map(({ id, create }) => ({ id, digest: create() }));
  const counts = new ByteCounts();
  let done = 0;
  while (done < range.length) {
    const length = Math.min(PIECE, range.length - done);
    const bytes = await read({ ...range, offset: range.offset + done, length });
    if (signal.aborted) return undefined;
    if (bytes.length === 0) break;
    for (const { digest } of digests) digest.update(bytes);
    counts.update(bytes);
    done += bytes.length;
    onProgress(done);
  }
  return { digests: new Map(digests.map(({ id, digest }) => [id, digest.finish()])), counts };
}
