/** One line of the data inspector: what bytes mean as a type. A further type is a further row of a family's table. */
import type { Template } from '../../base/error';
import type { ByteOrder } from '../numbers/integers';

export type TypeFamily = 'integers' | 'floats' | 'text' | 'addresses' | 'socketAddresses' | 'times' | 'identifiers';

/** What is looked at: `bytes` begin at the caret, or where the selection begins, and go on behind it. */
export interface CaretWindow {
  readonly bytes: Uint8Array;
  /** How many of the bytes are selected, from the first on; 1 without a selection. May be more than there are here. */
  readonly selected: number;
  /** Little-endian, or big-endian: network byte order. */
  readonly order: ByteOrder;
}

/** Why bytes have no value of a type; the page has a sentence for each. */
export type NoValueReason =
  'nonAscii' | 'notUtf8' | 'notUtf16' | 'otherFamily' | 'tooLong' | 'outOfRange' | 'unterminated' | 'unset';

export type TypeReading =
  | { readonly kind: 'value'; readonly value: string }
  /** The stream ends before the value does. */
  | { readonly kind: 'endOfData' }
  /** The bytes mean nothing as this type. `argument` is what the reason is about, such as an address family. */
  | { readonly kind: 'none'; readonly reason: NoValueReason; readonly argument: number };

/**
 * How C gets the value. In the expressions, `p` is a `const unsigned char *` to the first byte, `n` the length of the
 * selection, and `x` an unsigned integer as wide as the type (24 bits: 32, 48 bits: 64) that was zero before its bytes
 * were copied into it with `memcpy(&x, p, …)`. They mean the same on every machine, whatever its own byte order.
 */
export type Expressions = Readonly<Record<ByteOrder, string>>;

export interface TypeRow {
  /** Stable: `u16`, `f64`, … */
  readonly id: string;
  /** For people, in English. */
  readonly label: Template;
  /** What stands before the values: as short as a programmer would write it. */
  readonly name: string;
  readonly family: TypeFamily;
  /** Bytes that it takes when that is always the same number; 0 for a type that varies. */
  readonly bytes: number;
  readonly c: Expressions;
  readonly read: (window: CaretWindow) => TypeReading;
}

/** Bytes from the caret on that any row looks at most. */
export const LONGEST_WINDOW = 256;

export const END_OF_DATA: TypeReading = { kind: 'endOfData' };

export function value(text: string): TypeReading {
  return { kind: 'value', value: text };
}

export function noValue(reason: NoValueReason, argument = 0): TypeReading {
  return { kind: 'none', reason, argument };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A row whose type always takes the same number of bytes. `convert` gets a view of exactly these. */
export function fixedRow(
  row: Omit<TypeRow, 'read'>,
  convert: (view: DataView, littleEndian: boolean) => string | TypeReading,
): TypeRow {
  return {
    ...row,
    read: ({ bytes, order }) => {
      if (bytes.length < row.bytes) return END_OF_DATA;
      const result = convert(viewOf(bytes.subarray(0, row.bytes)), order === 'le');
      return typeof result === 'string' ? value(result) : result;
    },
  };
}

/** The same expression for both orders: the type has none. */
export function unordered(expression: string): Expressions {
  return { be: expression, le: expression };
}
