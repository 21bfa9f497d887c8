import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../../src/bytes/hex';
import { hexDump } from '../../../../src/bytes/hexDump';
import { readDump } from '../../../../src/bytes/written/dump';

const dot = (row: Uint8Array): string =>
  Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
const pairs = (row: Uint8Array): string[] => Array.from(row, (byte) => toHex(Uint8Array.of(byte)));

interface Printer {
  readonly width: number;
  readonly offset: (at: number) => string;
  readonly line: (row: Uint8Array) => string;
  /** The offset behind the last byte stands alone at the end. */
  readonly hasEnd?: true;
  /** Equal lines in a row become `*`. */
  readonly squeezes?: true;
}

const hex = (digits: number, mark: string) => (at: number) => at.toString(16).padStart(digits, '0') + mark;

/** How the programs print, written again. */
const PRINTERS: Readonly<Record<string, Printer>> = {
  'hexdump -C': {
    width: 16,
    offset: hex(8, '  '),
    line: (row) =>
      `${pairs(row.subarray(0, 8)).join(' ').padEnd(23)}  ${pairs(row.subarray(8)).join(' ').padEnd(23)}  |${dot(row)}|`,
    hasEnd: true,
    squeezes: true,
  },
  xxd: {
    width: 16,
    offset: hex(8, ': '),
    line: (row) => `${(toHex(row).match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${dot(row)}`,
  },
  'xxd -a': {
    width: 16,
    offset: hex(8, ': '),
    line: (row) => `${(toHex(row).match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${dot(row)}`,
    squeezes: true,
  },
  'xxd -g 1 -c 10 -d': {
    width: 10,
    offset: (at) => `${String(at).padStart(8, '0')}: `,
    line: (row) => `${pairs(row).join(' ').padEnd(29)}  ${dot(row)}`,
  },
  'od -A x -t x1z': {
    width: 16,
    offset: hex(6, ' '),
    line: (row) => `${pairs(row).join(' ').padEnd(48)} >${dot(row)}<`,
    hasEnd: true,
    squeezes: true,
  },
  'od -t x1': {
    width: 16,
    offset: (at) => `${at.toString(8).padStart(7, '0')} `,
    line: (row) => pairs(row).join(' '),
    hasEnd: true,
    squeezes: true,
  },
  'tshark -x': { width: 16, offset: hex(4, '  '), line: (row) => `${pairs(row).join(' ').padEnd(47)}   ${dot(row)}` },
  'hexdump -C, without its text,': {
    width: 16,
    offset: hex(8, '  '),
    line: (row) => [row.subarray(0, 8), row.subarray(8)].map((half) => pairs(half).join(' ')).join('  '),
    hasEnd: true,
  },
  'follow, as a hex dump': {
    width: 16,
    offset: hex(8, '  '),
    line: (row) =>
      `${pairs(row.subarray(0, 8)).join(' ').padEnd(23)}  ${pairs(row.subarray(8)).join(' ').padEnd(23)}   ${dot(row.subarray(0, 8))} ${dot(row.subarray(8))}`.trimEnd(),
  },
};

function print(bytes: Uint8Array, { width, offset, line, hasEnd, squeezes }: Printer): string {
  const lines: string[] = [];
  let last = '';
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const isSame = squeezes === true && toHex(row) === last && at + width < bytes.length;
    last = toHex(row);
    if (!isSame) lines.push(offset(at) + line(row));
    else if (lines.at(-1) !== '*') lines.push('*');
  }
  if (hasEnd) lines.push(offset(bytes.length).trimEnd());
  return `${lines.join('\n')}\n`;
}

const runs = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(80)).map(([byte, count]) => new Uint8Array(count).fill(byte)),
      // What looks like hex in the text column, or is the text of the bytes in front.
      fc
        .constantFrom('61 62 63', '300', '3300', '3330', 'deadbeef', '|ab|  cd', '>ff<', '   00', '\0 ab')
        .map((text) => Buffer.from(text)),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)))
  .filter(({ length }) => length > 0);

const bytesOf = (text: string): string[] => (readDump(text)?.dumps ?? []).map(({ bytes }) => toHex(bytes));

