/** All that a text can mean where bytes are asked for: payload syntax, bytes as people write them, or the text itself. */
import type { MessageArgument } from '../../base/error';
import { encodeUtf8 } from '../../bytes/utf8';
import { describeReading, readWritten, type Reading } from '../../bytes/written/readWritten';
import { isSame } from '../../bytes/written/sameBytes';
import { encodePayload, previewPayload, type EncodeContext, type PayloadPreview } from './encoder';
import { looksLikePayload, resemblesPayload } from './recognition';
import { parsePayload } from './parser';
import type { Term } from './term';
import type { Problem } from '../../base/problem';

/** What a text can be sent as. */
export interface PayloadReading {
  /** Tells one way of reading from the others, for whatever text. */
  readonly id: string;
  /** What it takes the text for: a template with its arguments. */
  readonly template: string;
  readonly args: readonly MessageArgument[];
  /** Undefined while the files that it names are not read. */
  readonly preview: PayloadPreview | undefined;
  readonly encode: (context: EncodeContext) => Promise<Uint8Array>;
  readonly problem?: undefined;
}

/** A text that is meant as payload syntax, and has a mistake. */
export interface MistakenPayload {
  readonly id: string;
  readonly problem: Problem;
}

const PAYLOAD = 'payload';
const TEXT = 'text';
const ESCAPES = 'escapes';

/** A text that a text can be sent as: its id, what it is called with one line and with more, and what ends it. */
interface SentText {
  readonly id: string;
  readonly template: string;
  readonly linesTemplate: string;
  readonly end: string;
}

const BARE: SentText = {
  id: TEXT,
  template: 'Plain text (UTF-8)',
  linesTemplate: 'Plain text (UTF-8), {0} lines',
  end: '',
};
const CRLF: SentText = {
  id: 'textCrlf',
  template: 'Plain text with \\r\\n at its end',
  linesTemplate: 'Plain text, {0} lines, with \\r\\n at its end',
  end: '\r\n',
};
const LF: SentText = {
  id: 'textLf',
  template: 'Plain text with \\n at its end',
  linesTemplate: 'Plain text, {0} lines, with \\n at its end',
  end: '\n',
};

/** What ends a text that is sent as it stands, unless something else is chosen. */
export const LINE_ENDS = ['none', 'lf', 'crlf'] as const;
export type LineEnd = (typeof LINE_ENDS)[number];

/** The texts that a text can be sent as, the likeliest first. */
const TEXTS: Readonly<Record<LineEnd, readonly SentText[]>> = {
  none: [BARE, CRLF],
  lf: [LF, BARE],
  crlf: [CRLF, BARE],
};

/** Whether a text is taken for this as long as nobody has chosen anything. */
export function isLikeliestReading(text: string, id: string, lineEnd: LineEnd = 'none'): boolean {
  return payloadReadings(text, 1, undefined, undefined, lineEnd)[0]?.id === id;
}

/**
 * All readings of a text, the likeliest first; of those that make the same bytes, one. The text itself is always among them.
 *
 * @param limit Bytes that the previews show.
 * @param preferred The id of the reading to begin with, where there is such a one.
 * @param oneLine The text without its line breaks, where it can be that too.
 * @param lineEnd What ends a text that is taken as it stands.
 */
export function payloadReadings(
  text: string,
  limit: number,
  preferred?: string,
  oneLine?: string,
  lineEnd: LineEnd = 'none',
): readonly (PayloadReading | MistakenPayload)[] {
  const payload = payloadOf(text, limit);
  const texts = TEXTS[lineEnd].map((each) => textReading(text, each, limit));
  const written = readWritten(text).readings.filter((reading) => !isSameAsPayload(reading, text, payload));
  const isEvident = (reading: Reading): boolean => looksWritten(text, reading);
  const escapes = readWritten(text, [ESCAPES]).readings.filter(
    ({ bytes }) => !written.some((one) => isSame(one.bytes, bytes)),
  );
  const others = [...written.filter((reading) => !isEvident(reading)), ...escapes].map((each) =>
    writtenReading(each, limit),
  );
  const rows = [
    ...(payload && !isJsonList(text) ? [payload] : []),
    ...written.filter(isEvident).map((each) => writtenReading(each, limit)),
    ...texts,
    ...(payload && isJsonList(text) ? [payload] : []),
    ...others.filter(({ id }, index) => others.findIndex((other) => other.id === id) === index),
    ...(oneLine === undefined ? [] : [singleLine(oneLine, limit)]),
  ];
  const first = rows.findIndex(({ id }) => id === preferred);
  return first < 0 ? rows : [rows[first]!, ...rows.toSpliced(first, 1)];
}

