/** Where messages end in a stream: what the user chooses, as plain data. */
import type { Direction } from '../../base/direction';

/** Sizes that a length prefix can have, in bytes. */
export const PREFIX_SIZES = [1, 2, 3, 4, 8] as const;
/** What a length prefix counts: what follows it, itself too, or the whole message with what stands before the prefix. */
export const PREFIX_COUNTS = ['rest', 'self', 'all'] as const;
/** What a rule or a filter may say at most. */
export const FRAMING_LIMITS = {
  /** Bytes in a delimiter. */
  delimiter: 16,
  /** Bytes before a length prefix. */
  prefixOffset: 255,
  /** Bytes of a message of a fixed size: 1 GiB. */
  fixedLength: 2 ** 30,
  /** Milliseconds of a pause that ends a message: an hour. */
  idle: 3_600_000,
  /** Bytes that a filter looks for. */
  filterBytes: 256,
} as const;

export type Framing =
  /** As they were sent and received. */
  | { readonly rule: 'chunks' }
  /** Each ends with these bytes, 1 to `FRAMING_LIMITS.delimiter`. */
  | { readonly rule: 'delimiter'; readonly delimiter: readonly number[] }
  /** Each says its length, `offset` bytes behind its begin. */
  | {
      readonly rule: 'prefix';
      readonly size: (typeof PREFIX_SIZES)[number];
      readonly order: 'be' | 'le';
      readonly offset: number;
      readonly counts: (typeof PREFIX_COUNTS)[number];
    }
  /** All have this many bytes, 1 to `FRAMING_LIMITS.fixedLength`. */
  | { readonly rule: 'fixed'; readonly length: number }
  /** Each ends where its direction was silent for longer than this. */
  | { readonly rule: 'idle'; readonly milliseconds: number };

/** Which messages are listed; what is absent does not matter. */
export interface MessageFilter {
  readonly direction?: Direction;
  /** Bytes, both included. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Bytes that the message contains, 1 to `FRAMING_LIMITS.filterBytes`. */
  readonly pattern?: readonly number[];
  /** ASCII letters of the pattern match in either case. */
  readonly ignoreCase?: boolean;
}
