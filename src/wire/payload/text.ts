/** What stands between quotes, and in the lines of a block: text, escapes and variables. */
import { ByteBuilder } from '../../bytes/byteBuilder';
import { encodeUtf8 } from '../../bytes/utf8';
import type { BlockLine, QuotedText, TextPart, VariableReference } from './term';
import type { ProblemList } from '../../base/problem';

const LARGEST_CODE_POINT = 0x10ffff;

/** Escapes of one character, and the byte that each makes. */
const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['0', 0x00],
  ['e', 0x1b],
  ['\\', 0x5c],
  ['"', 0x22],
  ['{', 0x7b],
]);

/** Starts at `{{`, or anywhere for a name after `?`. Sticky, and without alternatives that overlap. */
const VARIABLE = /\{\{([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)\}\}/y;
const LINE_BREAK = /\r\n|[\r\n]/g;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** The variable that stands at `at`, if one does. */
export function variableAt(text: string, at: number): VariableReference | undefined {
  if (text.charCodeAt(at) !== 0x7b) return undefined;
  if (text[at] !== '{') return undefined;
  VARIABLE.lastIndex = at;
  const match = VARIABLE.exec(text);
  return match === null ? undefined : { kind: 'variable', name: match[1]!, start: at, end: at + match[0].length };
}

/** The name that stands at `at`; empty if none does. */
export function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

/** Collects the parts of one string or line: bytes are joined until a variable comes between. */
class PartsBuilder {
  readonly #parts: TextPart[] = [];
  readonly #bytes = new ByteBuilder();

  byte(byte: number): void {
    this.#bytes.push(byte);
  }

  text(text: string): void {
    if (text !== '') this.#bytes.append(encodeUtf8(text));
  }

  variable(variable: VariableReference): void {
    this.#flush();
    this.#parts.push(variable);
  }

  finish(): TextPart[] {
    this.#flush();
    return this.#parts;
  }

  #flush(): void {
    if (this.#bytes.length > 0) this.#parts.push({ kind: 'bytes', bytes: this.#bytes.take() });
  }
}

/** Reads the string whose opening quote stands at `start`. A string that is not closed ends with its line. */
export function readQuotedText(text: string, start: number, problems: ProblemList): QuotedText {
  const parts = new PartsBuilder();
  let at = start + 1;
  let runStart = at;
  const endRun = (): void => {
    parts.text(text.slice(runStart, at));
  };
  for (;;) {
    const code = text.charCodeAt(at);
    if (at >= text.length || code === 0x0a || code === 0x0d) {
      endRun();
      problems.add(
        { start, end: at },
        'PAYLOAD_MISSING_QUOTE',
        'This string has no closing quote: put " where it ends.',
        [],
        { start: at, end: at, text: '"' },
      );
      return { parts: parts.finish(), source: text.slice(start + 1, at), start, end: at };
    }
    if (code === 0x22) {
      endRun();
      return { parts: parts.finish(), source: text.slice(start + 1, at), start, end: at + 1 };
    }
    if (code === 0x5c) {
      endRun();
      at = readEscape(text, at, parts, problems);
      runStart = at;
    } else if (code === 0x7b && text.charCodeAt(at + 1) === 0x7b) {
      endRun();
      const variable = variableAt(text, at);
      if (variable !== undefined) {
        parts.variable(variable);
        at = variable.end;
      } else {
        problems.add(
          { start: at, end: at + 2 },
          'PAYLOAD_BAD_VARIABLE',
          'A variable is written {{name}}, without blanks; for a plain brace write \\{.',
          [],
          { start: at, end: at + 2, text: '\\{\\{' },
        );
        at += 2;
      }
      runStart = at;
    } else {
      at += wellFormedUnits(text, at, problems);
    }
  }
}

/** Reads the escape whose backslash stands at `at`, and returns where the text goes on. */
function readEscape(text: string, at: number, parts: PartsBuilder, problems: ProblemList): number {
  const letter = text[at + 1] ?? '';
  const simple = SIMPLE_ESCAPES.get(letter);
  if (simple !== undefined) {
    parts.byte(simple);
    return at + 2;
  }
  if (letter === 'x') return readByteEscape(text, at, parts, problems);
  if (letter === 'u') return readUnicodeEscape(text, at, parts, problems);
  const backslash = { start: at, end: at + 1, text: '\\\\' };
  if (letter === '' || letter === '\n' || letter === '\r') {
    const template = 'A lone backslash ends this line: write \\\\ for a backslash.';
    problems.add({ start: at, end: at + 1 }, 'PAYLOAD_UNKNOWN_ESCAPE', template, [], backslash);
    return at + 1;
  }
  const character = String.fromCodePoint(text.codePointAt(at + 1)!);
  problems.add(
    { start: at, end: at + 1 + character.length },
    'PAYLOAD_UNKNOWN_ESCAPE',
    'There is no escape \\{0}: write \\\\ for a backslash, or one of \\n \\r \\t \\0 \\e \\" \\{ \\xNN \\u{NNNN}.',
    [character],
    backslash,
  );
  return at + 1;
}

/** `\xNN`: one byte, not a character. */
function readByteEscape(text: string, at: number, parts: PartsBuilder, problems: ProblemList): number {
  const digits = text.slice(at + 2, at + 4);
  if (/^[0-9a-fA-F]{2}$/.test(digits)) {
    parts.byte(Number.parseInt(digits, 16));
    return at + 4;
  }
  const single = /^[0-9a-fA-F]/.test(digits);
  const end = at + (single ? 3 : 2);
  problems.add(
    { start: at, end },
    'PAYLOAD_BAD_ESCAPE',
    '\\x needs exactly two hex digits, such as \\x0a.',
    [],
    single ? { start: at + 2, end: at + 2, text: '0' } : undefined,
  );
  return end;
}

/** `\u{N}` with one to six hex digits: a character, as UTF-8. */
function readUnicodeEscape(text: string, at: number, parts: PartsBuilder, problems: ProblemList): number {
  const braced = /^\{([0-9a-fA-F]{1,6})\}/.exec(text.slice(at + 2, at + 10));
  if (braced === null) {
    const bare = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0] ?? '';
    const end = at + 2 + bare.length;
    problems.add(
      { start: at, end },
      'PAYLOAD_BAD_ESCAPE',
      '\\u needs one to six hex digits in braces, such as \\u{e9} or \\u{1f600}.',
      [],
      bare === '' ? undefined : { start: at + 2, end, text: `{${bare}}` },
    );
    return end;
  }
  const end = at + 2 + braced[0].length;
  const codePoint = Number.parseInt(braced[1]!, 16);
  if (codePoint > LARGEST_CODE_POINT) {
    const template = '{0} is beyond Unicode: the largest character is \\u{10ffff}.';
    problems.add({ start: at, end }, 'PAYLOAD_BAD_ESCAPE', template, [text.slice(at, end)]);
  } else if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
    problems.add(
      { start: at, end },
      'PAYLOAD_LONE_SURROGATE',
      '{0} is half of a UTF-16 pair and has no UTF-8 form: write the whole character, or bytes as \\xNN.',
      [text.slice(at, end)],
    );
  } else {
    parts.text(String.fromCodePoint(codePoint));
  }
  return end;
}

