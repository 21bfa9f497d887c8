import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTEGER_TYPES, writeInteger, type IntegerType } from '../../../../src/bytes/numbers/integers';

function write(type: IntegerType, value: bigint): Buffer {
  const target = new Uint8Array(type.bytes + 2).fill(0xee);
  writeInteger(type, value, target, 1);
  assert.deepEqual([target[0], target.at(-1)], [0xee, 0xee], 'bytes beside the number stay');
  return Buffer.from(target.subarray(1, -1));
}

/** What Node reads there: exact up to 48 bits, and as a BigInt for 64. */
function read({ bytes, signed, order }: IntegerType, from: Buffer): bigint {
  const big = order === 'be';
  if (bytes === 8) {
    if (signed) return big ? from.readBigInt64BE() : from.readBigInt64LE();
    return big ? from.readBigUInt64BE() : from.readBigUInt64LE();
  }
  if (signed) return BigInt(big ? from.readIntBE(0, bytes) : from.readIntLE(0, bytes));
  return BigInt(big ? from.readUIntBE(0, bytes) : from.readUIntLE(0, bytes));
}

describe('bytes/integers', () => {
  it('has every width, sign and byte order', () => {
    const names = ['u', 'i'].flatMap((sign) => [
      `${sign}8`,
      ...[16, 24, 32, 48, 64].flatMap((bits) => [`${sign}${bits}be`, `${sign}${bits}le`]),
    ]);
    assert.deepEqual([...INTEGER_TYPES.keys()].sort(), names.sort());
  });

  for (const type of INTEGER_TYPES.values()) {
    it(`writes ${type.name} as Node reads it, from its least value to its greatest`, () => {
      const values = fc.oneof(fc.bigInt({ min: type.min, max: type.max }), fc.constantFrom(type.min, type.max, 0n, 1n));
      fc.assert(
        fc.property(values, (value) => {
          assert.equal(read(type, write(type, value)), value);
        }),
      );
      assert.equal(type.max - type.min, (1n << BigInt(8 * type.bytes)) - 1n);
    });

    it(`refuses what ${type.name} cannot hold`, () => {
      for (const value of [type.min - 1n, type.max + 1n]) assert.throws(() => write(type, value), RangeError);
    });
  }

  it('writes network byte order most significant byte first', () => {
    assert.equal(write(INTEGER_TYPES.get('u16be')!, 0x0a0bn).toString('hex'), '0a0b');
    assert.equal(write(INTEGER_TYPES.get('u16le')!, 0x0a0bn).toString('hex'), '0b0a');
    assert.equal(write(INTEGER_TYPES.get('u48be')!, 0x010203040506n).toString('hex'), '010203040506');
    assert.equal(write(INTEGER_TYPES.get('u64le')!, 0x0102030405060708n).toString('hex'), '0807060504030201');
  });
});
