/** The one reader of bytes as people write them: it says what a text can be taken for, and which bytes that makes. */
import { parseBase64 } from '../base64';
import type { MessageArgument, Template } from '../../base/error';
import { plainBlanks } from './blanks';
import { readDump } from './dump';
import { ESCAPES, unescapeText } from './escapes';
import { readHex } from './hexText';
import { LANGUAGES } from './languages';
import { readLiterals, type LiteralReading, type LiteralResult } from './literals';
import { caught, type WrittenProblem, type WrittenResult } from './problem';
import { isSame } from './sameBytes';

/** What a text can be taken for. */
export const WRITTEN_KINDS = ['dump', 'string', 'list', 'hex', 'numbers', 'integer', 'escapes', 'base64'] as const;
export type WrittenKind = (typeof WRITTEN_KINDS)[number];

export interface Reading {
  readonly kind: WrittenKind;
  /** The names of the programming languages that read it so. */
  readonly languages: readonly string[];
  /** At least one. */
  readonly bytes: Uint8Array;
  /** Of a dump's offsets; 16 unless given. */
  readonly radix?: 8 | 10;
}

/** All that a text can be taken for. */
export interface Written {
  /** The likeliest first; no two of the same bytes. */
  readonly readings: readonly Reading[];
  /** Why there is none; undefined where the text does not even look like bytes, or where there are readings. */
  readonly problem?: WrittenProblem;
}

/** Longest text that is read, in UTF-16 units: 16 MiB, which is 5 MiB of hex with blanks. */
export const MAX_WRITTEN = 16 * 1024 * 1024;
/** Shorter texts are not taken for Base64 unless that is asked for. */
const LEAST_BASE64 = 8;

/**
 * Reads bytes as people write them down: hex digits in all notations, hex dumps, literals of C, Go, JavaScript, Python and
 * Rust, numbers, and text with escapes. Nothing is guessed: a text that can be several things has several readings.
 *
 * @param kinds Those that are wanted; all unless given.
 */
export function readWritten(text: string, kinds: readonly WrittenKind[] = WRITTEN_KINDS): Written {
  if (text.length > MAX_WRITTEN) {
    const template = 'The text has {0} characters; at most {1} can be read as bytes.';
    const args = [text.length, MAX_WRITTEN];
    return {
      readings: [],
      problem: { code: 'WRITTEN_TOO_LONG', template, args, start: MAX_WRITTEN, end: text.length },
    };
  }
  const plain = plainBlanks(text);
  if (plain.trim() === '') return { readings: [] };
  const readings: Reading[] = [];
  const problems: WrittenProblem[] = [];
  const wants = (kind: WrittenKind): boolean => kinds.includes(kind);

  const dump = wants('dump') ? readDump(plain) : undefined;
  if (dump?.problem) return { readings: [], problem: dump.problem };
  const dumps = (dump?.dumps ?? []).map(({ bytes, radix }): Reading => ({
    kind: 'dump',
    languages: [],
    bytes,
    ...(radix === 16 ? {} : { radix }),
  }));
  // Whatever else the digits of a dump could mean, its offsets are none of its bytes.
  if (dump?.dumps.some(({ isCertain }) => isCertain)) return { readings: dumps };

  const literals = readingsOfLanguages(text, wants, problems);
  const isLiteral = literals.length > 0 || problems.length > 0;
  const hex = wants('hex') ? hexOf(plain) : undefined;
  // Of a text that does not even begin with digits, the first letter is not what is wrong.
  const isHexMeant = kinds.every((kind) => kind === 'hex' || kind === 'dump');
  if (hex?.problem && (isHexMeant || beginsAsHex(plain, hex.problem))) problems.push(hex.problem);
  const numbers = wants('numbers') ? plainNumbers(plain) : undefined;
  const escapes = wants('escapes') && !isLiteral ? plainEscapes(text) : undefined;
  // Every word of four letters could be Base64: unless it is asked for, it is offered only where hardly anything else fits.
  const isBase64 = kinds.length === 1 || (!isLiteral && !hex?.bytes && resemblesBase64(plain));
  const base64 = wants('base64') && isBase64 ? parseBase64(plain.replace(/\s+/g, '')).bytes : undefined;
  const isFrom = (...wanted: readonly WrittenKind[]) => {
    const those = literals.filter(({ kind }) => wanted.includes(kind));
    const [only] = those;
    return those.length === 1 && wanted.includes('integer') ? [{ ...only!, languages: [] }] : those;
  };
  const candidates: readonly (Reading | undefined)[] = [
    ...isFrom('string', 'list'),
    // Offsets begin with 0, mostly.
    ...(/^\s*0000/.test(plain) ? dumps : []),
    hex?.bytes && { kind: 'hex', languages: [], bytes: hex.bytes },
    ...dumps,
    ...isFrom('numbers', 'integer'),
    numbers && { kind: 'numbers', languages: [], bytes: numbers },
    escapes && { kind: 'escapes', languages: [], bytes: escapes },
    base64 && { kind: 'base64', languages: [], bytes: base64 },
  ];
  for (const reading of candidates) {
    if (!reading || reading.bytes.length === 0) continue;
    if (!readings.some(({ bytes }) => isSame(bytes, reading.bytes))) readings.push(reading);
  }
  const [problem] = problems;
  return readings.length > 0 || !problem ? { readings } : { readings, problem };
}

/** What may be called hex: digits and dumps; of what is neither, lists and strings, which show by their marks what they are. */
export function readHexLike(text: string): Written {
  const digits = readWritten(text, ['dump', 'hex']);
  if (digits.readings.length > 0) return digits;
  const { readings } = readWritten(text, ['list', 'string']);
  return readings.length > 0 ? { readings } : digits;
}