function payloadOf(text: string, limit: number): PayloadReading | MistakenPayload | undefined {
  if (!looksLikePayload(text) && !resemblesPayload(text)) return undefined;
  const { terms, problems } = parsePayload(text);
  const [problem] = problems;
  if (problem) return { id: PAYLOAD, problem };
  return {
    id: PAYLOAD,
    template: 'Payload syntax',
    args: [],
    preview: previewPayload(terms, {}, limit),
    encode: (context) => encodePayload(terms, context),
  };
}

/** The bytes of a text that is payload syntax without files; undefined of any other. */
export function payloadBytes(text: string): Uint8Array | undefined {
  if (!looksLikePayload(text) && !resemblesPayload(text)) return undefined;
  const { terms, problems } = parsePayload(text);
  return problems.length > 0 ? undefined : wholePreview(terms);
}

function wholePreview(terms: readonly Term[]): Uint8Array | undefined {
  const length = previewPayload(terms, {}, 0)?.length;
  return length === undefined ? undefined : previewPayload(terms, {}, length)?.first;
}

function isSameAsPayload(
  { bytes }: Reading,
  text: string,
  payload: PayloadReading | MistakenPayload | undefined,
): boolean {
  if (!payload || payload.problem || payload.preview?.length !== bytes.length) return false;
  const own = payloadBytes(text);
  return own !== undefined && isSame(own, bytes);
}

function textReading(text: string, { id, template, linesTemplate, end }: SentText, limit: number): PayloadReading {
  // A line break at the end begins no further line.
  const lines = text.replace(/(\r\n|[\r\n])$/, '').split(/\r\n|[\r\n]/).length;
  const bytes = encodeUtf8(text + end);
  return {
    ...bytesReading(id, bytes, limit),
    template: lines > 1 ? linesTemplate : template,
    args: lines > 1 ? [lines] : [],
  };
}

function singleLine(text: string, limit: number): PayloadReading {
  return { ...bytesReading('oneLine', encodeUtf8(text), limit), template: 'Plain text in one line', args: [] };
}

function writtenReading(reading: Reading, limit: number): PayloadReading {
  const { kind, languages, bytes } = reading;
  return { ...bytesReading([kind, ...languages].join(' '), bytes, limit), ...describeReading(reading) };
}

function bytesReading(id: string, bytes: Uint8Array, limit: number): Omit<PayloadReading, 'template' | 'args'> {
  return {
    id,
    preview: { length: bytes.length, first: bytes.subarray(0, limit) },
    encode: () => Promise.resolve(bytes),
  };
}

/** `[10, 20]`, which is more often sent as it stands. */
function isJsonList(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']') || !trimmed.includes(',')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Marks that nobody writes in text that is to be sent as it stands, for each kind of reading. */
const MARKS: Readonly<Partial<Record<Reading['kind'], RegExp>>> = {
  dump: /^\s*(?:0x)?0[0-9a-f]{3}|:|\n/i,
  hex: /^\s*(?:\[|0x|\\x)|^\s*(?:[0-9a-f]{2}[\s:,-]+){3}[0-9a-f]{2}/i,
  string: /^\s*(?:b|br|rb|u8|\[\]byte\()?["'`].*\\|fromhex|hex!|'hex'/is,
  list: /0x|\[\]byte|bytes\(|bytearray|Uint8Array|vec!|\du8\b/,
  escapes: /\\(?:r\\n|x[0-9a-f]{2})/i,
};

function looksWritten(text: string, { kind }: Reading): boolean {
  return MARKS[kind]?.test(text) ?? false;
}
