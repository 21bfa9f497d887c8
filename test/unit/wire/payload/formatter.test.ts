import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodePayload } from '../../../../src/wire/payload/encoder';
import { formatPayload, formatString } from '../../../../src/wire/payload/formatter';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { NO_FILES } from '../payloads';

/** Text, binary data, zeros and pieces of UTF-8, mixed. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('{', '{{a}}', '"\\', '\r\n', '\u202e', '\u00a0', '\ufeff', '\ufe0f', '\u{e0041}', '\u3164')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      fc.nat({ max: 20 }).map((count) => Buffer.alloc(count)),
    ),
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

describe('wire/payloadFormatter', () => {
  it('yields text that makes the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        const text = formatPayload(bytes);
        const { terms, problems } = parsePayload(text);
        assert.deepEqual(problems, [], text);
        assert.deepEqual(await encodePayload(terms, NO_FILES), bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('yields one string that makes the same bytes, in which nothing is hidden', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        const text = formatString(bytes);
        assert.match(text, /^"[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*"$/u);
        const { terms, problems } = parsePayload(text);
        assert.deepEqual(problems, [], text);
        assert.equal(terms.length, 1);
        assert.deepEqual(await encodePayload(terms, NO_FILES), bytes);
      }),
      { numRuns: 500 },
    );
  });

  const strings: readonly [bytes: string, text: string][] = [
    ['', '""'],
    ['a\0\x1b[31m\x7f\r\n\t', '"a\\0\\e[31m\\x7f\\r\\n\\t"'],
    ['Zoë {{a}}', '"Zoë \\{{a}}"'],
    ['\ufe0f', '"\\xef\\xb8\\x8f"'],
  ];
  for (const [bytes, text] of strings) {
    it(`writes the string ${text}`, () => {
      assert.equal(formatString(Buffer.from(bytes)), text);
    });
  }

  const examples: readonly [bytes: string | readonly number[], text: string][] = [
    [[], '""'],
    ['hi\r\n', '"hi\\r\\n"'],
    ['A', '"A"'],
    ['\n', '"\\n"'],
    [[0x0a, 0x0b, 0x68, 0x69, 0x0d, 0x0a], '[0a 0b] "hi\\r\\n"'],
    [[0x00, 0x41, 0x01], '[00 41 01]'],
    ['say "hi" \\ \t', '"say \\"hi\\" \\\\ \\t"'],
    ['{{a}} {b} {{{', '"\\{{a}} {b} \\{\\{{"'],
    ['Zoë 😀', '"Zoë 😀"'],
    ['a\u202eb\u00a0c', '[61 e2 80 ae 62 c2 a0 63]'],
    // Nothing that is not drawn: a variation selector, a tag, a filler.
    ['\ufe0f\u{e0041}\u3164', '[ef b8 8f f3 a0 81 81 e3 85 a4]'],
    [[0xff, 0xfe], '[ff fe]'],
    [[0xe2, 0x82], '[e2 82]'],
    [[0xc0, 0xaf, 0xe0, 0x80, 0xaf, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80], '[c0 af e0 80 af ed a0 80 f4 90 80 80]'],
    ['\x1b[31m', '[1b] "[31m"'],
    [[1, ...new Array<number>(16).fill(0), 2], '[01] zeros(16) [02]'],
    [[1, ...new Array<number>(15).fill(0), 2], `[01${' 00'.repeat(15)} 02]`],
    ['\0\0ab', '[00 00] "ab"'],
  ];
  for (const [bytes, text] of examples) {
    it(`writes ${text}`, () => {
      assert.equal(formatPayload(Uint8Array.from(Buffer.from(bytes as string))), text);
    });
  }

  it('takes a mebibyte of anything', () => {
    for (const unit of [[0x0a], [0x41, 0x00], [0xc3, 0xa9], [0x00], [0xe2]]) {
      const bytes = new Uint8Array(1_048_576).map((_, index) => unit[index % unit.length]!);
      assert.ok(formatPayload(bytes).length > 0);
    }
  });
});
