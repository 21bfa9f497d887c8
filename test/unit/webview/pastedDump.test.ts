import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex';
import { hexDump } from '../../../src/bytes/hexDump';
import { dumpAsHex } from '../../../src/webview/inspector/view/pastedDump';

describe('a dump that is pasted into a field for hex', () => {
  it('becomes its bytes, whatever they are and however many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
        assert.equal(dumpAsHex(hexDump(bytes)), toHex(bytes, ' '));
      }),
    );
  });

  it('is told from hex and from text, which stay as they are', () => {
    for (const text of ['0a 0b', '0a0b 0c0d', '00000000', 'deadbeef 01 02', 'ping | pong', '']) {
      assert.equal(dumpAsHex(text), undefined, text);
    }
  });
});
