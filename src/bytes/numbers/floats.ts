/** The floating-point types of the payload syntax (IEEE 754 binary32 and binary64), in either byte order. */
import type { ByteOrder } from './integers';

export interface FloatType {
  /** `f32be`, `f32le`, `f64be` or `f64le`. */
  readonly name: string;
  readonly bytes: 4 | 8;
  readonly order: ByteOrder;
  /** Largest finite value. */
  readonly max: number;
}

/** (2 − 2⁻²³) × 2¹²⁷ */
const MAX_FLOAT32 = 3.4028234663852886e38;

const QUIET_NAN_32 = 0x7fc00000;
const QUIET_NAN_64 = 0x7ff8000000000000n;

/** By name. */
export const FLOAT_TYPES: ReadonlyMap<string, FloatType> = new Map(
  (['be', 'le'] as const)
    .flatMap((order): FloatType[] => [
      { name: `f32${order}`, bytes: 4, order, max: MAX_FLOAT32 },
      { name: `f64${order}`, bytes: 8, order, max: Number.MAX_VALUE },
    ])
    .map((type) => [type.name, type]),
);

/** Whether the type can hold the value, rounded to nearest. Infinities and NaN it can. */
export function fitsFloat(type: FloatType, value: number): boolean {
  return type.bytes === 8 || !Number.isFinite(value) || Number.isFinite(Math.fround(value));
}

/**
 * Writes `value` to `target` from `offset` on, rounded to nearest; what is too large becomes an infinity. NaN is
 * always the positive quiet NaN without payload, because ECMAScript leaves its bits open.
 */
export function writeFloat(type: FloatType, value: number, target: Uint8Array, offset: number): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, type.bytes);
  const littleEndian = type.order === 'le';
  if (type.bytes === 4) {
    if (Number.isNaN(value)) view.setUint32(0, QUIET_NAN_32, littleEndian);
    else view.setFloat32(0, value, littleEndian);
  } else if (Number.isNaN(value)) {
    view.setBigUint64(0, QUIET_NAN_64, littleEndian);
  } else {
    view.setFloat64(0, value, littleEndian);
  }
}
