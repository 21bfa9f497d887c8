import fc from 'fast-check';
import { anyTerm } from './payloads';

const name = fc.constantFrom('srv', 'con', 'cli', '_x1');
const address = fc.constantFrom(
  'tcp://127.0.0.1:0',
  '{{srv}}',
  '9000',
  'unix:/tmp/x',
  '"unix:/tmp/a b"',
  '[::1]:{{p}}',
);
const duration = fc.constantFrom('200ms', '1.5s', '2min', '{{t}}');
const within = fc.oneof(
  fc.constant(''),
  duration.map((time) => `  within  ${time}`),
);
const regex = fc.constantFrom('/a+(b|c)?/', '/^[^/\\]]\\/$/ims', '/\\u{e9}|(?<n>é)/u', '/(?:ab){2,3}?\\b/');
/** What is sent has no `?name`. */
const payload = anyTerm.filter((text) => !text.includes('?'));

const expectation = fc.oneof(
  anyTerm,
  regex,
  payload.map((terms) => `until ${terms}`),
  fc.constantFrom('exactly 5', 'exactly {{n}}', 'recv 512', 'recv {{n}}', 'any', 'eof', 'reset'),
);

const step = fc.oneof(
  fc
    .tuple(name, address, fc.constantFrom('', ' echo', ' v6only', ' echo v6only'))
    .map(([x, where, service]) => `${x}=listen ${where}${service}`),
  fc
    .tuple(
      name,
      address,
      fc.constantFrom(
        '',
        ' ttl 4',
        ' loopback off  interface lo',
        ' insecure',
        ' alpn "a b"  servername {{n}}',
        ' cert c.pem',
      ),
      within,
    )
    .map(([x, where, options, time]) => `${x} = dial   ${where}${options}${time}`),
  fc.tuple(name, name, within).map(([x, y, time]) => `${x} = accept ${y}${time}`),
  fc.tuple(name, payload, within).map(([x, terms, time]) => `${x}>${terms}${time}`),
  fc.tuple(name, payload, address).map(([x, terms, to]) => `${x} > ${terms} to ${to}`),
  fc.tuple(name, expectation, within).map(([x, what, time]) => `${x} <  ${what}${time}`),
  fc.tuple(name, duration).map(([x, time]) => `${x} < silence ${time}`),
  fc.tuple(name, fc.oneof(anyTerm, regex), payload).map(([x, what, answer]) => `on ${x}  ${what}>${answer}`),
  fc
    .tuple(name, fc.constantFrom('shutdown', 'close', 'reset', 'pause', 'resume'))
    .map(([x, action]) => `${x} ${action}`),
  duration.map((time) => `wait ${time}`),
  fc.tuple(name, address, address).map(([x, where, to]) => `${x} =  relay ${where} backlog 2  to ${to} insecure`),
  fc
    .tuple(
      name,
      fc.constantFrom(
        'delay 1ms  jitter {{t}}',
        'cut  after 512',
        'close after 2 stop-reading',
        'pause {{t}}',
        'loss 5%',
        'clear',
      ),
      fc.constantFrom('', ' from  client', ' from server'),
    )
    .map(([x, words, side]) => `${x} ${words}${side}`),
  name.map((x) => `${x} seed  {{n}}`),
);

const line = fc.oneof(
  { weight: 8, arbitrary: step },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '   ', '# a comment', '###  A title ', '### ', '@eol = crlf', '@a=  b c  # d'),
  },
  { weight: 1, arbitrary: payload.map((terms) => `@p = "" ${terms}`) },
);

/** Well-formed wire files as people would write them, blanks and comments included. */
export const anyScript: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom('', '  ', '\t'), line, fc.constantFrom('', '  # why', ' ')), { maxLength: 12 })
  .map((lines) => lines.map((parts) => parts.join('')).join('\n'));

/** What programs take for line breaks or blanks differently, and what opens and closes. */
const SEEDS = [
  '\r',
  '\r',
  '\r\r',
  '\r\n',
  '\n',
  ' ',
  '\t',
  '\v',
  '\f',
  '\0',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  'é',
];
const SIGNS = ['"', '"""', '\\', '{{', '}}', '{{name}}', '#', '###', '>', '<', ']', '//'];

/** The text with a few pieces taken out or put in, and maybe other line ends: as an editor, a mistake or another system does. */
export function mutated(text: string): fc.Arbitrary<string> {
  const lineEnds = [text.length, ...Array.from(text.matchAll(/\n/g), ({ index }) => index)];
  const change = fc.record({
    at: fc.oneof(fc.nat(text.length), fc.constantFrom(...lineEnds)),
    without: fc.constantFrom(0, 0, 0, 1),
    piece: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SEEDS) }, fc.constantFrom(...SIGNS, '')),
  });
  return fc
    .tuple(fc.array(change, { maxLength: 4 }), fc.constantFrom('\n', '\n', '\r\n', '\r'))
    .map(([changes, newline]) => {
      let changed = text;
      for (const { at, without, piece } of changes)
        changed = changed.slice(0, at) + piece + changed.slice(at + without);
      return newline === '\n' ? changed : changed.replaceAll(/\r\n|\n/g, newline);
    });
}
