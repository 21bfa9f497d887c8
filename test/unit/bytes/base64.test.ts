import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBase64 } from '../../../src/bytes/base64';

describe('bytes/base64', () => {
  it('decodes both alphabets, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const padded = Buffer.from(bytes).toString('base64');
        const urlSafe = Buffer.from(bytes).toString('base64url');
        for (const text of [padded, urlSafe, padded.replace(/=+$/, '')])
          assert.deepEqual(parseBase64(text).bytes, bytes);
      }),
    );
  });

  it('decodes the examples of RFC 4648', () => {
    for (const text of ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar']) {
      const { bytes } = parseBase64(Buffer.from(text).toString('base64'));
      assert.equal(Buffer.from(bytes!).toString(), text);
    }
  });

  it('drops nothing silently: what decodes, encodes to the same text', () => {
    const nearBase64 = fc.array(fc.constantFrom('A', 'Q', 'w', '/', '+', '=', ' ', 'é')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(nearBase64, (text) => {
        const { bytes, problem } = parseBase64(text);
        if (bytes === undefined) assert.ok(problem.column >= 0 && problem.column <= text.length);
        else assert.equal(Buffer.from(bytes).toString('base64').replace(/=+$/, ''), text.replace(/=+$/, ''));
      }),
    );
  });

  const problems: readonly [text: string, reason: string, column: number][] = [
    ['aG k', 'character', 2],
    ['aGk=\n', 'character', 3],
    ['a=Gk', 'character', 1],
    ['aGkéaaaa', 'character', 3],
    ['a', 'length', 1],
    ['aGk==', 'padding', 3],
    ['aG=', 'padding', 2],
    ['====', 'padding', 0],
    ['aGl', 'spareBits', 2],
    ['aR==', 'spareBits', 1],
  ];
  for (const [text, reason, column] of problems) {
    it(`tells what is wrong in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseBase64(text).problem, { reason, column });
    });
  }
});
