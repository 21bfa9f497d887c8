import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionPlaceOf } from '../../../../src/ui/wire/language/completionPlace';

/** What is completed where the line ends. */
const ROWS: readonly (readonly [line: string, place: ReturnType<typeof completionPlaceOf>])[] = [
  ['', { kind: 'step', prefix: '' }],
  ['  sr', { kind: 'step', prefix: 'sr' }],
  ['@', { kind: 'setting', prefix: '' }],
  ['@eo', { kind: 'setting', prefix: 'eo' }],
  ['@eol = c', { kind: 'settingValue', setting: 'eol', prefix: 'c' }],
  ['srv = ', { kind: 'opening', prefix: '' }],
  ['srv = li', { kind: 'opening', prefix: 'li' }],
  ['srv = listen ', { kind: 'address', operation: 'listen', prefix: '' }],
  ['srv = listen tcp://', { kind: 'address', operation: 'listen', prefix: 'tcp://' }],
  ['srv = listen tcp://127.0.0.1:0 ', { kind: 'service', prefix: '' }],
  ['srv = listen "unix:/a b" ec', { kind: 'service', prefix: 'ec' }],
  ['con = dial ', { kind: 'address', operation: 'dial', prefix: '' }],
  ['con = dial {{', { kind: 'variable', prefix: '' }],
  ['con = dial tcp://{{srv.', { kind: 'variable', base: 'srv', prefix: '' }],
  ['con > "{{sr', { kind: 'variable', prefix: 'sr' }],
  ['con = accept s', { kind: 'listener', prefix: 's' }],
  ['on ', { kind: 'listener', prefix: '' }],
  ['on srv ', { kind: 'payload', isSent: false, prefix: '' }],
  ['on srv "ping" > u', { kind: 'payload', isSent: true, prefix: 'u' }],
  ['con ', { kind: 'deed', socket: 'con', prefix: '' }],
  ['con cl', { kind: 'deed', socket: 'con', prefix: 'cl' }],
  ['con > ', { kind: 'payload', isSent: true, prefix: '' }],
  ['con > "a b" ', { kind: 'payload', isSent: true, prefix: '' }],
  ['con > prefixed(u16be, u8', { kind: 'payload', isSent: true, prefix: 'u8' }],
  ['con > repeat(3, file("da', { kind: 'file', prefix: 'da' }],
  ['con > "a" to ', { kind: 'address', operation: 'to', prefix: '' }],
  ['con < ', { kind: 'expectation', prefix: '' }],
  ['con < un', { kind: 'expectation', prefix: 'un' }],
  ['con < "a" u', { kind: 'payload', isSent: false, prefix: 'u' }],
  ['con < "a" within ', { kind: 'duration', prefix: '' }],
  ['con < silence 2', { kind: 'duration', prefix: '2' }],
  ['wait ', { kind: 'duration', prefix: '' }],
  // Text, comments, headings and regular expressions.
  ['# con ', undefined],
  ['### Title ', undefined],
  ['con > "hello wo', undefined],
  ['con > "a" # then ', undefined],
  ['con < /ab ', undefined],
];

describe('the place of a completion', () => {
  for (const [line, place] of ROWS) {
    it(`${JSON.stringify(line)} asks for ${place?.kind ?? 'nothing'}`, () => {
      assert.deepEqual(completionPlaceOf(line), place);
    });
  }

  it('is found for any line, and its prefix ends the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab@={}<>"\\ #/.?(1')) }), (line) => {
        const place = completionPlaceOf(line);
        if (place !== undefined) assert.ok(line.endsWith(place.prefix));
      }),
    );
  });
});
