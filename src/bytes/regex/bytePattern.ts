import { shortestFloat32, shortestFloat64 } from '../numbers/floatText';
import type { FloatType } from '../numbers/floats';
import { decodeInteger, type IntegerType } from '../numbers/integers';

/** Where `?name` stands: any number of that type fits, and becomes the value of the name. */
export interface Hole {
  readonly name: string;
  /** Bytes from the pattern's start. */
  readonly offset: number;
  readonly type: IntegerType | FloatType;
}

/** Bytes that are expected, with holes whose bytes (0 here) are not compared. */
export interface BytePattern {
  readonly bytes: Uint8Array;
  /** By offset; they do not overlap. */
  readonly holes: readonly Hole[];
}

/** The number that stands in `bytes` at the hole, as a wire file would write it. */
export function readHole({ type, offset }: Hole, bytes: Uint8Array): string | bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, type.bytes);
  const little = type.order === 'le';
  if (!('signed' in type)) {
    const value = type.bytes === 4 ? view.getFloat32(0, little) : view.getFloat64(0, little);
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
    return type.bytes === 4 ? shortestFloat32(value) : shortestFloat64(value);
  }
  return decodeInteger(bytes.subarray(offset, offset + type.bytes), type.order, type.signed);
}
