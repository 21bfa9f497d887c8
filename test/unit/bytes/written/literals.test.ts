import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../../../src/bytes/hex';
import { readWritten, type WrittenKind } from '../../../../src/bytes/written/readWritten';

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const octal = (byte: number): string => byte.toString(8).padStart(3, '0');
const isPlain = (byte: number): boolean =>
  byte >= 0x20 && byte < 0x7f && !'"\'\\`$?'.includes(String.fromCharCode(byte));
const SHORT = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);

/** Between quotes: text as it stands, short escapes, and `escape` for everything else. */
const quoted = (bytes: readonly number[], escape: (byte: number) => string): string =>
  bytes.map((byte) => SHORT.get(byte) ?? (isPlain(byte) ? String.fromCharCode(byte) : escape(byte))).join('');
const items = (bytes: readonly number[], write: (byte: number) => string, comma = ', '): string =>
  bytes.map(write).join(comma);
const signed = (byte: number): string => String(byte > 127 ? byte - 256 : byte);
const decimal = String;

/** How programs write bytes: the language that must read it, and a printer. */
const NOTATIONS: readonly (readonly [
  name: string,
  language: string | undefined,
  kind: WrittenKind,
  print: (bytes: readonly number[]) => string,
])[] = [
  ['C: octal escapes', 'C', 'string', (bytes) => `"${quoted(bytes, (byte) => `\\${octal(byte)}`)}"`],
  ['C: hex escapes, each in a string of its own', 'C', 'string', (bytes) => items(bytes, (b) => `"\\x${hex(b)}"`, ' ')],
  ['C: array of hex', 'C', 'list', (bytes) => `const uint8_t x[] = { ${items(bytes, (b) => `0x${hex(b)}`)} };`],
  ['C: array of octal numbers', 'C', 'list', (bytes) => `{${items(bytes, (b) => `0${b.toString(8)}`, ',')},}`],
  ['C: array of signed numbers', 'C', 'list', (bytes) => `{ ${items(bytes, signed)} }`],
  ['C: array of characters', 'C', 'list', (bytes) => `{ ${items(bytes, (b) => `'\\x${hex(b)}'`)} }`],
  ['C: suffixes', 'C', 'list', (bytes) => `{ ${items(bytes, (b) => `0x${hex(b)}U`)} }`],
  ['C: rows of a nested array', 'C', 'list', (bytes) => `{\n${bytes.map((b) => `  { ${b}, },\n`).join('')}}`],
  ['C: an array for each byte', 'C', 'list', (bytes) => bytes.map((b, i) => `char a${i}[] = {${b}};`).join('\n')],
  ['Go: slice', 'Go', 'list', (bytes) => `[]byte{\n\t${items(bytes, (b) => `0x${hex(b)},`, '\n\t')}\n}`],
  [
    'Go: octal and binary',
    'Go',
    'list',
    (bytes) => `[]uint8{${items(bytes, (b) => (b % 2 ? `0o${b.toString(8)}` : `0b${b.toString(2)}`))}}`,
  ],
  ['Go: string', 'Go', 'string', (bytes) => `[]byte("${quoted(bytes, (b) => `\\x${hex(b)}`).replaceAll("\\'", "'")}")`],
  ['JavaScript: array', 'JavaScript', 'list', (bytes) => `new Uint8Array([${items(bytes, decimal)}])`],
  ['JavaScript: of', 'JavaScript', 'list', (bytes) => `Uint8Array.of(${items(bytes, (b) => `0x${hex(b)}`)})`],
  ['JavaScript: hex', 'JavaScript', 'string', (bytes) => `Buffer.from('${bytes.map(hex).join('')}', 'hex')`],
  ['JSON: array', 'JavaScript', 'list', (bytes) => JSON.stringify(bytes)],
  ['Python: bytes', 'Python', 'string', (bytes) => `b'${quoted(bytes, (b) => `\\x${hex(b)}`)}'`],
  ['Python: list', 'Python', 'list', (bytes) => `bytes([${items(bytes, decimal)}])`],
  ['Python: hex', 'Python', 'string', (bytes) => `bytes.fromhex("${bytes.map(hex).join(' ')}")`],
  ['Python: joined', 'Python', 'string', (bytes) => items(bytes, (b) => `b"\\x${hex(b)}"`, ' + ')],
  ['Rust: suffixes', 'Rust', 'list', (bytes) => `[${items(bytes, (b) => `0x${hex(b)}u8`)}]`],
  ['Rust: vec', 'Rust', 'list', (bytes) => `vec![${items(bytes, (b) => `${b}u8`)}]`],
  ['Rust: byte string', 'Rust', 'string', (bytes) => `b"${quoted(bytes, (b) => `\\x${hex(b)}`)}"`],
  ['Rust: characters', 'Rust', 'list', (bytes) => `&[${items(bytes, (b) => `b'\\x${hex(b)}'`)}]`],
  ['escapes', undefined, 'escapes', (bytes) => `a${bytes.map((b) => `\\x${hex(b)}`).join('')}`],
];

/** The text in the language's own escapes: `\u…` of all kinds. */
const UNICODE: readonly (readonly [language: string, escape: (code: number) => string])[] = [
  ['C', (code) => `\\U${code.toString(16).padStart(8, '0')}`],
  ['Go', (code) => `\\U${code.toString(16).padStart(8, '0')}`],
  ['JavaScript', (code) => `\\u{${code.toString(16)}}`],
  [
    'JavaScript',
    (code) =>
      Array.from(
        { length: String.fromCodePoint(code).length },
        (_, i) => `\\u${String.fromCodePoint(code).charCodeAt(i).toString(16).padStart(4, '0')}`,
      ).join(''),
  ],
  ['Python', (code) => `\\U${code.toString(16).padStart(8, '0')}`],
  ['Rust', (code) => `\\u{${code.toString(16)}}`],
];

describe('written/literals', () => {
  for (const [name, language, kind, print] of NOTATIONS) {
    it(`reads what is written as ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(255), { minLength: 1, maxLength: 24 }), (bytes) => {
          const text = print(bytes);
          const expected = (kind === 'escapes' ? '61' : '') + bytes.map(hex).join('');
          const found = readWritten(text, [kind]).readings.filter(
            ({ languages }) => language === undefined || languages.includes(language),
          );
          assert.deepEqual(
            found.map((reading) => toHex(reading.bytes)),
            [expected],
            text,
          );
          // Whatever else it could be, it is told.
          assert.ok(
            readWritten(text).readings.some((reading) => toHex(reading.bytes) === expected),
            text,
          );
        }),
      );
    });
  }

  for (const [index, [language, escape]] of UNICODE.entries()) {
    it(`reads characters as ${language} escapes them (${index})`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), (text) => {
          // C has no short names for ASCII, and every language's surrogates are characters in pairs only.
          const codes = Array.from(text, (character) => character.codePointAt(0)!).filter((code) => code >= 0xa0);
          fc.pre(codes.length > 0);
          const written = `"${codes.map(escape).join('')}"`;
          const found = readWritten(written, ['string']).readings.find(({ languages }) => languages.includes(language));
          assert.equal(found && Buffer.from(found.bytes).toString(), String.fromCodePoint(...codes), written);
        }),
      );
    });
  }
});