describe('written/dump', () => {
  it('says so where the offsets can be octal, decimal or hex', () => {
    const text = '0000000 61 62\n*\n0000010\n';
    assert.deepEqual(
      readDump(text)?.dumps?.map(({ bytes, radix }) => [bytes.length, radix]),
      [
        [8, 8],
        [10, 10],
        [16, 16],
      ],
    );
  });

  for (const [name, printer] of Object.entries(PRINTERS)) {
    it(`reads what ${name} prints`, () => {
      fc.assert(
        fc.property(runs, (bytes) => {
          // Where `*` stands, octal offsets can be others too: all are told.
          assert.ok(bytesOf(print(bytes, printer)).includes(toHex(bytes)));
          // A text of hex digits alone can be bytes that go on, where no offset follows: both are told.
          const end = Buffer.from(
            bytes.subarray(Math.floor((bytes.length - 1) / printer.width) * printer.width),
          ).toString('latin1');
          if (printer.squeezes !== true && !name.includes('without') && !/^[0-9a-f ]+$/i.test(end))
            assert.equal(bytesOf(print(bytes, printer)).length, 1);
        }),
        { numRuns: 300, examples: [[new TextEncoder().encode('61 62 6361 62 63')]] },
      );
    });
  }

  it('reads our own, wherever it begins', () => {
    fc.assert(
      fc.property(runs, fc.nat(2 ** 34), fc.constantFrom(4, 8), (bytes, offset, digits) => {
        const text = hexDump(bytes, { offset, digits });
        assert.deepEqual(bytesOf(text), [toHex(bytes)]);
      }),
    );
  });

  it('knows a dump from hex digits only by what it says', () => {
    const isCertain = (text: string) => readDump(text)?.dumps?.map((dump) => dump.isCertain)[0];
    assert.equal(isCertain('0000   48 65'), false);
    assert.equal(isCertain('0000: 48 65'), true);
    assert.equal(isCertain('0000   48 65  He'), true);
    assert.equal(isCertain('0000 48 65\n0002 6c'), true);
    assert.equal(isCertain('0000 48 65\n0002'), true);
    for (const text of ['', 'dead', '48 65 6c', 'hello', '*', '0000', 'dead be ef\n0001 02 03', 'dead hello']) {
      assert.equal(readDump(text), undefined, text);
    }
  });

  const problems: readonly (readonly [text: string, code: string])[] = [
    ['0000  48 65\n0020  6c 6c', 'DUMP_LENGTH'],
    ['0000  48 65\n0001  6c 6c', 'DUMP_LENGTH'],
    ['0000 48 65\n0020 6c 6c', 'DUMP_LENGTH'],
    ['0000: 48 65\n*\n', 'DUMP_REPEAT'],
    ['0000: 48 65\n*\n0005: 00', 'DUMP_REPEAT'],
    ['00000000: 6548 6c6c  Hell', 'DUMP_TEXT'],
    ['0000000 6548 6c6c\n0000004', 'DUMP_WORDS'],
    ['0000: 48 65 xx yy zz', 'DUMP_TEXT'],
    ['0000: 48 65\n*\nffffffff: 00', 'DUMP_REPEAT'],
    ['0000: 48 65\n*\nfffffff0: 00', 'WRITTEN_TOO_LONG'],
    ['00000010  61  |a|\n00000020  62  |b|', 'DUMP_LENGTH'],
  ];
  for (const [text, code] of problems) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(readDump(text)?.problem?.code, code);
    });
  }

  it('takes no line for one that is longer than any program writes', () => {
    const row = (bytes: number) => `0000: ${'61 '.repeat(bytes)} ${'a'.repeat(bytes)}`;
    assert.equal(readDump(row(256))?.dumps?.[0]?.bytes.length, 256);
    assert.equal(readDump(`${row(256)}${' '.repeat(5000)}`)?.dumps?.[0]?.bytes.length, 256);
    assert.equal(readDump(row(600)), undefined);
  });

  it('never fails on any text', () => {
    const near = fc.constantFrom(
      '0000',
      '0010',
      ' ',
      '  ',
      '   ',
      ':',
      '61',
      'ab',
      '|',
      '>',
      '<',
      '*',
      '\n',
      '.',
      'zz',
    );
    fc.assert(
      fc.property(fc.array(near, { maxLength: 30 }), (parts) => {
        readDump(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});
