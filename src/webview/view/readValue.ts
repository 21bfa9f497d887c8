import type { NumberRow } from '../../bytes/numbers';
import { characterLength, wholeCharactersLength } from '../../bytes/utf8';

/** Most bytes that are shown as text in one line. */
export const LONGEST_TEXT = 64;

export type ReadValue =
  | { readonly kind: 'value'; readonly value: string }
  /** The stream ends before the value does. */
  | { readonly kind: 'endOfData' }
  /** The bytes mean nothing as this type. */
  | { readonly kind: 'invalid' };

/**
 * What `bytes` (from the caret on, as many as there are) mean as a row's type. A row that reads all gets the `selected`
 * bytes, or without a selection (`selected` is 1) as many as the first UTF-8 character has.
 */
export function readValue(row: NumberRow, bytes: Uint8Array, selected: number, littleEndian: boolean): ReadValue {
  const length = row.readsAll ? textLength(bytes, selected) : row.minBytes;
  if (length > bytes.length || bytes.length === 0) return { kind: 'endOfData' };
  const value = row.convert(new DataView(bytes.buffer, bytes.byteOffset, length), littleEndian);
  if (value === undefined) return { kind: 'invalid' };
  return { kind: 'value', value: row.readsAll && selected > length ? `${value}…` : value };
}

function textLength(bytes: Uint8Array, selected: number): number {
  if (selected === 1) return Math.max(1, characterLength(bytes[0] ?? 0));
  if (selected <= LONGEST_TEXT) return selected;
  return wholeCharactersLength(bytes.subarray(0, LONGEST_TEXT));
}
