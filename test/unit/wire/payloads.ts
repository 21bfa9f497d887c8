import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex';
import { encodePayload, type EncodeContext } from '../../../src/wire/payload/encoder';
import { parsePayload } from '../../../src/wire/payload/parser';
import type { PayloadPurpose } from '../../../src/wire/payload/purpose';

export const NO_FILES: EncodeContext = {
  readFile: () => Promise.reject(new Error('This payload reads no file.')),
};

/** The payload's bytes in hex; fails on any problem. */
export async function hexOf(
  text: string,
  use: PayloadPurpose = 'input',
  context: Partial<EncodeContext> = {},
): Promise<string> {
  const { terms, problems } = parsePayload(text, { use });
  assert.deepEqual(problems, [], text);
  return toHex(await encodePayload(terms, { ...NO_FILES, ...context }), ' ');
}

const integer = fc.constantFrom('0', '1', '0x0A', '0b11', '0o17', '1_0', '127', '{{n}}', '?m');
const text = fc.constantFrom('""', '"hi\\r\\n"', '"\\x00\\u{1f600}\\{"', '"{{name}}!"', '"é\\e[0m"');

/** Well-formed terms as people would write them, blanks included. */
export const anyTerm: fc.Arbitrary<string> = fc.letrec<{ term: string; terms: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom('[]', '[0a0B]', '[ de,ad  be ef ]', '"""\nline {{name}}\n  \\n\n"""', 'htons( 1 )'),
    fc
      .tuple(
        fc.constantFrom('u8', 'i16le', 'u24be', 'u64le', 'f32le', 'f64be'),
        fc.array(integer, { minLength: 1, maxLength: 3 }),
      )
      .map(([name, values]) => `${name}(${values.join(' ,')})`),
    fc.constantFrom(
      'f32be(nan, -inf, 1e-3)',
      'ipv4("127.0.0.1")',
      'ipv6( "::1" )',
      'base64("aGk=")',
      'file("a b.bin")',
    ),
    fc.constantFrom('zeros(3)', 'zeros({{n}})'),
    tie('terms').map((terms) => `repeat( 2,${terms} )`),
    tie('terms').map((terms) => `prefixed(u16be ,${terms})`),
  ),
  terms: fc.array(tie('term'), { minLength: 1, maxLength: 3 }).map((terms) => terms.join('  ')),
})).terms;
