import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../../src/bytes/hex';
import { encodePayload, previewPayload } from '../../../../src/wire/payload/encoder';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { MAX_PAYLOAD } from '../../../../src/wire/payload/term';
import { anyTerm, hexOf, NO_FILES } from '../payloads';

describe('wire/payloadEncoder', () => {
  const examples: readonly [text: string, hex: string][] = [
    // Strings
    ['""', ''],
    ['"hi\\r\\n"', '68 69 0d 0a'],
    ['"\\t\\0\\e\\\\\\""', '09 00 1b 5c 22'],
    ['"\\x00\\xFF\\x7f"', '00 ff 7f'],
    ['"\\u{e9}\\u{1F600}\\u{000041}"', 'c3 a9 f0 9f 98 80 41'],
    ['"é😀"', 'c3 a9 f0 9f 98 80'],
    ['"a{b}\\{{c}}"', '61 7b 62 7d 7b 7b 63 7d 7d'],
    ['"#" "//"', '23 2f 2f'],
    // Hex
    ['[de ad be ef]', 'de ad be ef'],
    ['[deadbeef]', 'de ad be ef'],
    ['[DE,AD, be,\tef]', 'de ad be ef'],
    ['[]', ''],
    // Integers
    ['u8(1, 2, 0x0a)', '01 02 0a'],
    ['u8(0b1111_0000,0o17,2_5_5)', 'f0 0f ff'],
    ['i8(-128, 127, -0x1)', '80 7f ff'],
    ['u16be(0x0A0B)', '0a 0b'],
    ['u16le(0x0A0B)', '0b 0a'],
    ['u24be(0x010203) u24le(0x010203)', '01 02 03 03 02 01'],
    ['i24be(-2) i24le(-2)', 'ff ff fe fe ff ff'],
    ['u32le(256)', '00 01 00 00'],
    ['u48be(0x010203040506) i48le(-1)', '01 02 03 04 05 06 ff ff ff ff ff ff'],
    ['i64be(-1)', 'ff ff ff ff ff ff ff ff'],
    ['u64be(18446744073709551615)', 'ff ff ff ff ff ff ff ff'],
    ['u64le(9007199254740993)', '01 00 00 00 00 00 20 00'],
    ['i64be(-9223372036854775808)', '80 00 00 00 00 00 00 00'],
    ['htons(256) htonl(256)', '01 00 00 00 01 00'],
    // Floating point
    ['f32le(3.14)', 'c3 f5 48 40'],
    ['f64be(3.14)', '40 09 1e b8 51 eb 85 1f'],
    ['f32be(-0, inf, -inf, nan)', '80 00 00 00 7f 80 00 00 ff 80 00 00 7f c0 00 00'],
    ['f32be(1e-3, 0x10, 1_000.5)', '3a 83 12 6f 41 80 00 00 44 7a 20 00'],
    // Addresses
    ['ipv4("127.0.0.1")', '7f 00 00 01'],
    ['ipv6("::1")', '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01'],
    ['ipv6("::ffff:1.2.3.4")', '00 00 00 00 00 00 00 00 00 00 ff ff 01 02 03 04'],
    // Base64
    ['base64("aGkK")', '68 69 0a'],
    ['base64("aGk=") base64("aGk") base64("")', '68 69 68 69'],
    // Repetition
    ['repeat(3, "ab")', '61 62 61 62 61 62'],
    ['repeat(0, "ab")', ''],
    ['repeat(2, u8(1) [02])', '01 02 01 02'],
    ['repeat(2, repeat(2, "a") "b")', '61 61 62 61 61 62'],
    ['repeat(1_000_000, "") zeros(2)', '00 00'],
    ['zeros(0)', ''],
    // Length prefixes
    ['prefixed(u16be, "abc")', '00 03 61 62 63'],
    ['prefixed(u8, prefixed(u16le, "a") [00])', '04 01 00 61 00'],
    ['prefixed(u32le, "")', '00 00 00 00'],
    ['prefixed(u8, zeros(255))', `ff${' 00'.repeat(255)}`],
    // Several terms
    ['u16be(0x0A0B) "hi\\r\\n"', '0a 0b 68 69 0d 0a'],
    ['[0a]"b"u8(1)', '0a 62 01'],
    ['u8 ( 1 ,\n 2 )\n"a"', '01 02 61'],
    // Blocks
    ['"""\nGET /\\n\n  {"a": {}}\n"""', '47 45 54 20 2f 5c 6e 0a 20 20 7b 22 61 22 3a 20 7b 7d 7d 0a'],
    ['"""\r\na\r\n\r\n  """ [ff]', '61 0a 0a ff'],
    ['"""\n"""', ''],
  ];
  for (const [text, hex] of examples) {
    it(`makes the bytes of ${JSON.stringify(text)}`, async () => {
      assert.equal(await hexOf(text), hex);
    });
  }

  describe('variables', () => {
    const variables = new Map<string, string | bigint | Uint8Array>([
      ['name', 'é'],
      ['srv.port', 9000n],
      ['1', Uint8Array.of(0x31, 0x32)],
      ['raw', Uint8Array.of(0xff)],
      ['big', '0x1_0000'],
      ['ip', '10.0.0.1'],
    ]);
    const examples: readonly [text: string, hex: string][] = [
      ['"a{{name}}b"', '61 c3 a9 62'],
      ['"{{srv.port}}{{raw}}"', '39 30 30 30 ff'],
      ['u16be({{srv.port}}, {{1}})', '23 28 00 0c'],
      ['f32be({{1}})', '41 40 00 00'],
      ['zeros({{1}})', '00 '.repeat(12).trim()],
      ['repeat({{1}}, [])', ''],
      ['ipv4("{{ip}}")', '0a 00 00 01'],
      ['prefixed(u8, "{{name}}")', '02 c3 a9'],
      ['"""\n{{name}}\\{{name}}\n"""', 'c3 a9 7b 7b 6e 61 6d 65 7d 7d 0a'],
    ];
    for (const [text, hex] of examples) {
      it(`stand in ${JSON.stringify(text)}`, async () => {
        assert.equal(await hexOf(text, 'send', { variables }), hex);
      });
    }

    const failures: readonly [text: string, code: string, marked: string, message: RegExp][] = [
      ['"x" u8({{none}})', 'PAYLOAD_UNKNOWN_VARIABLE', '{{none}}', /^\{\{none\}\} has no value: define none/],
      ['u16le({{big}})', 'PAYLOAD_OUT_OF_RANGE', '{{big}}', /^0x1_0000 does not fit: u16le holds 0 to 65535\.$/],
      [
        'u8({{name}})',
        'PAYLOAD_BAD_NUMBER',
        '{{name}}',
        /^\{\{name\}\} is "é" here, which is not a number: write "\{\{name\}\}"/,
      ],
      ['u8({{raw}})', 'PAYLOAD_BAD_NUMBER', '{{raw}}', /^\{\{raw\}\} is \[ff\] here, which is not a number/],
      ['f32be({{name}})', 'PAYLOAD_BAD_NUMBER', '{{name}}', /is "é" here, which is not a number/],
      ['ipv4("{{name}}")', 'PAYLOAD_BAD_ADDRESS', '"{{name}}"', /“é” is no IPv4 address/],
      ['base64("{{raw}}")', 'PAYLOAD_NOT_TEXT', '"{{raw}}"', /base64 takes text/],
      [
        'repeat(60000, repeat(60000, "{{name}}"))',
        'PAYLOAD_TOO_LARGE',
        'repeat(60000, repeat(60000, "{{name}}"))',
        /at most 67108864/,
      ],
    ];
    for (const [text, code, marked, message] of failures) {
      it(`fails on ${text} at its place`, async () => {
        const { terms, problems } = parsePayload(text, { use: 'send' });
        assert.deepEqual(problems, []);
        await assert.rejects(encodePayload(terms, { ...NO_FILES, variables }), (error: unknown) => {
          assert.ok(error instanceof Error && 'code' in error && 'range' in error);
          const { start, end } = error.range as { start: number; end: number };
          assert.deepEqual([error.code, text.slice(start, end)], [code, marked]);
          assert.match(error.message, message);
          return true;
        });
      });
    }
  });

  it('never sends a binding', async () => {
    const { terms, problems } = parsePayload('u16be(?n)', { use: 'expect' });
    assert.deepEqual(problems, []);
    await assert.rejects(encodePayload(terms, NO_FILES), { code: 'PAYLOAD_BINDING' });
  });

  it('ends the lines of a block as it is told', async () => {
    assert.equal(await hexOf('"""\na\nb\n"""', 'send', { eol: 'crlf' }), '61 0d 0a 62 0d 0a');
    assert.equal(await hexOf('"""\na\r\nb\n"""', 'send', { eol: 'lf' }), '61 0a 62 0a');
  });

  describe('files', () => {
    it('are read once each, by the path as written', async () => {
      const paths: string[] = [];
      const readFile = (path: string): Promise<Uint8Array> => {
        paths.push(path);
        return Promise.resolve(Uint8Array.of(paths.length));
      };
      const variables = new Map([['dir', 'sub']]);
      const hex = await hexOf('file("a b") prefixed(u8, file("{{dir}}/c")) repeat(2, file("a b"))', 'send', {
        readFile,
        variables,
      });
      assert.equal(hex, '01 01 02 01 01');
      assert.deepEqual(paths, ['a b', 'sub/c']);
    });

    it('fail with what reading them fails with', async () => {
      const { terms } = parsePayload('file("gone")');
      const readFile = (): Promise<Uint8Array> => Promise.reject(new Error('gone'));
      await assert.rejects(encodePayload(terms, { readFile }), { message: 'gone' });
    });

    it('are told how much room there is, and refused when they take more', async () => {
      const limits: number[] = [];
      const readFile = (path: string, limit: number): Promise<Uint8Array> => {
        limits.push(limit);
        return Promise.resolve(new Uint8Array(path === 'large' ? MAX_PAYLOAD : 1));
      };
      const { terms } = parsePayload('file("small") file("large")');
      await assert.rejects(encodePayload(terms, { readFile }), { code: 'PAYLOAD_TOO_LARGE' });
      assert.deepEqual(limits, [MAX_PAYLOAD, MAX_PAYLOAD - 1]);
      // One that takes all of the room fits.
      assert.equal((await encodePayload(parsePayload('file("large")').terms, { readFile })).length, MAX_PAYLOAD);
      const repeated = parsePayload('repeat(2, file("large"))');
      await assert.rejects(encodePayload(repeated.terms, { readFile }), { code: 'PAYLOAD_TOO_LARGE' });
    });
  });

  it('fills the largest payload, and nothing beyond it', async () => {
    const { terms, problems } = parsePayload(`repeat(${MAX_PAYLOAD / 4}, "abcd")`);
    assert.deepEqual(problems, []);
    const bytes = await encodePayload(terms, NO_FILES);
    assert.equal(bytes.length, MAX_PAYLOAD);
    assert.equal(Buffer.from(bytes.subarray(-6)).toString(), 'cdabcd');
    assert.equal(parsePayload(`zeros(${MAX_PAYLOAD}) "a"`).problems[0]?.code, 'PAYLOAD_TOO_LARGE');
  });

  it('hands out an array of its own', async () => {
    const { terms } = parsePayload('[0a 0b]');
    const first = await encodePayload(terms, NO_FILES);
    first.fill(0);
    assert.equal(toHex(await encodePayload(terms, NO_FILES)), '0a0b');
    assert.equal(first.buffer.byteLength, 2);
  });

  describe('preview', () => {
    it('gives length and first bytes without building the rest', () => {
      const { terms } = parsePayload('"hi" zeros(60_000_000)');
      const preview = previewPayload(terms, {}, 4);
      assert.ok(preview);
      assert.equal(preview.length, 60_000_002);
      assert.equal(toHex(preview.first), '68690000');
      assert.equal(previewPayload(terms)?.first.length, 16);
    });

    it('is not there for what is not known', () => {
      for (const text of ['file("a")', '"{{x}}"', 'u8(?n)', 'prefixed(u8, zeros(256))']) {
        assert.equal(previewPayload(parsePayload(text, { use: 'expect' }).terms), undefined, text);
      }
    });

    it('agrees with the payload', async () => {
      const variables = new Map<string, string | bigint>([
        ['n', 3n],
        ['name', 'Zoë'],
      ]);
      const files = new Map([['a b.bin', Uint8Array.of(1, 2, 3)]]);
      await fc.assert(
        fc.asyncProperty(anyTerm, fc.nat({ max: 40 }), async (text, limit) => {
          const { terms, problems } = parsePayload(text.replaceAll('?m', '7'), { use: 'send' });
          assert.deepEqual(problems, [], text);
          const bytes = await encodePayload(terms, {
            variables,
            readFile: (path) => Promise.resolve(files.get(path)!),
          });
          assert.deepEqual(previewPayload(terms, { variables, files }, limit), {
            length: bytes.length,
            first: bytes.slice(0, limit),
          });
        }),
      );
    });
  });
});
