/** How programming languages write strings, numbers and lists: a further language is a further row. */
import { ESCAPES, type EscapeSet, type LineEnds } from './escapes';

export type LanguageId = 'c' | 'go' | 'javascript' | 'python' | 'rust';

/** A kind of string: what stands before its first character and behind its last. */
export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** Undefined: a backslash is a backslash. */
  readonly escapes?: EscapeSet;
  readonly isMultiline?: true;
  /** What its line ends are, if not what stands there. */
  readonly lineEnds?: LineEnds;
  /** It is one character, whose number may stand in a list; not a string. */
  readonly isCharacter?: true;
  /** A character may be any up to 0xff, with its number as the byte. */
  readonly isRune?: true;
  /** What must not stand there, such as the `${` of a template. */
  readonly unless?: RegExp;
  /** Of bytes, and not of text: the two are never joined. */
  readonly isBytes?: true;
  /** Its characters take more than one byte each, in an order that is not known. */
  readonly isWide?: true;
}

export interface Language {
  readonly id: LanguageId;
  readonly name: string;
  /** Longer openings before those that they begin with. */
  readonly strings: readonly StringSyntax[];
  /** Matches at a comment's start, sticky. */
  readonly comment: RegExp;
  /** Brackets of lists, opening and closing. */
  readonly lists: readonly (readonly [open: string, close: string])[];
  /** Matches an integer without its sign, sticky: `digits`, and `suffix` if any. */
  readonly number: RegExp;
  /** Digits between which `_` or `'` may stand. */
  readonly separator?: '_' | "'";
  /** What a number with leading zeros is. */
  readonly leadingZero: 'octal' | 'decimal' | 'mistake';
  /** Calls whose only argument is a list, or whose arguments are the items of one. */
  readonly wrappers: ReadonlySet<string>;
  /** Calls that take a string of hex digits; `named`: with `'hex'` behind it. */
  readonly hexCalls: ReadonlyMap<string, 'alone' | 'named'>;
  /** Strings that follow each other are one. */
  readonly joinsStrings: boolean;
  /** Where the brackets of an array stand in a declaration: behind its name, before its type, or in a type behind a colon. */
  readonly brackets: 'behindName' | 'beforeType' | 'behindColon';
  /** What a declared number of items says: further ones are zero, or there are as many. */
  readonly arrays?: 'filled' | 'exact';
  /** A string in an array of characters has a zero behind it, where there is room. */
  readonly hasNul?: true;
  /** `+` joins strings and lists. */
  readonly joinsByPlus: boolean;
  /** `[0; 16]`, or `[0] * 16`. */
  readonly repeats?: ';' | '*';
  /** A type before a list, or before a call's parenthesis; sticky, and linear in what follows. */
  readonly type?: RegExp;
}

const SLASH_COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;

const pythonStrings = (): StringSyntax[] => {
  const strings: StringSyntax[] = [];
  for (const quote of ['"""', "'''", '"', "'"]) {
    const isMultiline = quote.length === 3 ? ({ isMultiline: true, lineEnds: 'lf' } as const) : {};
    for (const prefix of ['br', 'rb', 'bR', 'Br', 'BR', 'Rb', 'rB', 'RB', 'r', 'R']) {
      const unless = prefix.length > 1 ? ({ unless: /[^\0-\x7f]/, isBytes: true } as const) : {};
      strings.push({ open: prefix + quote, close: quote, ...isMultiline, ...unless });
    }
    for (const prefix of ['b', 'B']) {
      strings.push({ open: prefix + quote, close: quote, escapes: ESCAPES.pythonBytes, isBytes: true, ...isMultiline });
    }
    for (const prefix of ['u', 'U', '']) {
      strings.push({ open: prefix + quote, close: quote, escapes: ESCAPES.pythonText, ...isMultiline });
    }
  }
  return strings;
};

const rustStrings = (): StringSyntax[] => {
  const strings: StringSyntax[] = [];
  for (const prefix of ['br', 'r']) {
    for (const hashes of ['###', '##', '#', '']) {
      const unless = prefix === 'br' ? { unless: /[^\0-\x7f]/ } : {};
      strings.push({
        open: `${prefix}${hashes}"`,
        close: `"${hashes}`,
        isMultiline: true,
        lineEnds: 'pairs',
        ...unless,
      });
    }
  }
  return [
    ...strings,
    { open: 'b"', close: '"', escapes: ESCAPES.rustBytes, isMultiline: true, lineEnds: 'pairs' },
    { open: "b'", close: "'", escapes: ESCAPES.rustBytes, isCharacter: true },
    { open: '"', close: '"', escapes: ESCAPES.rustText, isMultiline: true, lineEnds: 'pairs' },
    { open: "'", close: "'", escapes: ESCAPES.rustText, isCharacter: true },
  ];
};

