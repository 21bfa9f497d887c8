import { showInvisible } from './printable';
import { decodeUtf8 } from './utf8';

/** One line of the data inspector: what a run of bytes means as a type. A further type is a further row of `NUMBER_ROWS`. */
export interface NumberRow {
  /** Stable: `u16`, `f64`, … */
  readonly id: string;
  /** For people, in English. */
  readonly label: string;
  /** Fewer bytes than this give no value. */
  readonly minBytes: number;
  /** Whether it reads all of the view rather than its first `minBytes` bytes. */
  readonly readsAll: boolean;
  /** The value as text, or undefined where the bytes have no value of this type. The view has at least `minBytes` bytes. */
  readonly convert: (view: DataView, littleEndian: boolean) => string | undefined;
}

/**
 * Shortest decimal that gives the same single-precision number again: `0.1`, not the `0.10000000149011612` that the same
 * bits are in double precision. Nine significant digits always suffice (IEEE 754, 5.12.2).
 */
export function shortestFloat32(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return shortestFloat64(value);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return shortestFloat64(rounded);
  }
  return shortestFloat64(Number(value.toPrecision(9)));
}

/** Shortest decimal that gives the same double-precision number again; unlike `String` it tells `-0` from `0`. */
export function shortestFloat64(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const bytesOf = (view: DataView, length: number) => new Uint8Array(view.buffer, view.byteOffset, length);

const fixed = (
  id: string,
  label: string,
  minBytes: number,
  convert: (view: DataView, littleEndian: boolean) => string,
): NumberRow => ({ id, label, minBytes, readsAll: false, convert });

/** In the order in which they are shown. */
export const NUMBER_ROWS: readonly NumberRow[] = [
  fixed('u8', 'Unsigned 8-bit', 1, (view) => String(view.getUint8(0))),
  fixed('i8', 'Signed 8-bit', 1, (view) => String(view.getInt8(0))),
  fixed('u16', 'Unsigned 16-bit', 2, (view, little) => String(view.getUint16(0, little))),
  fixed('i16', 'Signed 16-bit', 2, (view, little) => String(view.getInt16(0, little))),
  fixed('u32', 'Unsigned 32-bit', 4, (view, little) => String(view.getUint32(0, little))),
  fixed('i32', 'Signed 32-bit', 4, (view, little) => String(view.getInt32(0, little))),
  fixed('u64', 'Unsigned 64-bit', 8, (view, little) => String(view.getBigUint64(0, little))),
  fixed('i64', 'Signed 64-bit', 8, (view, little) => String(view.getBigInt64(0, little))),
  fixed('f32', 'Float 32-bit', 4, (view, little) => shortestFloat32(view.getFloat32(0, little))),
  fixed('f64', 'Float 64-bit', 8, (view, little) => shortestFloat64(view.getFloat64(0, little))),
  fixed('ipv4', 'IPv4 address', 4, (view, little) => {
    const octets = bytesOf(view, 4);
    return (little ? octets.toReversed() : octets).join('.');
  }),
  {
    id: 'text',
    label: 'Text (UTF-8)',
    minBytes: 1,
    readsAll: true,
    convert: (view) => {
      const text = decodeUtf8(bytesOf(view, view.byteLength));
      return text === undefined ? undefined : showInvisible(text);
    },
  },
];

/** Bytes that the rows of fixed length need at most. */
export const LONGEST_NUMBER = Math.max(...NUMBER_ROWS.map((row) => row.minBytes));
