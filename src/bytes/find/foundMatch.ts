import type { StreamRange } from '../../base/streamRange';

/** A run of bytes that was looked for. */
export interface FoundMatch extends StreamRange {
  /** Its place among all matches of a conversation, from 0: by the chunk in which it begins, and its offset there. */
  readonly index: number;
}
