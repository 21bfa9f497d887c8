import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodePayload } from '../../../src/wire/payloadEncoder';
import { formatPayload } from '../../../src/wire/payloadFormatter';
import { parsePayload } from '../../../src/wire/payloadParser';
import { NO_FILES } from './payloads';

/** Text, binary data, zeros and pieces of UTF-8, mixed. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
      fc.constantFrom('{', '{{a}}', '"\\', '\r\n', '\u202e', '\u00a0', '\ufeff').map((text) => Buffer.from(text)),
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
