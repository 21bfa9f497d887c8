import assert from 'node:assert/strict';
import { hexPreview, toHex } from '../../../src/bytes/hex';

describe('bytes/hex', () => {
  it('writes two lower-case digits for each byte', () => {
    assert.equal(toHex(Uint8Array.of(0, 1, 0x0a, 0xff)), '00010aff');
    assert.equal(toHex(Uint8Array.of(0, 1, 0x0a, 0xff), ' '), '00 01 0a ff');
    assert.equal(toHex(new Uint8Array(0), ' '), '');
  });

  it('shows the first bytes, and that there are more', () => {
    assert.equal(hexPreview(Uint8Array.of(1, 2), 2), '01 02');
    assert.equal(hexPreview(Uint8Array.of(1, 2, 3), 2), '01 02 …');
    assert.equal(hexPreview(Uint8Array.of(1, 2), 2, 3), '01 02 …');
  });
});
