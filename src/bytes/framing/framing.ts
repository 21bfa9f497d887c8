/** Where messages end in a stream: what the user chooses, as plain data. */
import type { Direction } from '../../base/direction';

/** Sizes that a length prefix can have, in bytes. */
export const PREFIX_SIZES = [1, 2, 3, 4, 8] as const;
/** What a length prefix counts: what follows it, itself too, or the whole message with what stands before the prefix. */
export const PREFIX_COUNTS = ['rest', 'self', 'all'] as const;
/** Most bytes in a delimiter. */
export const MAX_DELIMITER = 16;
/** Most bytes before a length prefix. */
export const MAX_PREFIX_OFFSET = 255;
/** Longest message of a fixed size: 1 GiB. */
export const MAX_FIXED_LENGTH = 2 ** 30;
/** Longest pause that ends a message, in milliseconds: an hour. */
export const MAX_IDLE = 3_600_000;
/** Most bytes that a filter looks for. */
export const MAX_FILTER_BYTES = 256;

export type Framing =
  /** As they were sent and received. */
  | { readonly rule: 'chunks' }
  /** Each ends with these bytes, 1 to `MAX_DELIMITER`. */
  | { readonly rule: 'delimiter'; readonly delimiter: readonly number[] }
  /** Each says its length, `offset` bytes behind its begin. */
  | {
      readonly rule: 'prefix';
      readonly size: (typeof PREFIX_SIZES)[number];
      readonly order: 'be' | 'le';
      readonly offset: number;
      readonly counts: (typeof PREFIX_COUNTS)[number];
    }
  /** All have this many bytes, 1 to `MAX_FIXED_LENGTH`. */
  | { readonly rule: 'fixed'; readonly length: number }
  /** Each ends where its direction was silent for longer than this. */
  | { readonly rule: 'idle'; readonly milliseconds: number };

/** Which messages are listed; what is absent does not matter. */
export interface MessageFilter {
  readonly direction?: Direction;
  /** Bytes, both included. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Bytes that the message contains, 1 to `MAX_PATTERN`. */
  readonly pattern?: readonly number[];
  /** ASCII letters of the pattern match in either case. */
  readonly ignoreCase?: boolean;
}