/** Of all languages; those that agree share a reading. */
function readingsOfLanguages(
  text: string,
  wants: (kind: WrittenKind) => boolean,
  problems: WrittenProblem[],
): Reading[] {
  if (!(['string', 'list', 'numbers', 'integer'] as const).some(wants)) return [];
  const found: (LiteralReading & { readonly languages: string[]; isAbutted: boolean })[] = [];
  const mistakes: WrittenProblem[] = [];
  const isAlike = readsAlike(text);
  const known = new Map<string, LiteralResult>();
  for (const language of LANGUAGES) {
    const key = isAlike ? language.lists[0]![0] : language.id;
    const result = known.get(key) ?? readLiterals(text, language);
    known.set(key, result);
    if (result.problem) {
      if (result.isMeant) mistakes.push(result.problem);
      continue;
    }
    const { reading } = result;
    if (!wants(reading.kind) || reading.bytes.length === 0) continue;
    const same = found.find(({ kind, bytes }) => kind === reading.kind && isSame(bytes, reading.bytes));
    if (same) {
      same.languages.push(language.name);
      same.isAbutted &&= reading.isAbutted;
    } else found.push({ ...reading, languages: [language.name] });
  }
  // The language that got farthest is the likeliest one, or else one that knows what kind of number stands there.
  if (found.length > 0) {
    return found
      .toSorted((one, other) => Number(one.isAbutted) - Number(other.isAbutted))
      .map(({ kind, languages, bytes }) => ({ kind, languages, bytes }));
  }
  problems.push(...mistakes.toSorted((one, other) => other.start - one.start || rank(one) - rank(other)).slice(0, 1));
  return [];
}

/** Nothing but decimal numbers, and the brackets of lists: languages with the same brackets read the same. */
function readsAlike(text: string): boolean {
  return !/[^0-9\s,{}[\]-]/.test(text) && !/(?<![0-9])0[0-9]/.test(text);
}

const rank = ({ code }: WrittenProblem): number => (code === 'LITERAL_NUMBER' ? 1 : 0);

/** Hex digits, also in brackets. */
function hexOf(text: string): WrittenResult {
  const open = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (text[open] !== '[' || text[end - 1] !== ']') return readHex(text);
  const { bytes, problem } = readHex(text.slice(open + 1, end - 1));
  if (!problem) return { bytes };
  return { problem: { ...problem, start: problem.start + open + 1, end: problem.end + open + 1 } };
}

function beginsAsHex(text: string, { start }: WrittenProblem): boolean {
  // Nothing but hex digits and blanks, and not only letters, which could be words.
  if (/[0-9]/.test(text) && /^[\s0-9a-f]+$/i.test(text)) return true;
  return /[0-9a-f]/i.test(text.slice(0, start)) || /^\s*[0-9a-f]{1,2}(?![0-9a-z])/i.test(text);
}

/** Decimal numbers from 0 to 255, parted by blanks or commas; no others, since `00 10` is hex. */
function plainNumbers(text: string): Uint8Array | undefined {
  const items = text.trim().split(/\s*[\s,;]\s*/);
  if (items.at(-1) === '') items.pop();
  const isNumber =
    items.length > 1 && items.every((item) => /^(?:0|[1-9][0-9]{0,2})$/.test(item) && Number(item) <= 255);
  // Digits one by one, parted by nothing but blanks, are as likely to be hex.
  const isSure = isNumber && (/[,;]/.test(text) || items.some((item) => item.length > 1));
  return isSure ? Uint8Array.from(items, Number) : undefined;
}

/** Lines of Base64 as programs write it: in whole groups, with padding, or with digits and letters of both cases. */
function resemblesBase64(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < LEAST_BASE64 || !/^[A-Za-z0-9+/\r\n]+={0,2}$/.test(trimmed)) return false;
  if (trimmed.replace(/[\r\n]/g, '').length % 4 !== 0) return false;
  return trimmed.endsWith('=') || [/[a-z]/, /[A-Z]/, /[0-9+/]/].every((mark) => mark.test(trimmed));
}

/** Text that stands in no program, with at least one escape. */
function plainEscapes(text: string): Uint8Array | undefined {
  if (!text.includes('\\')) return undefined;
  return caught(() => unescapeText(text, ESCAPES.plain, 0)).bytes;
}

const KIND_NAMES: Readonly<Record<WrittenKind, Template>> = {
  dump: 'Hex dump',
  string: 'String of {0}',
  list: 'List of bytes in {0}',
  hex: 'Hex digits',
  numbers: 'Decimal numbers',
  integer: 'Integer, in network order',
  escapes: 'Text with escapes',
  base64: 'Base64',
};

const DUMP_NAMES = { 8: 'Hex dump with octal offsets', 10: 'Hex dump with decimal offsets' } as const;

/** Where languages differ. */
const KIND_NAMES_IN: Readonly<Partial<Record<WrittenKind, Template>>> = {
  integer: 'Integer of {0}, in network order',
  numbers: 'Numbers of {0}',
};

/** What a text was taken for, for people: a template with its arguments. */
export function describeReading({ kind, languages, radix }: Reading): {
  readonly template: Template;
  readonly args: readonly MessageArgument[];
} {
  if (radix !== undefined) return { template: DUMP_NAMES[radix], args: [] };
  if (languages.length === 0) return { template: KIND_NAMES[kind], args: [] };
  return { template: KIND_NAMES_IN[kind] ?? KIND_NAMES[kind], args: [languages.join(', ')] };
}
