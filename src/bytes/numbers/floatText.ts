/** Floating-point numbers of 16 to 64 bits as the shortest decimal that gives the same number again. */

/** Shortest decimal that gives the same double-precision number again; unlike `String` it tells `-0` from `0`. */
export function shortestFloat64(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Shortest decimal that gives the same single-precision number again: `0.1`, not the `0.10000000149011612` that the same
 * bits are in double precision. Nine significant digits always suffice (IEEE 754, 5.12.2).
 */
export function shortestFloat32(value: number): string {
  return shortest(value, 9, (rounded) => Math.fround(rounded) === value);
}

/** As {@link shortestFloat32} for the 16 bits of an IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction. */
export function float16Text(bits: number): string {
  return shortestOfBits(bits, binary16);
}

/** As {@link shortestFloat32} for a bfloat16: the upper half of a binary32. */
export function bfloat16Text(bits: number): string {
  return shortestOfBits(bits, bfloat16);
}

function shortest(value: number, maxDigits: number, isSame: (rounded: number) => boolean): string {
  if (value === 0 || !Number.isFinite(value)) return shortestFloat64(value);
  for (let digits = 1; digits < maxDigits; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (isSame(rounded)) return shortestFloat64(rounded);
  }
  return shortestFloat64(Number(value.toPrecision(maxDigits)));
}

/** Five digits suffice for the 11 bits of a binary16, four for the 8 of a bfloat16. */
const DIGITS_16 = 5;
const SIGN = 0x8000;

/** A decimal is the same number when it is nearer to it than to both neighbours, whose bits are the next ones. */
function shortestOfBits(bits: number, decode: (bits: number) => number): string {
  const value = decode(bits);
  const magnitude = bits & ~SIGN;
  const size = Math.abs(value);
  if (magnitude === 0 || !Number.isFinite(value)) return shortestFloat64(value);
  const below = decode(magnitude - 1);
  const above = decode(magnitude + 1);
  // The largest number has an infinity above: what is as far away as its neighbour below still rounds to it.
  const upper = Number.isFinite(above) ? (size + above) / 2 : size + (size - below) / 2;
  return shortest(value, DIGITS_16, (rounded) => {
    const candidate = Math.abs(rounded);
    return candidate > (size + below) / 2 && candidate < upper;
  });
}

function binary16(bits: number): number {
  const sign = (bits & SIGN) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

function bfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