export const LANGUAGES: readonly Language[] = [
  {
    id: 'c',
    name: 'C',
    strings: [
      { open: 'u8"', close: '"', escapes: ESCAPES.c },
      ...['L', 'u', 'U'].map(
        (prefix) => ({ open: `${prefix}"`, close: '"', escapes: ESCAPES.c, isWide: true }) as const,
      ),
      { open: '"', close: '"', escapes: ESCAPES.c },
      { open: "'", close: "'", escapes: ESCAPES.c, isCharacter: true },
    ],
    comment: SLASH_COMMENT,
    lists: [['{', '}']],
    number:
      /(?<digits>0x[0-9a-f](?:'?[0-9a-f])*|0b[01](?:'?[01])*|[0-9](?:'?[0-9])*)(?<suffix>(?:u|l|ll|ul|ull|lu|llu|z|uz)?)(?![\w.])/iy,
    separator: "'",
    leadingZero: 'octal',
    wrappers: new Set(),
    hexCalls: new Map(),
    joinsStrings: true,
    joinsByPlus: false,
    brackets: 'behindName',
    arrays: 'filled',
    hasNul: true,
    type: /\(\s*[A-Za-z_]\w*(?:[\s*]+[A-Za-z_]\w*)*[\s*]*(?:\[\s*(?:\w+\s*)?\]\s*)*\)/y,
  },
  {
    id: 'go',
    name: 'Go',
    strings: [
      { open: '"', close: '"', escapes: ESCAPES.go },
      { open: '`', close: '`', isMultiline: true, lineEnds: 'noReturns' },
      { open: "'", close: "'", escapes: ESCAPES.go, isCharacter: true, isRune: true },
    ],
    comment: SLASH_COMMENT,
    lists: [['{', '}']],
    number: /(?<digits>0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)(?<suffix>)(?![\w.])/iy,
    separator: '_',
    leadingZero: 'octal',
    wrappers: new Set(['string']),
    hexCalls: new Map([['hex.DecodeString', 'alone']]),
    joinsStrings: false,
    joinsByPlus: true,
    brackets: 'beforeType',
    arrays: 'filled',
    type: /(?:\[\s*(?:(?:\w+|\.\.\.)\s*)?\]\s*)+[A-Za-z_]\w*/y,
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    strings: [
      { open: '"', close: '"', escapes: ESCAPES.javascript },
      { open: "'", close: "'", escapes: ESCAPES.javascript },
      { open: '`', close: '`', escapes: ESCAPES.javascript, isMultiline: true, lineEnds: 'lf', unless: /\$\{/ },
    ],
    comment: SLASH_COMMENT,
    lists: [['[', ']']],
    number: /(?<digits>0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)(?<suffix>n?)(?![\w.])/iy,
    separator: '_',
    leadingZero: 'mistake',
    wrappers: new Set([
      'Uint8Array.of',
      'Uint8Array.from',
      'Uint8Array',
      'Int8Array',
      'Uint8ClampedArray',
      'Buffer.from',
      'Array.of',
    ]),
    hexCalls: new Map([
      ['Buffer.from', 'named'],
      ['Uint8Array.fromHex', 'alone'],
    ]),
    joinsStrings: false,
    joinsByPlus: true,
    brackets: 'behindColon',
  },
  {
    id: 'python',
    name: 'Python',
    strings: pythonStrings(),
    comment: /#[^\n]*/y,
    lists: [
      ['[', ']'],
      ['(', ')'],
    ],
    number: /(?<digits>0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)(?<suffix>)(?![\w.])/iy,
    separator: '_',
    leadingZero: 'mistake',
    wrappers: new Set(['bytes', 'bytearray', 'memoryview']),
    hexCalls: new Map([
      ['bytes.fromhex', 'alone'],
      ['bytearray.fromhex', 'alone'],
      ['binascii.unhexlify', 'alone'],
      ['unhexlify', 'alone'],
    ]),
    joinsStrings: true,
    joinsByPlus: true,
    brackets: 'behindColon',
    repeats: '*',
  },
  {
    id: 'rust',
    name: 'Rust',
    strings: rustStrings(),
    comment: SLASH_COMMENT,
    lists: [['[', ']']],
    number:
      /(?<digits>0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)(?<suffix>(?:[iu](?:8|16|32|64|128|size))?)(?![\w.])/iy,
    separator: '_',
    leadingZero: 'decimal',
    wrappers: new Set(['vec!', 'Vec::from', 'Bytes::from_static']),
    hexCalls: new Map([['hex!', 'alone']]),
    joinsStrings: false,
    joinsByPlus: false,
    brackets: 'behindColon',
    arrays: 'exact',
    repeats: ';',
  },
];

/** Names of types whose values take more than a byte: of a list of them, the order of the bytes is not known. */
export const WIDE_TYPE =
  /^(?:u?int(?:16|32|64)(?:_t)?|[iu](?:16|32|64|128|size)|short|int|long|float|double|f32|f64|float(?:32|64)|rune|wchar_t|char(?:16|32)_t|size_t|uintptr|(?:Big)?U?[Ii]nt(?:16|32|64)Array|Float(?:32|64)Array|WORD|DWORD|QWORD)$/;
