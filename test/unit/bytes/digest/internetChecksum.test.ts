import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finishChecksum, foldSum, sumWords } from '../../../../src/bytes/digest/internetChecksum';

describe('checksum', () => {
  it('agrees with the example of RFC 1071, 3', () => {
    const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    assert.equal(sumWords(bytes), 0x2ddf0);
    assert.equal(foldSum(sumWords(bytes)), 0xddf2);
    assert.equal(finishChecksum(sumWords(bytes)), 0x220d);
  });

  it('agrees with a real IPv4 header, whose checksum makes the sum all ones', () => {
    const header = Buffer.from('45000073000040004011b861c0a80001c0a800c7', 'hex');
    assert.equal(foldSum(sumWords(header)), 0xffff);
    header.writeUInt16BE(0, 10);
    assert.equal(finishChecksum(sumWords(header)), 0xb861);
  });

  it('pads an odd byte with zero', () => {
    assert.equal(sumWords(Uint8Array.of(0x12, 0x34, 0x56)), 0x1234 + 0x5600);
    assert.equal(sumWords(new Uint8Array()), 0);
  });

  it('folds sums of any size', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (sum) => {
        const folded = foldSum(sum);
        assert.ok(folded <= 0xffff);
        assert.equal(folded % 0xffff, sum % 0xffff);
      }),
    );
  });
});
