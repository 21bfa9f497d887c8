/** The integer types of the payload syntax: 8 to 64 bits, signed (two's complement) or not, in either byte order. */

import { toHex } from '../hex';

export type ByteOrder = 'le' | 'be';

export interface IntegerType {
  /** Such as `u16be`; 8-bit types have no byte order in their name. */
  readonly name: string;
  /** 1 to 8. */
  readonly bytes: number;
  readonly signed: boolean;
  /** `be` is network byte order. Means nothing for 8 bits, which have `be`. */
  readonly order: ByteOrder;
  readonly min: bigint;
  readonly max: bigint;
}

/** Bits of the types that exist in both byte orders. */
const ORDERED_WIDTHS: readonly number[] = [16, 24, 32, 48, 64];

function integerType(name: string, bits: number, signed: boolean, order: ByteOrder): IntegerType {
  const values = 1n << BigInt(bits);
  return {
    name,
    bytes: bits / 8,
    signed,
    order,
    min: signed ? -values / 2n : 0n,
    max: signed ? values / 2n - 1n : values - 1n,
  };
}

function everyIntegerType(): IntegerType[] {
  const types: IntegerType[] = [];
  for (const signed of [false, true]) {
    const letter = signed ? 'i' : 'u';
    types.push(integerType(`${letter}8`, 8, signed, 'be'));
    for (const bits of ORDERED_WIDTHS) {
      for (const order of ['be', 'le'] as const) {
        types.push(integerType(`${letter}${bits}${order}`, bits, signed, order));
      }
    }
  }
  return types;
}

/** By name: `u8`, `i8`, `u16be`, `u16le`, … `i64le`. */
export const INTEGER_TYPES: ReadonlyMap<string, IntegerType> = new Map(
  everyIntegerType().map((type) => [type.name, type]),
);

/** Writes `value` to `target` from `offset` on. Throws a `RangeError` when the type cannot hold the value. */
export function writeInteger(type: IntegerType, value: bigint, target: Uint8Array, offset: number): void {
  if (value < type.min || value > type.max) throw new RangeError(`${type.name} cannot hold ${value.toString()}.`);
  // Two halves of at most 32 bits each: BigInt arithmetic for every byte would be several times slower.
  const low = Number(BigInt.asUintN(32, value));
  const high = Number(BigInt.asUintN(32, value >> 32n));
  for (let i = 0; i < type.bytes; i++) {
    const byte = i < 4 ? low >>> (8 * i) : high >>> (8 * (i - 4));
    target[type.order === 'le' ? offset + i : offset + type.bytes - 1 - i] = byte & 0xff;
  }
}

/** An integer of any number of bytes; signed ones are two's complement. */
export function decodeInteger(bytes: Uint8Array, order: ByteOrder, signed: boolean): bigint {
  const inOrder = order === 'le' ? bytes.toReversed() : bytes;
  const unsigned = inOrder.length === 0 ? 0n : BigInt(`0x${toHex(inOrder)}`);
  return signed ? BigInt.asIntN(8 * bytes.length, unsigned) : unsigned;
}
