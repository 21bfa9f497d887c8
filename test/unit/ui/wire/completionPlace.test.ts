import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RESERVED_WORDS } from '../../../../src/wire/syntax/stepTable';
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
  ['srv = listen tcp://127.0.0.1:0 ', { kind: 'service', address: 'tcp://127.0.0.1:0', prefix: '' }],
  ['srv = listen "unix:/a b" ec', { kind: 'service', address: '"_________"', prefix: 'ec' }],
  ['srv = listen tcp://[::]:0 echo ', { kind: 'listenOption', service: 'echo', address: 'tcp://[::]:0', prefix: '' }],
  [
    'srv = listen "unix:/a b" echo v6only v6',
    { kind: 'listenOption', service: 'echo', address: '"_________"', prefix: 'v6' },
  ],
  ['r = relay udp://', { kind: 'address', operation: 'listen', prefix: 'udp://' }],
  ['r = relay udp://127.0.0.1:0 to ', { kind: 'address', operation: 'dial', prefix: '' }],
  ['con = dial ', { kind: 'address', operation: 'dial', prefix: '' }],
  ['con = dial {{srv}} ', { kind: 'dialOption', address: '{{srv}}', prefix: '' }],
  ['con = dial tls://a:1 insecure alpn "h2" se', { kind: 'dialOption', address: 'tls://a:1', prefix: 'se' }],
  ['con = dial {{srv}} from 127', { kind: 'optionValue', prefix: '127' }],
  ['con = dial udp://239.7.7.7:9 ttl 4 lo', { kind: 'dialOption', address: 'udp://239.7.7.7:9', prefix: 'lo' }],
  ['con = dial udp://239.7.7.7:9 loopback off interface l', { kind: 'optionValue', prefix: 'l' }],
  ['con = dial tls://a:1 insecure servername s', { kind: 'optionValue', prefix: 's' }],
  ['srv = listen tls://a:1 echo minVersion TLSv1.', { kind: 'optionValue', prefix: 'TLSv1.' }],
  ['srv = listen tls://a:1 ca ', { kind: 'optionValue', prefix: '' }],
  ['con = dial tls://a:1 within 2', { kind: 'duration', prefix: '2' }],
  ['con = dial {{', { kind: 'variable', prefix: '' }],
  ['con = dial tcp://{{srv.', { kind: 'variable', base: 'srv', prefix: '' }],
  ['con > "{{sr', { kind: 'variable', prefix: 'sr' }],
  ['con = accept s', { kind: 'listener', prefix: 's' }],
  ['on ', { kind: 'listener', prefix: '' }],
  ['on srv ', { kind: 'payload', isSent: false, prefix: '' }],
  ['on srv "ping" > u', { kind: 'payload', isSent: true, prefix: 'u' }],
  ['con ', { kind: 'stepWord', socket: 'con', prefix: '' }],
  ['srv = listen 9000 backlog 2 mode se', { kind: 'optionChoice', option: 'mode', prefix: 'se' }],
  ['srv accept o', { kind: 'accepting', prefix: 'o' }],
  ['con is ', { kind: 'state', prefix: '' }],
  ['con is fin-wa', { kind: 'state', prefix: 'fin-wa' }],
  ['con cl', { kind: 'stepWord', socket: 'con', prefix: 'cl' }],
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
  ['con < /a\\/b', undefined],
  ['on srv /[/] u', undefined],
  ['con > [0a b', undefined],
  ['con > "a" [de, a', undefined],
  ['con > [0a] b', { kind: 'payload', isSent: true, prefix: 'b' }],
  ['con < /a/ w', { kind: 'payload', isSent: false, prefix: 'w' }],
];

describe('the place of a completion', () => {
  for (const [line, place] of ROWS) {
    it(`${JSON.stringify(line)} asks for ${place?.kind ?? 'nothing'}`, () => {
      assert.deepEqual(completionPlaceOf(line), place);
    });
  }

  it('takes no word that begins a step for a socket', () => {
    const places = [...RESERVED_WORDS].map((word) => completionPlaceOf(`${word} `)?.kind);
    assert.ok(!places.includes('stepWord'));
  });

  it('is found for any line, and its prefix ends the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab@={}<>"\\ #/.?(1')) }), (line) => {
        const place = completionPlaceOf(line);
        if (place !== undefined) assert.ok(line.endsWith(place.prefix));
      }),
    );
  });
});
