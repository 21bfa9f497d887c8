/** What the user typed over the table of messages, and what it means. */
import {
  FRAMING_LIMITS,
  PREFIX_COUNTS,
  PREFIX_SIZES,
  type Framing,
  type MessageFilter,
} from '../../../bytes/framing/framing';
import type { Direction } from '../../../base/direction';
import { hexPreview } from '../../../bytes/hex';
import { readHex } from '../../../bytes/written/hexText';
import type { StringKey } from '../strings';

export const RULES = ['chunks', 'delimiter', 'prefix', 'fixed', 'idle'] as const;
/** Delimiters that have a name; `other` is typed in hex. */
export const DELIMITERS = ['lf', 'crlf', 'nul', 'other'] as const;

const DELIMITER_BYTES: Readonly<Record<Exclude<(typeof DELIMITERS)[number], 'other'>, readonly number[]>> = {
  lf: [0x0a],
  crlf: [0x0d, 0x0a],
  nul: [0],
};

/** Fields as they stand, valid or not. */
export interface MessageForm {
  readonly rule: (typeof RULES)[number];
  readonly delimiter: (typeof DELIMITERS)[number];
  /** Hex. */
  readonly otherDelimiter: string;
  readonly prefixSize: 1 | 2 | 3 | 4 | 8;
  readonly prefixOrder: 'be' | 'le';
  readonly prefixOffset: string;
  readonly prefixCounts: 'rest' | 'self' | 'all';
  readonly fixedLength: string;
  /** Milliseconds. */
  readonly idle: string;
  readonly direction: Direction | 'both';
  readonly minLength: string;
  readonly maxLength: string;
  readonly contains: string;
  readonly containsAs: 'text' | 'hex';
}

export const EMPTY_FORM: MessageForm = {
  rule: 'chunks',
  delimiter: 'lf',
  otherDelimiter: '',
  prefixSize: 2,
  prefixOrder: 'be',
  prefixOffset: '0',
  prefixCounts: 'rest',
  fixedLength: '16',
  idle: '100',
  direction: 'both',
  minLength: '',
  maxLength: '',
  contains: '',
  containsAs: 'text',
};

/** Most characters of a field that are taken back. */
const MAX_FIELD = 4096;
/** Bytes that the note beside a field shows. */
const NOTE_BYTES = 4;

const CHOICES: Partial<Readonly<Record<keyof MessageForm, readonly unknown[]>>> = {
  rule: RULES,
  delimiter: DELIMITERS,
  prefixSize: PREFIX_SIZES,
  prefixOrder: ['be', 'le'],
  prefixCounts: PREFIX_COUNTS,
  direction: ['both', 'received', 'sent'],
  containsAs: ['text', 'hex'],
};

/** Takes back a form that was kept; what is missing or another version's is as in an empty one. */
export function asMessageForm(value: unknown): MessageForm {
  const kept: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const known = Object.entries(EMPTY_FORM).map(([key, empty]: [string, unknown]) => {
    const field = kept[key];
    const choices = CHOICES[key as keyof MessageForm];
    const isKnown = choices ? choices.includes(field) : typeof field === 'string' && field.length <= MAX_FIELD;
    return [key, isKnown ? field : empty];
  });
  return Object.fromEntries(known) as MessageForm;
}

/** The field that says nothing that could be used. */
export type InvalidField = keyof MessageForm;

export type FormMeaning =
  { readonly framing: Framing; readonly filter: MessageFilter } | { readonly invalid: InvalidField };

/** What a form means; a field that is not used may hold anything. */
export function meaningOf(form: MessageForm): FormMeaning {
  const framing = framingOf(form);
  if ('invalid' in framing) return framing;
  const filter = filterOf(form);
  return 'invalid' in filter ? filter : { framing, filter };
}

