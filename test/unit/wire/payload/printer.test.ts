import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { printTerms } from '../../../../src/wire/payload/printer';
import { anyTerm } from '../payloads';

const parse = (text: string) => parsePayload(text, { use: 'expect' });

/** Terms without their places. */
function shape(text: string): unknown {
  return JSON.parse(
    JSON.stringify(parse(text).terms, (key, value: unknown) => {
      if (key === 'start' || key === 'end') return undefined;
      return typeof value === 'bigint' ? value.toString() : value;
    }),
  );
}

describe('wire/payloadPrinter', () => {
  const examples: readonly [text: string, printed: string][] = [
    ['  "a\\x41"   "b" ', '"a\\x41" "b"'],
    ['[ DE,ad  beef, ]', '[DE ad beef]'],
    ['u8( 1,0x0A ,?n )u16le({{a.b}})', 'u8(1, 0x0A, ?n) u16le({{a.b}})'],
    ['htons (1)', 'htons(1)'],
    ['f32be(1e3,-INF)', 'f32be(1e3, -INF)'],
    ['repeat(3,"ab"[00])', 'repeat(3, "ab" [00])'],
    ['prefixed( u16be,  zeros({{n}}) )', 'prefixed(u16be, zeros({{n}}))'],
    ['ipv6( "::1" ) base64( "" )', 'ipv6("::1") base64("")'],
    ['"""  \r\n  a\r\n """', '"""\n  a\n"""'],
  ];
  for (const [text, printed] of examples) {
    it(`prints ${JSON.stringify(text)} canonically`, () => {
      assert.equal(printTerms(parse(text).terms), printed);
    });
  }

  it('is stable and changes no term', () => {
    fc.assert(
      fc.property(anyTerm, (text) => {
        assert.deepEqual(parse(text).problems, [], text);
        const printed = printTerms(parse(text).terms);
        assert.deepEqual(parse(printed).problems, [], printed);
        assert.equal(printTerms(parse(printed).terms), printed);
        assert.deepEqual(shape(printed), shape(text));
      }),
    );
  });
});
