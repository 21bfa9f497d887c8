import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LEB128_ROWS } from '../../../../src/bytes/inspect/leb128Rows';
import { ORDERS, read, rowOf, valueOf } from './rows';

const unsigned = rowOf(LEB128_ROWS, 'uleb128');
const signed = rowOf(LEB128_ROWS, 'sleb128');

/** The encoder of the DWARF standard (version 5, appendix C). */
function encode(number: bigint, isSigned: boolean): Uint8Array {
  const bytes: number[] = [];
  for (let rest = number; ;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = isSigned
      ? (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0)
      : rest === 0n;
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return Uint8Array.from(bytes);
  }
}

describe('leb128Rows', () => {
  it('read the examples of DWARF 5, tables 7.7 and 7.8', () => {
    const hex = (text: string) => Buffer.from(text, 'hex');
    assert.equal(valueOf(unsigned, hex('b964'), 'be'), '12857');
    assert.equal(valueOf(signed, hex('807f'), 'be'), '-128');
    assert.equal(valueOf(signed, hex('ff7e'), 'le'), '-129');
    assert.equal(valueOf(signed, hex('8101'), 'le'), '129');
  });

  it('read what was encoded, whatever stands behind it', () => {
    const numbers = fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n });
    fc.assert(
      fc.property(numbers, fc.uint8Array({ maxLength: 4 }), fc.constantFrom(...ORDERS), (number, rest, order) => {
        const size = number < 0n ? -number : number;
        assert.equal(valueOf(unsigned, Uint8Array.of(...encode(size, false), ...rest), order), size.toString());
        assert.equal(valueOf(signed, Uint8Array.of(...encode(number, true), ...rest), order), number.toString());
      }),
    );
  });

  it('end with the data, and say where no end comes', () => {
    assert.equal(read(unsigned, Uint8Array.of(0x80, 0x80), 'be').kind, 'endOfData');
    assert.deepEqual(read(unsigned, new Uint8Array(40).fill(0x80), 'be'), {
      kind: 'none',
      reason: 'unterminated',
      argument: 19,
    });
  });
});
