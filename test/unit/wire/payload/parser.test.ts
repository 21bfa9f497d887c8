import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessage } from '../../../../src/base/error';
import { parsePayload } from '../../../../src/wire/payload/parser';
import { MAX_DEPTH } from '../../../../src/wire/payload/term';
import type { PayloadPurpose } from '../../../../src/wire/payload/purpose';
import { MAX_PROBLEMS } from '../../../../src/base/problem';
import { anyTerm } from '../payloads';

/** Text with mistakes, each marked by `‹…›`, and what is said about each in turn; `fixed` is the text after all fixes. */
interface Mistake {
  readonly text: string;
  readonly says: readonly RegExp[];
  readonly codes: readonly string[];
  readonly fixed?: string;
}

const MISTAKES: readonly Mistake[] = [
  // Strings
  { text: '"a‹\\q›b"', codes: ['PAYLOAD_UNKNOWN_ESCAPE'], says: [/no escape \\q/], fixed: '"a\\\\qb"' },
  {
    text: 'file(‹"C:\\new\\table"›)',
    codes: ['PAYLOAD_BACKSLASH_PATH'],
    says: [/begins an escape here.*file\("C:\/new\/table"\)/],
    fixed: 'file("C:/new/table")',
  },
  { text: 'file(‹"..\\r.bin"›)', codes: ['PAYLOAD_BACKSLASH_PATH'], says: [/\.\.\/r\.bin/], fixed: 'file("../r.bin")' },
  { text: '"‹\\😀›"', codes: ['PAYLOAD_UNKNOWN_ESCAPE'], says: [/\\😀/], fixed: '"\\\\😀"' },
  { text: '"‹\\x4›"', codes: ['PAYLOAD_BAD_ESCAPE'], says: [/exactly two hex digits/], fixed: '"\\x04"' },
  { text: '"‹\\x›g"', codes: ['PAYLOAD_BAD_ESCAPE'], says: [/exactly two hex digits/] },
  { text: '"‹\\u0041›"', codes: ['PAYLOAD_BAD_ESCAPE'], says: [/in braces/], fixed: '"\\u{0041}"' },
  { text: '"‹\\u›{}"', codes: ['PAYLOAD_BAD_ESCAPE'], says: [/in braces/] },
  { text: '"‹\\u{110000}›"', codes: ['PAYLOAD_BAD_ESCAPE'], says: [/^\\u\{110000\} is beyond Unicode/] },
  { text: '"‹\\u{d800}›"', codes: ['PAYLOAD_LONE_SURROGATE'], says: [/^\\u\{d800\} is half/] },
  { text: '"‹\ud83d›!"', codes: ['PAYLOAD_LONE_SURROGATE'], says: [/Half of a UTF-16 pair/] },
  { text: '‹"abc›', codes: ['PAYLOAD_MISSING_QUOTE'], says: [/no closing quote/], fixed: '"abc"' },
  { text: '‹"abc›\n[0a]', codes: ['PAYLOAD_MISSING_QUOTE'], says: [/no closing quote/], fixed: '"abc"\n[0a]' },
  { text: '‹"abc‹\\››', codes: ['PAYLOAD_MISSING_QUOTE', 'PAYLOAD_UNKNOWN_ESCAPE'], says: [/quote/, /lone backslash/] },
  { text: '"‹{{› a }}"', codes: ['PAYLOAD_BAD_VARIABLE'], says: [/\\\{/], fixed: '"\\{\\{ a }}"' },
  { text: '"‹{{a}}›"', codes: ['PAYLOAD_VARIABLE'], says: [/only wire files/], fixed: '"\\{{a}}"' },
  { text: '‹"""›\nabc', codes: ['PAYLOAD_MISSING_QUOTE'], says: [/close it with a line/] },
  { text: '‹"""abc›"""', codes: ['PAYLOAD_BLOCK_OPENING'], says: [/begin its text on the next line/] },
  { text: '‹""" abc›\nd\n"""', codes: ['PAYLOAD_BLOCK_OPENING'], says: [/begin its text on the next line/] },
  { text: '‹"""›"""', codes: ['PAYLOAD_BLOCK_OPENING'], says: [/begin its text on the next line/] },
  ...['"""\nx‹\r›y\n"""', '"""\nx‹\r›\r\n"""', '"""\nx‹\r›"""', '"""‹\r›\r\nx\n"""', '"""‹\r›x‹\r›"""\r'].map(
    (text) => ({
      text,
      codes: Array.from(text.matchAll(/‹/g), () => 'PAYLOAD_LONE_CR'),
      says: [/end its line with a line feed, or write the text in quotes, with \\r for this byte/],
      fixed: text.replaceAll('‹\r›', '\n'),
    }),
  ),
  { text: '"""\n‹{{a}}›\n"""', codes: ['PAYLOAD_VARIABLE'], says: [/only wire files/] },
  // Hex
  { text: '[‹0›]', codes: ['HEX_ODD_DIGITS'], says: [/odd number of hex digits/] },
  { text: '[0a ‹0b0› 0c ‹d›]', codes: ['HEX_ODD_DIGITS', 'HEX_ODD_DIGITS'], says: [/“0b0”/, /“d”/] },
  {
    text: '[‹0x›0a ‹0x›0b]',
    codes: ['HEX_PREFIX', 'HEX_PREFIX'],
    says: [/without 0x/, /without 0x/],
    fixed: '[0a 0b]',
  },
  { text: '[0a‹g›]', codes: ['HEX_NOT_A_DIGIT'], says: [/“g” is not a hex digit/] },
  { text: '‹[0a 0b› "x"', codes: ['PAYLOAD_MISSING_BRACKET'], says: [/put \] where/], fixed: '[0a 0b] "x"' },
  // Numbers
  { text: 'u8(‹256›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/^256 does not fit: u8 holds 0 to 255\.$/] },
  { text: 'u8(‹-1›, 3, ‹0x100›)', codes: ['PAYLOAD_OUT_OF_RANGE', 'PAYLOAD_OUT_OF_RANGE'], says: [/-1/, /0x100/] },
  { text: 'i16be(‹-32769›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/-32768 to 32767/] },
  { text: 'u64le(‹18446744073709551616›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/to 18446744073709551615\./] },
  { text: `u64le(‹${'9'.repeat(100)}›)`, codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/9999…/] },
  { text: 'htons(‹65536›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/u16be holds 0 to 65535/] },
  { text: 'u8(‹1.5›)', codes: ['PAYLOAD_BAD_NUMBER'], says: [/“1.5” is not a whole number/] },
  {
    text: 'u8(‹1__0›, ‹_1›, ‹0x›)',
    codes: ['PAYLOAD_BAD_NUMBER', 'PAYLOAD_BAD_NUMBER', 'PAYLOAD_BAD_NUMBER'],
    says: [/1__0/, /_1/, /0x/],
  },
  { text: 'u8(‹010›)', codes: ['PAYLOAD_LEADING_ZERO'], says: [/octal: write 10/], fixed: 'u8(10)' },
  { text: 'u8(‹"a"›)', codes: ['PAYLOAD_BAD_NUMBER'], says: [/“"a"” is not a number: u8 takes/] },
  { text: 'u8(1, ‹)›', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/number is missing/] },
  { text: 'u8(1,‹,› 2)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/number is missing/] },
  { text: 'u8(1 ‹2›)', codes: ['PAYLOAD_MISSING_COMMA'], says: [/separated by commas/], fixed: 'u8(1, 2)' },
  { text: '‹u8()›', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/^u8 takes one or more numbers/] },
  { text: 'u8(‹?n›)', codes: ['PAYLOAD_BINDING'], says: [/number that is received/] },
  { text: 'u8(‹{{n}}›)', codes: ['PAYLOAD_VARIABLE'], says: [/^\{\{n\}\} is a variable/] },
  {
    text: 'f32le(‹1e39›, ‹x›)',
    codes: ['PAYLOAD_OUT_OF_RANGE', 'PAYLOAD_BAD_NUMBER'],
    says: [/3\.4028234663852886e\+38/, /“x” is not a number/],
  },
  { text: 'f64be(‹1e999›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/For infinity write inf/] },
  // Functions with one text
  {
    text: 'ipv4(‹127.0.0.1›)',
    codes: ['PAYLOAD_MISSING_QUOTE'],
    says: [/ipv4\("127.0.0.1"\)/],
    fixed: 'ipv4("127.0.0.1")',
  },
  { text: 'ipv4(‹"127.0.0"›)', codes: ['PAYLOAD_BAD_ADDRESS'], says: [/“127.0.0” is no IPv4 address/] },
  { text: 'ipv4(‹"::1"›)', codes: ['PAYLOAD_BAD_ADDRESS'], says: [/write ipv6\("::1"\)/] },
  { text: 'ipv6(‹"10.0.0.1"›)', codes: ['PAYLOAD_BAD_ADDRESS'], says: [/write ipv4\("10.0.0.1"\)/] },
  {
    text: 'ipv6(‹"fe80::1%eth0"›)',
    codes: ['PAYLOAD_BAD_ADDRESS'],
    says: [/zone such as %eth0/],
    fixed: 'ipv6("fe80::1")',
  },
  { text: 'ipv6(‹"x"›)', codes: ['PAYLOAD_BAD_ADDRESS'], says: [/no IPv6 address/] },
  { text: 'ipv4("1.2.3.4"‹,› "5.6.7.8")', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/takes one address/] },
  { text: 'base64("aG‹*›k")', codes: ['PAYLOAD_BAD_BASE64'], says: [/“\*” is no Base64 digit/] },
  { text: 'base64(‹"a"›)', codes: ['PAYLOAD_BAD_BASE64'], says: [/cut off/] },
  { text: 'base64("aGk‹=›=")', codes: ['PAYLOAD_BAD_BASE64'], says: [/padding/] },
  { text: 'base64("aG‹l›")', codes: ['PAYLOAD_BAD_BASE64'], says: [/“l” holds bits/] },
  { text: 'base64(‹"\\xff"›)', codes: ['PAYLOAD_NOT_TEXT'], says: [/base64 takes text/] },
  { text: 'file(‹""›)', codes: ['PAYLOAD_EMPTY_PATH'], says: [/path is empty/] },
  { text: 'file(‹[0a]›)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/one path in quotes/] },
  // Repetition and prefixes
  { text: 'repeat(‹1e9›, "a")', codes: ['PAYLOAD_BAD_NUMBER'], says: [/not a whole number/] },
  { text: 'repeat(‹1000000000›, "a")', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/write 0 to 67108864/] },
  { text: '‹repeat(67108864, "ab")›', codes: ['PAYLOAD_TOO_LARGE'], says: [/134217728 bytes long: at most 67108864/] },
  { text: 'repeat(9, ‹repeat(67108864, "ab")›)', codes: ['PAYLOAD_TOO_LARGE'], says: [/64 MiB/] },
  { text: 'zeros(67108864) ‹"a"›', codes: ['PAYLOAD_TOO_LARGE'], says: [/64 MiB/] },
  { text: '‹repeat›(3)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/how often, a comma and what/] },
  { text: '‹repeat›(3,)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/how often, a comma and what/] },
  { text: 'repeat(3 ‹"ab"›)', codes: ['PAYLOAD_MISSING_COMMA'], says: [/commas/], fixed: 'repeat(3, "ab")' },
  { text: 'repeat(‹"ab"›, [03])', codes: ['PAYLOAD_BAD_NUMBER'], says: [/repeat takes numbers/] },
  { text: 'repeat(‹?n›, [03])', codes: ['PAYLOAD_BINDING'], says: [/count cannot be bound/] },
  { text: 'zeros(3‹,› 4)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [/one count/] },
  { text: 'zeros(‹-1›)', codes: ['PAYLOAD_OUT_OF_RANGE'], says: [/no possible count/] },
  {
    text: 'prefixed(‹u16›, "a")',
    codes: ['PAYLOAD_UNKNOWN_TYPE'],
    says: [/such as u16be/],
    fixed: 'prefixed(u16be, "a")',
  },
  {
    text: 'prefixed(‹u23be›, "a")',
    codes: ['PAYLOAD_UNKNOWN_TYPE'],
    says: [/such as u24be/],
    fixed: 'prefixed(u24be, "a")',
  },
  {
    text: '‹prefixed(u8, zeros(256))›',
    codes: ['PAYLOAD_PREFIX_TOO_SMALL'],
    says: [/is 256, and u8 holds at most 255/],
  },
  { text: '‹prefixed(i8, zeros(128))›', codes: ['PAYLOAD_PREFIX_TOO_SMALL'], says: [/at most 127/] },
  {
    text: 'prefixed(u8, "a"‹,› "b")',
    codes: ['PAYLOAD_UNEXPECTED'],
    says: [/leave out the comma/],
    fixed: 'prefixed(u8, "a"  "b")',
  },
  { text: 'prefixed(‹"a"›)', codes: ['PAYLOAD_WRONG_ARGUMENTS'], says: [] },
  // Words
  {
    text: '‹u16›(1)',
    codes: ['PAYLOAD_UNKNOWN_TERM'],
    says: [/write u16be \(big-endian, network order\) or u16le/],
    fixed: 'u16be(1)',
  },
  { text: '‹f32›(1)', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/byte order/], fixed: 'f32be(1)' },
  { text: '‹u8be›(1)', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/did you mean u8\?/], fixed: 'u8(1)' },
  { text: '‹U16BE›(1)', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/did you mean u16be\?/], fixed: 'u16be(1)' },
  { text: '‹uint32_t›(1)', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/did you mean u32be\?/], fixed: 'u32be(1)' },
  { text: '‹ntohs›(1)', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/did you mean htons\?/], fixed: 'htons(1)' },
  {
    text: '‹reapet›(1, "a")',
    codes: ['PAYLOAD_UNKNOWN_TERM'],
    says: [/did you mean repeat\?/],
    fixed: 'repeat(1, "a")',
  },
  { text: '‹frobnicate›(a (b) c) "d"', codes: ['PAYLOAD_UNKNOWN_TERM'], says: [/no term “frobnicate”/] },
  { text: '‹u16be› "a"', codes: ['PAYLOAD_MISSING_PARENTHESIS'], says: [/write u16be\(…\)/] },
  {
    text: '‹hello› ‹world›',
    codes: ['PAYLOAD_BARE_WORD', 'PAYLOAD_BARE_WORD'],
    says: [/write "hello"/, /write "world"/],
    fixed: '"hello" "world"',
  },
  { text: '‹a\\b›', codes: ['PAYLOAD_BARE_WORD'], says: [/quotes/], fixed: '"a\\\\b"' },
  { text: '‹12›', codes: ['PAYLOAD_BARE_NUMBER'], says: [/u8\(12\)/], fixed: 'u8(12)' },
  { text: '‹123456›', codes: ['PAYLOAD_BARE_HEX'], says: [/\[123456\]/], fixed: '[123456]' },
  { text: '‹0x1234›', codes: ['PAYLOAD_BARE_NUMBER'], says: [/u32be\(0x1234\)/] },
  { text: '‹0a0b›', codes: ['PAYLOAD_BARE_HEX'], says: [/\[0a0b\]/], fixed: '[0a0b]' },
  { text: '‹{{a}}›', codes: ['PAYLOAD_VARIABLE'], says: [/only wire files/] },
  { text: '‹?a›', codes: ['PAYLOAD_BARE_BINDING'], says: [/u16be\(\?a\)/] },
  // Punctuation
  { text: '"a"‹,›"b"', codes: ['PAYLOAD_UNEXPECTED'], says: [/separated by blanks/], fixed: '"a" "b"' },
  {
    text: '"a" ‹)› ‹}}]›',
    codes: ['PAYLOAD_UNEXPECTED', 'PAYLOAD_UNEXPECTED'],
    says: [/“\)”/, /“}}\]”/],
    fixed: '"a"  ',
  },
  { text: 'u8‹(›1', codes: ['PAYLOAD_MISSING_PARENTHESIS'], says: [/behind u8 is not closed/], fixed: 'u8(1)' },
  {
    text: 'repeat‹(›2, u8‹(›1 ',
    codes: ['PAYLOAD_MISSING_PARENTHESIS', 'PAYLOAD_MISSING_PARENTHESIS'],
    says: [/repeat/, /u8/],
    fixed: 'repeat(2, u8(1)) ',
  },
  { text: '‹›', codes: ['PAYLOAD_EMPTY'], says: [/no payload here/] },
  { text: '‹   ›', codes: ['PAYLOAD_EMPTY'], says: [/no payload here/] },
];

