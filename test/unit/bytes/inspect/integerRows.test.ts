import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTEGER_ROWS, LONGEST_INTEGER } from '../../../../src/bytes/inspect/integerRows';
import { decodeInteger } from '../../../../src/bytes/numbers/integers';
import { bytesOfLength, ORDERS, read, rowOf, valueOf } from './rows';

type Read = (bytes: Buffer) => number | bigint;
const big48 = (high: number, low: number) => BigInt(high) * 2n ** 32n + BigInt(low);

const REFERENCE: Readonly<Record<string, { be: Read; le: Read }>> = {
  u8: { be: (b) => b.readUInt8(), le: (b) => b.readUInt8() },
  i8: { be: (b) => b.readInt8(), le: (b) => b.readInt8() },
  u16: { be: (b) => b.readUInt16BE(), le: (b) => b.readUInt16LE() },
  i16: { be: (b) => b.readInt16BE(), le: (b) => b.readInt16LE() },
  u24: { be: (b) => b.readUIntBE(0, 3), le: (b) => b.readUIntLE(0, 3) },
  i24: { be: (b) => b.readIntBE(0, 3), le: (b) => b.readIntLE(0, 3) },
  u32: { be: (b) => b.readUInt32BE(), le: (b) => b.readUInt32LE() },
  i32: { be: (b) => b.readInt32BE(), le: (b) => b.readInt32LE() },
  u48: {
    be: (b) => big48(b.readUInt16BE(), b.readUInt32BE(2)),
    le: (b) => big48(b.readUInt16LE(4), b.readUInt32LE()),
  },
  i48: { be: (b) => b.readIntBE(0, 6), le: (b) => b.readIntLE(0, 6) },
  u64: { be: (b) => b.readBigUInt64BE(), le: (b) => b.readBigUInt64LE() },
  i64: { be: (b) => b.readBigInt64BE(), le: (b) => b.readBigInt64LE() },
  bool: { be: (b) => Number(b[0] !== 0), le: (b) => Number(b[0] !== 0) },
};

describe('integerRows', () => {
  it('reads 0a 0b as 2571 in network order and 2826 in the other', () => {
    const u16 = rowOf(INTEGER_ROWS, 'u16');
    assert.equal(valueOf(u16, Uint8Array.of(0x0a, 0x0b), 'be'), '2571');
    assert.equal(valueOf(u16, Uint8Array.of(0x0a, 0x0b), 'le'), '2826');
    assert.deepEqual(u16.c, { be: 'ntohs(x)', le: 'le16toh(x)' });
  });

  for (const row of INTEGER_ROWS.filter(({ bytes }) => bytes > 0)) {
    it(`reads ${row.id} as Buffer does, in both byte orders`, () => {
      const reference = REFERENCE[row.id]!;
      fc.assert(
        fc.property(bytesOfLength(row.bytes), fc.constantFrom(...ORDERS), (bytes, order) => {
          const expected = String(reference[order](Buffer.from(bytes)));
          const wanted = row.id === 'bool' ? String(expected === '1') : expected;
          assert.equal(valueOf(row, bytes, order), wanted);
        }),
      );
    });
  }

  it('reads a selection of any length as one integer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: LONGEST_INTEGER }), (bytes) => {
        let unsigned = 0n;
        for (const byte of bytes) unsigned = unsigned * 256n + BigInt(byte);
        const signed = bytes[0]! < 0x80 ? unsigned : unsigned - 256n ** BigInt(bytes.length);
        for (const [order, inOrder] of [
          ['be', bytes],
          ['le', bytes.toReversed()],
        ] as const) {
          const show = (id: string) => valueOf(rowOf(INTEGER_ROWS, id), inOrder, order, bytes.length);
          assert.equal(show('uN'), unsigned.toString());
          assert.equal(show('iN'), signed.toString());
          assert.equal(BigInt(show('hex')), unsigned);
          assert.equal(show('hex').length, 2 + 2 * bytes.length);
          assert.equal(BigInt(`0o${show('octal')}`), unsigned);
          assert.equal(BigInt(`0b${show('bits').replaceAll(' ', '')}`), unsigned);
          assert.equal(show('bits').length, 9 * bytes.length - 1);
        }
      }),
    );
  });

  it('reads the byte at the caret where nothing is selected', () => {
    const show = (id: string) => valueOf(rowOf(INTEGER_ROWS, id), Uint8Array.of(0x9c, 0xff), 'be');
    assert.deepEqual(
      [show('uN'), show('iN'), show('hex'), show('octal'), show('bits')],
      ['156', '-100', '0x9c', '0234', '10011100'],
    );
  });

  it('has no value for a selection that is too long, nor for one that the data does not have', () => {
    const row = rowOf(INTEGER_ROWS, 'uN');
    const tooLong = read(row, new Uint8Array(64), 'be', LONGEST_INTEGER + 1);
    assert.deepEqual(tooLong, { kind: 'none', reason: 'tooLong', argument: LONGEST_INTEGER });
    assert.equal(read(row, new Uint8Array(3), 'be', 4).kind, 'endOfData');
  });

  it('reads no bytes as zero', () => {
    assert.equal(decodeInteger(new Uint8Array(), 'be', true), 0n);
  });
});