/** How many UTF-16 units the character at `at` has; reports one that is half of a pair. */
function wellFormedUnits(text: string, at: number, problems: ProblemList): number {
  const code = text.charCodeAt(at);
  if (code < 0xd800 || code > 0xdfff) return 1;
  if (text.codePointAt(at)! > 0xffff) return 2;
  problems.add(
    { start: at, end: at + 1 },
    'PAYLOAD_LONE_SURROGATE',
    'Half of a UTF-16 pair stands here, which has no UTF-8 form: write the whole character, or bytes as \\xNN.',
  );
  return 1;
}

/**
 * Reads the lines from `start` up to the line that begins with `"""`. They stand for themselves, backslashes included;
 * only `{{name}}` is a variable, and `\{{` a plain pair of braces. A line that CR alone ends is a problem.
 */
export function readBlock(
  text: string,
  opening: number,
  problems: ProblemList,
): { readonly lines: readonly BlockLine[]; readonly end: number } {
  const lines: BlockLine[] = [];
  const rest = nextLine(text, opening);
  // As in other languages, `"""text"""` on one line was meant to be closed.
  const closing = text.slice(opening + 3, rest.lineEnd).indexOf('"""');
  const besideEnd = closing < 0 ? rest.lineEnd : opening + 3 + closing;
  const beside = text.slice(opening + 3, besideEnd).trim();
  if (beside !== '' || closing >= 0) {
    const template =
      'Nothing may stand behind the opening """: begin its text on the next line, and end it with """ on a line of its own.';
    problems.add({ start: opening, end: besideEnd }, 'PAYLOAD_BLOCK_OPENING', template);
    if (closing >= 0) return { lines, end: besideEnd + 3 };
  }
  checkLineEnd(text, rest, problems);
  let at = rest.next;
  while (at < text.length) {
    const { lineEnd, next } = nextLine(text, at);
    const source = text.slice(at, lineEnd);
    const content = source.trimStart();
    if (content.startsWith('"""')) return { lines, end: at + (source.length - content.length) + 3 };
    lines.push({ parts: readBlockLine(text, at, lineEnd, problems), source });
    checkLineEnd(text, { lineEnd, next }, problems);
    at = next;
  }
  const template = 'This block of lines has no end: close it with a line that begins with """.';
  problems.add({ start: opening, end: opening + 3 }, 'PAYLOAD_MISSING_QUOTE', template);
  return { lines, end: text.length };
}

interface LineEnd {
  /** Without the line break. */
  readonly lineEnd: number;
  /** Where the next line begins. */
  readonly next: number;
}

/** Where the line at `at` ends: before LF, CR LF or CR, or at the end of the text. */
function nextLine(text: string, at: number): LineEnd {
  LINE_BREAK.lastIndex = at;
  const match = LINE_BREAK.exec(text);
  if (match === null) return { lineEnd: text.length, next: text.length };
  return { lineEnd: match.index, next: match.index + match[0].length };
}

/** Editors make LF of a lone CR, and programs a byte of the text: what is meant cannot be told, so that neither is sent. */
function checkLineEnd(text: string, { lineEnd, next }: LineEnd, problems: ProblemList): void {
  if (text.slice(lineEnd, next) !== '\r') return;
  const template =
    'A carriage return without a line feed stands in this block: end its line with a line feed, or write the text in quotes, with \\r for this byte.';
  const fix = { start: lineEnd, end: next, text: '\n' };
  problems.add({ start: lineEnd, end: next }, 'PAYLOAD_LONE_CR', template, [], fix);
}

function readBlockLine(text: string, start: number, end: number, problems: ProblemList): TextPart[] {
  const parts = new PartsBuilder();
  let at = start;
  let runStart = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 0x5c && text.startsWith('{{', at + 1)) {
      parts.text(text.slice(runStart, at));
      runStart = at + 1;
      at += 3;
      continue;
    }
    const variable = code === 0x7b ? variableAt(text, at) : undefined;
    if (variable === undefined) {
      at += wellFormedUnits(text, at, problems);
    } else {
      parts.text(text.slice(runStart, at));
      parts.variable(variable);
      at = variable.end;
      runStart = at;
    }
  }
  parts.text(text.slice(runStart, end));
  return parts.finish();
}