/** Takes the marks out of a text: the text, and the ranges that they enclosed, by where they begin. */
function unmark(marked: string): { readonly text: string; readonly ranges: readonly [start: number, end: number][] } {
  const ranges: [number, number][] = [];
  const open: number[] = [];
  let text = '';
  for (const unit of marked.split(/([‹›])/)) {
    if (unit === '‹') {
      open.push(ranges.length);
      ranges.push([text.length, text.length]);
    } else if (unit === '›') {
      ranges[open.pop()!]![1] = text.length;
    } else {
      text += unit;
    }
  }
  return { text, ranges };
}

describe('wire/payloadParser', () => {
  describe('mistakes', () => {
    for (const { text: marked, codes, says, fixed } of MISTAKES) {
      it(`marks and explains ${JSON.stringify(marked)}`, () => {
        const { text, ranges } = unmark(marked);
        const { problems } = parsePayload(text);
        assert.deepEqual(
          problems.map(({ code }) => code),
          codes,
        );
        assert.deepEqual(
          problems.map(({ start, end }) => [start, end]),
          ranges,
        );
        for (const [index, pattern] of says.entries()) {
          const { template, args } = problems[index]!;
          assert.match(formatMessage(template, args), pattern);
        }
        if (fixed === undefined) return;
        // From behind, so that the places before a fix stay where they are.
        const fixes = problems.flatMap(({ fix }) => (fix === undefined ? [] : [fix])).sort((a, b) => a.start - b.start);
        let mended = text;
        for (const fix of fixes.reverse()) mended = mended.slice(0, fix.start) + fix.text + mended.slice(fix.end);
        assert.equal(mended, fixed);
        assert.deepEqual(parsePayload(mended).problems, []);
      });
    }

    it('says everything in sentences, with every argument put in', () => {
      for (const { text } of MISTAKES) {
        for (const { template, args, code } of parsePayload(unmark(text).text).problems) {
          const message = formatMessage(template, args);
          assert.match(message, /^.*[a-z].*[.?]$/su, code);
          assert.ok(!/\{\d\}/.test(message), message);
          assert.ok(args.every((arg) => formatMessage('{0}', [arg]).length <= 50));
        }
      }
    });
  });

  it('keeps what it understood beside a mistake', () => {
    const { terms, problems } = parsePayload('"a" nonsense(1) [0a] u8(300, 2)');
    assert.equal(problems.length, 2);
    assert.deepEqual(
      terms.map(({ kind, start, end }) => [kind, start, end]),
      [
        ['string', 0, 3],
        ['hex', 16, 20],
        ['integers', 21, 31],
      ],
    );
  });

  describe('in a wire file', () => {
    const parse = (text: string, use: PayloadPurpose, start = 0) =>
      parsePayload(text, { use, start, stopWords: new Set(['to', 'within']) });

    it('ends at the line, at a comment, and at stop words', () => {
      const texts = [
        'x > "a" u8(1)|\n[zz',
        'x > "a"  |# "b"',
        'x > [0a] |to [::1]:9',
        'x > "to" |within 2s',
        'x > "#"|',
      ];
      for (const marked of texts) {
        const text = marked.replace('|', '');
        const { end, problems } = parse(text, 'send', 4);
        assert.deepEqual(problems, [], text);
        assert.equal(end, marked.indexOf('|'), text);
      }
    });

    it('goes over several lines in a block only', () => {
      const text = 'x > """\na # {{b}}\n""" [0a] to y\n';
      const { terms, end, problems } = parse(text, 'send', 4);
      assert.deepEqual(problems, []);
      assert.equal(end, text.indexOf('to y'));
      assert.deepEqual(
        terms.map(({ kind, start }) => [kind, start]),
        [
          ['block', 4],
          ['hex', 22],
        ],
      );
      assert.equal(parse('u8(1,\n2)', 'send').problems[0]?.code, 'PAYLOAD_MISSING_PARENTHESIS');
      assert.equal(parse('[0a\n0b]', 'send').problems[0]?.code, 'PAYLOAD_MISSING_BRACKET');
    });

    it('has variables with their places', () => {
      const { terms, problems } = parse('"{{a.b}}!" u8({{1}})', 'send');
      assert.deepEqual(problems, []);
      const [string, integers] = terms;
      assert.ok(string?.kind === 'string' && integers?.kind === 'integers');
      assert.deepEqual(string.text.parts[0], { kind: 'variable', name: 'a.b', start: 1, end: 8 });
      assert.deepEqual(integers.values, [{ kind: 'variable', name: '1', start: 14, end: 19 }]);
    });

    it('binds in expectations only', () => {
      const { terms, problems } = parse('u16be(?n, 2)', 'expect');
      assert.deepEqual(problems, []);
      const [integers] = terms;
      assert.ok(integers?.kind === 'integers');
      assert.deepEqual(integers.values[0], { kind: 'binding', name: 'n', start: 6, end: 8 });
      assert.equal(parse('u16be(?n)', 'send').problems[0]?.code, 'PAYLOAD_BINDING');
    });

    it('wants a string or a number around a variable', () => {
      const [problem] = parse('{{a}}', 'send').problems;
      assert.equal(problem?.code, 'PAYLOAD_BARE_VARIABLE');
      assert.equal(problem.fix?.text, '"{{a}}"');
    });
  });

  it('bounds how deeply terms stand in each other', () => {
    const nested = (depth: number): string => `${'repeat(1, '.repeat(depth)}"a"${')'.repeat(depth)}`;
    assert.deepEqual(parsePayload(nested(MAX_DEPTH)).problems, []);
    assert.deepEqual(
      parsePayload(nested(MAX_DEPTH + 1)).problems.map(({ code }) => code),
      // What stands around the part that is too deep has nothing left to repeat, which is no further mistake.
      ['PAYLOAD_TOO_DEEP'],
    );
    assert.equal(parsePayload(nested(10_000)).problems[0]?.code, 'PAYLOAD_TOO_DEEP');
  });

  it('keeps a bounded number of problems', () => {
    assert.equal(parsePayload('nonsense '.repeat(1000)).problems.length, MAX_PROBLEMS);
  });

  /** Near misses of every construct. */
  const fragments = fc
    .array(
      fc.constantFrom(
        ...Array.from('"[](),{}?#\\ \n\r\t\0'),
        '"""',
        '{{',
        '}}',
        '{{a}}',
        '?n',
        '\\x',
        '\\u{',
        'u8(',
        'repeat(',
        'prefixed(u16be,',
        'zeros(',
        'ipv4("',
        '0a',
        '1',
        '-',
        '\ud800',
        'é',
        'to',
        'base64("',
        'f32le(',
        '1e',
        'nonsense(',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));
  const uses = fc.constantFrom<PayloadPurpose>('input', 'send', 'expect');

  it('never throws, and stays within the text, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fragments, anyTerm), uses, fc.nat({ max: 10 }), (text, use, offset) => {
        const start = Math.min(offset, text.length);
        const { terms, problems, end } = parsePayload(text, { use, start, stopWords: new Set(['to']) });
        for (const range of [...terms, ...problems, ...problems.flatMap(({ fix }) => fix ?? []), { start, end }]) {
          assert.ok(range.start >= start && range.start <= range.end && range.end <= text.length);
        }
        if (use === 'input' && !text.includes('to')) assert.equal(end, text.length);
        // What was written may itself look like a place for an argument.
        const named = problems.map(({ template, args }) =>
          formatMessage(
            template,
            args.map(() => ''),
          ),
        );
        for (const message of named) assert.doesNotMatch(message, /\{\d\}/);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes every mistake many times over in linear time', () => {
    for (const unit of [
      '"',
      '[',
      '(',
      '{{',
      '{',
      '?',
      'u8(',
      '"""\n',
      '"""x',
      '[0 ',
      '[zz ',
      '\\',
      '"\\',
      '"{{',
      '"{{a',
      'repeat(',
      'prefixed(u8,',
      'a ',
      'a,',
      '1_',
      '0',
      'f32le(1',
      '{{a.',
      '"\ud800"',
      'nonsense(',
    ]) {
      const text = unit.repeat(Math.ceil(32_768 / unit.length));
      // What is not linear takes minutes on this much, and mocha's timeout ends it.
      for (const use of ['input', 'expect'] as const) parsePayload(text, { use });
    }
  });
});
