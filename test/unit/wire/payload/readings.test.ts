import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessage } from '../../../../src/base/error';
import { COPY_FORMATS } from '../../../../src/bytes/copyFormats';
import { hexPreview, toHex } from '../../../../src/bytes/hex';
import { encodeUtf8 } from '../../../../src/bytes/utf8';
import { isLikeliestReading, payloadBytes, payloadReadings } from '../../../../src/wire/payload/readings';

const noFiles = { readFile: () => Promise.reject(new Error('no files')) };

/** Each reading as `what it is: bytes`, or as its problem's code. */
function rows(text: string, preferred?: string, oneLine?: string): string[] {
  return payloadReadings(text, 8, preferred, oneLine).map((reading) => {
    if (reading.problem) return reading.problem.code;
    const { template, args, preview } = reading;
    return `${formatMessage(template, args)}: ${preview ? hexPreview(preview.first, 8, preview.length) : 'files'}`;
  });
}

const firstOf = (text: string): string => rows(text)[0]!.replace(/:.*/s, '');

describe('wire/payloadReadings', () => {
  it('knows what a text is taken for by itself, and what somebody has chosen', () => {
    assert.ok(isLikeliestReading('HELO', 'text'));
    assert.ok(!isLikeliestReading('HELO', 'textCrlf'));
    assert.ok(isLikeliestReading('u16be(1)', 'payload'));
    assert.ok(isLikeliestReading('HELO', 'textCrlf', 'crlf'));
    assert.ok(isLikeliestReading('HELO', 'textLf', 'lf'));
    assert.ok(isLikeliestReading('u16be(1)', 'payload', 'crlf'));
    assert.ok(!isLikeliestReading('u16be(1)', 'text'));
    // An empty line is a choice.
    assert.ok(!isLikeliestReading('', 'textCrlf'));
  });

  it('says what a text can be sent as', () => {
    assert.deepEqual(rows('hi'), ['Plain text (UTF-8): 68 69', 'Plain text with \\r\\n at its end: 68 69 0d 0a']);
    assert.deepEqual(rows('[0a 0b]'), [
      'Payload syntax: 0a 0b',
      'Plain text (UTF-8): 5b 30 61 20 30 62 5d',
      'Plain text with \\r\\n at its end: 5b 30 61 20 30 62 5d 0d …',
    ]);
    assert.deepEqual(rows('[10, 20]'), [
      'Plain text (UTF-8): 5b 31 30 2c 20 32 30 5d',
      'Plain text with \\r\\n at its end: 5b 31 30 2c 20 32 30 5d …',
      'Payload syntax: 10 20',
      'List of bytes in JavaScript, Python, Rust: 0a 14',
    ]);
    assert.deepEqual(rows('a\\n'), [
      'Plain text (UTF-8): 61 5c 6e',
      'Plain text with \\r\\n at its end: 61 5c 6e 0d 0a',
      'Text with escapes: 61 0a',
    ]);
    assert.deepEqual(rows('"\\xff"').slice(0, 1), ['Payload syntax: ff']);
    assert.ok(rows('"\\xff"').includes('String of JavaScript, Python: c3 bf'));
    assert.ok(rows('"\\xff"').includes('Text with escapes: 22 ff 22'));
    assert.ok(!rows('"\\xff"').some((row) => row.startsWith('String of C')));
  });

  it('begins with the likeliest', () => {
    const likeliest: Readonly<Record<string, readonly string[]>> = {
      'Plain text (UTF-8)': [
        'hello',
        'GET / HTTP/1.0',
        '[INFO] hi',
        '{"a": 1}',
        '[1, 2]',
        'dead',
        '12:30',
        'de ad',
        'C:\\new',
        '5',
        '{1, 2}',
      ],
      'Payload syntax': ['"hi"', '[0a 0b]', '[10]', 'u16be(1)', 'u16be (258)', 'file("x")'],
      'Hex digits': ['[0x21 0x01]', '[de:ad]', '\\xde\\xad', '0x0a 0x0b', 'de ad be ef', 'de:ad:be:ef:00:01'],
      'Hex dump': ['0000   48 65 6c', '00000000: 4865  He', '0000 61 62\n0002 63 64'],
      'Text with escapes': ['GET / HTTP/1.0\\r\\n\\r\\n', 'a\\x00b'],
    };
    for (const [name, texts] of Object.entries(likeliest)) {
      for (const text of texts) assert.equal(firstOf(text), name, text);
    }
    assert.match(firstOf('{0x01, 2}'), /^List of bytes in C/);
    assert.match(firstOf('b"\\x00"'), /^String of Python, Rust/);
  });

  it('tells the mistake first where payload syntax was meant, and the text behind it', () => {
    for (const text of ['[0a', 'u16be(70000)', 'U16BE(258)', 'u16 (258)', '"x']) {
      const [first, second] = payloadReadings(text, 8);
      assert.ok(first?.problem, text);
      assert.equal(second?.id, 'text');
    }
    assert.equal(payloadReadings('use (this)', 8)[0]?.id, 'text');
  });

  it('begins with the preferred reading where there is such a one', () => {
    assert.equal(rows('hi', 'textCrlf')[0], 'Plain text with \\r\\n at its end: 68 69 0d 0a');
    assert.equal(rows('[0a]', 'text')[0], 'Plain text (UTF-8): 5b 30 61 5d');
    assert.equal(rows('hi', 'payload')[0], 'Plain text (UTF-8): 68 69');
    assert.equal(rows('[0a', 'text')[0], 'Plain text (UTF-8): 5b 30 61');
  });

  it('says how many lines there are, and what they are in one', () => {
    assert.deepEqual(rows('a\r\nb', undefined, 'a b'), [
      'Plain text (UTF-8), 2 lines: 61 0d 0a 62',
      'Plain text, 2 lines, with \\r\\n at its end: 61 0d 0a 62 0d 0a',
      'Plain text in one line: 61 20 62',
    ]);
  });

  it('makes the bytes that it shows, and has the text itself among them, whatever it is', async () => {
    const near = fc.string({ maxLength: 20, unit: fc.constantFrom(...Array.from('[]{}"\\x0a1, u(8)\n')) });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(near, fc.string()),
        fc.constantFrom(undefined, 'hex', 'textCrlf'),
        async (text, preferred) => {
          const readings = payloadReadings(text, 5, preferred);
          assert.equal(new Set(readings.map(({ id }) => id)).size, readings.length);
          assert.ok(readings.some(({ id }) => id === 'text'));
          for (const reading of readings) {
            if (reading.problem || !reading.preview) continue;
            const bytes = await reading.encode(noFiles);
            assert.equal(bytes.length, reading.preview.length);
            assert.deepEqual([...bytes.subarray(0, 5)], [...reading.preview.first]);
            if (reading.id === 'text') assert.equal(Buffer.compare(bytes, Buffer.from(text)), 0);
          }
        },
      ),
    );
  });

  it('sends again what was copied, whatever the format', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 6, maxLength: 30 }),
        fc.string({ minLength: 1 }),
        async (random, text) => {
          for (const { id, format } of COPY_FORMATS) {
            const bytes = id === 'text' ? encodeUtf8(text) : random;
            // Base64 is told from words only where it looks like nothing else.
            if (id === 'base64' && !format(bytes).endsWith('=')) continue;
            const sent: string[] = [];
            for (const reading of payloadReadings(format(bytes), 0)) {
              if (!reading.problem) sent.push(toHex(await reading.encode(noFiles)));
            }
            assert.ok(sent.includes(toHex(bytes)), `${id}: ${format(bytes)} gave ${sent.join(' or ')}`);
          }
        },
      ),
    );
  });

  it('is done with any long text in no time, however it repeats itself', () => {
    const starts = ['', '(', '[', '{', '"', "b'", '[]', '(int ', '0000: ', 'fn('];
    const parts = [
      'a',
      'int ',
      '* ',
      ' ',
      '[',
      '(',
      '[ ',
      '/*',
      '\\',
      '\\x',
      "'",
      '"',
      ',',
      '1,',
      '], ',
      '0x',
      '00 ',
      ': ',
      '\n',
    ];
    for (const start of starts) {
      // A reader that is quadratic in any of them needs minutes.
      for (const part of parts) {
        const text = start + part.repeat(Math.ceil(20_000 / part.length));
        for (const end of ['!', ']']) assert.ok(payloadReadings(text + end, 4).length > 0);
      }
    }
  }).timeout(120_000);

  it('knows the bytes of payload syntax without files', () => {
    assert.deepEqual([...payloadBytes('u16be(1)')!], [0, 1]);
    for (const text of ['hello', 'file("x")', '[0a', '0a']) assert.equal(payloadBytes(text), undefined, text);
  });
});