function framingOf(form: MessageForm): Framing | { readonly invalid: InvalidField } {
  switch (form.rule) {
    case 'chunks':
      return { rule: 'chunks' };
    case 'delimiter': {
      if (form.delimiter !== 'other') return { rule: 'delimiter', delimiter: DELIMITER_BYTES[form.delimiter] };
      const delimiter = hexBytes(form.otherDelimiter, FRAMING_LIMITS.delimiter);
      return delimiter ? { rule: 'delimiter', delimiter } : { invalid: 'otherDelimiter' };
    }
    case 'prefix': {
      const offset = whole(form.prefixOffset, 0, FRAMING_LIMITS.prefixOffset);
      if (offset === undefined) return { invalid: 'prefixOffset' };
      const { prefixSize: size, prefixOrder: order, prefixCounts: counts } = form;
      return { rule: 'prefix', size, order, offset, counts };
    }
    case 'fixed': {
      const length = whole(form.fixedLength, 1, FRAMING_LIMITS.fixedLength);
      return length === undefined ? { invalid: 'fixedLength' } : { rule: 'fixed', length };
    }
    case 'idle': {
      const milliseconds = whole(form.idle, 0, FRAMING_LIMITS.idle);
      return milliseconds === undefined ? { invalid: 'idle' } : { rule: 'idle', milliseconds };
    }
  }
}

function filterOf(form: MessageForm): MessageFilter | { readonly invalid: InvalidField } {
  const { direction, minLength, maxLength, contains, containsAs } = form;
  const least = minLength.trim() === '' ? 0 : whole(minLength, 0, Number.MAX_SAFE_INTEGER);
  if (least === undefined) return { invalid: 'minLength' };
  const most = maxLength.trim() === '' ? Infinity : whole(maxLength, 0, Number.MAX_SAFE_INTEGER);
  if (most === undefined) return { invalid: 'maxLength' };
  const pattern = contains === '' ? [] : patternOf(contains, containsAs);
  if (!pattern) return { invalid: 'contains' };
  return {
    ...(direction === 'both' ? {} : { direction }),
    ...(least > 0 ? { minLength: least } : {}),
    ...(most < Infinity ? { maxLength: most } : {}),
    ...(pattern.length > 0 ? { pattern } : {}),
    ...(pattern.length > 0 && containsAs === 'text' ? { ignoreCase: true } : {}),
  };
}

function patternOf(contains: string, as: 'text' | 'hex'): readonly number[] | undefined {
  if (as === 'hex') return hexBytes(contains, FRAMING_LIMITS.filterBytes);
  const bytes = new TextEncoder().encode(contains);
  return bytes.length <= FRAMING_LIMITS.filterBytes ? [...bytes] : undefined;
}

/** At least one byte, at most `most`, in any notation of hex. */
function hexBytes(text: string, most: number): readonly number[] | undefined {
  const { bytes } = readHex(text);
  return bytes && bytes.length > 0 && bytes.length <= most ? [...bytes] : undefined;
}

/** A sentence of the page, and what stands in it. */
export type FormSentence = readonly [key: StringKey, ...args: (string | number)[]];

const HEX_FIELDS: Partial<Readonly<Record<keyof MessageForm, number>>> = {
  otherDelimiter: FRAMING_LIMITS.delimiter,
  contains: FRAMING_LIMITS.filterBytes,
};

const WHY: Readonly<Record<string, StringKey>> = {
  HEX_SINGLE_DIGIT: 'hexSingleDigit',
  HEX_ODD_DIGITS: 'hexOddDigits',
  HEX_NOT_A_DIGIT: 'hexNotADigit',
};

/** Whether what stands in a field is hex. */
export function takesHex(form: MessageForm, field: keyof MessageForm): boolean {
  return HEX_FIELDS[field] !== undefined && (field !== 'contains' || form.containsAs === 'hex');
}

/** What the hex in a field was taken for, or why it was not; undefined of a field that is empty or holds none. */
export function noteOf(form: MessageForm, field: keyof MessageForm): FormSentence | undefined {
  const most = HEX_FIELDS[field];
  const text = form[field];
  if (most === undefined || !takesHex(form, field) || text === '') return undefined;
  const { bytes, problem } = readHex(String(text));
  if (problem) return [WHY[problem.code]!, ...problem.args];
  if (bytes.length > most) return ['hexTooLong', bytes.length, most];
  const preview = hexPreview(bytes, NOTE_BYTES);
  return bytes.length === 1 ? ['hexOneByte', preview] : ['hexBytes', bytes.length, preview];
}

function whole(text: string, least: number, most: number): number | undefined {
  if (!/^\s*(?:\d+|0x[0-9a-f]+)\s*$/i.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
