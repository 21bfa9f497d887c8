/** Words where a term should stand: what their writer most likely meant, and how that is written here. */
import type { Template } from '../../base/error';
import { type Problem, type ProblemList, type TextRange, quoteForMessage } from '../../base/problem';
import { parseIntegerText } from '../../bytes/numbers/numberText';
import { lacksByteOrder, suggestFunction } from './functions';
import type { Token, Word } from './tokens';
import type { PayloadPurpose } from './purpose';
import type { Term } from './term';

/** A name before a parenthesis that is no function's. */
export function reportUnknownTerm(name: Word, problems: ProblemList): void {
  if (problems.full) return;
  const suggestion = suggestFunction(name.text);
  const shown = quoteForMessage(name.text);
  const fix = suggestion === undefined ? undefined : { start: name.start, end: name.end, text: suggestion };
  const code = 'PAYLOAD_UNKNOWN_TERM';
  if (lacksByteOrder(name.text)) {
    const template = '{0} needs a byte order: write {0}be (big-endian, network order) or {0}le.';
    problems.add(name, code, template, [name.text], fix);
  } else if (suggestion !== undefined) {
    problems.add(name, code, 'There is no term “{0}”: did you mean {1}?', [shown, suggestion], fix);
  } else {
    const template = 'There is no term “{0}”: write text in quotes, bytes as [0a 0b], numbers as u16be(1).';
    problems.add(name, code, template, [shown]);
  }
}

/**
 * A word that stands alone: a number, hex bytes or text, each of which has its own form, or something that other languages have.
 *
 * @returns How many of the tokens behind it are a part of the same mistake.
 */
export function reportBareWord(word: Word, place: WordPlace, problems: ProblemList): number {
  if (problems.full) return 0;
  const misread = readMisread(word, place);
  if (misread === undefined) {
    reportPlainWord(word, problems);
    return 0;
  }
  problems.addAll([misread]);
  return misread.takes;
}

function reportPlainWord(word: Word, problems: ProblemList): void {
  const { text } = word;
  const range = { start: word.start, end: word.end };
  const shown = quoteForMessage(text);
  const integer = parseIntegerText(text);
  if (integer.kind === 'value' && integer.value >= 0n && integer.value <= 255n) {
    const template = 'A number needs a type: write u8({0}), or u16be({0}) for two bytes.';
    problems.add(word, 'PAYLOAD_BARE_NUMBER', template, [shown], { ...range, text: `u8(${text})` });
  } else if (/^(?=.*[0-9])(?:[0-9a-fA-F]{2})+$/.test(text)) {
    const template = 'Hex bytes stand in brackets: write [{0}].';
    problems.add(word, 'PAYLOAD_BARE_HEX', template, [shown], { ...range, text: `[${text}]` });
  } else if (integer.kind === 'value') {
    const template = 'A number needs a type: write for example u32be({0}) or i64le({0}).';
    problems.add(word, 'PAYLOAD_BARE_NUMBER', template, [shown]);
  } else {
    const template = 'Text stands in quotes: write {0}.';
    problems.add(word, 'PAYLOAD_BARE_WORD', template, [quoteForMessage(quoteWord(text))], {
      ...range,
      text: quoteWord(text),
    });
  }
}

/** As a string of the payload syntax. The text comes from words, which have no line breaks. */
export function quoteWord(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Where the word stands. */
export interface WordPlace {
  readonly use: PayloadPurpose;
  /** The socket of the step; undefined in rules, definitions and input boxes. */
  readonly socket: string | undefined;
  /** The term before it, if there is one. */
  readonly before: Term | undefined;
  readonly next: Token;
  /** The text of a range. */
  readonly source: (range: TextRange) => string;
}

export interface Misread extends Problem {
  /** How many of the tokens behind the word are a part of the same mistake: all of them where it is infinite. */
  readonly takes: number;
}

type Reading = Omit<Misread, 'start' | 'end'> & Partial<TextRange>;
type Reader = (word: Word, place: WordPlace) => Reading | undefined;

const reading = (
  code: string,
  template: Template,
  args: Problem['args'],
  fix?: Problem['fix'],
  takes = 0,
): Reading => ({
  code,
  template,
  args,
  takes,
  ...(fix === undefined ? {} : { fix }),
});

/** Steps whose words people put behind `<` or `>`; those that name something are written with `=`. */
const STEP_WORDS: ReadonlyMap<string, (socket: string) => string> = new Map([
  ...['shutdown', 'close', 'pause', 'resume'].map((word) => [word, (socket: string) => `${socket} ${word}`] as const),
  ['wait', () => 'wait 200ms'],
  ['listen', () => 'srv = listen tcp://127.0.0.1:0'],
  ['dial', () => 'con = dial tcp://127.0.0.1:9000'],
  ['accept', () => 'con = accept srv'],
  ['on', () => 'on srv "ping\\n" > "pong\\n"'],
]);

const EXPECTATION_WORDS: ReadonlyMap<string, (socket: string) => string> = new Map([
  ...['any', 'eof', 'reset'].map((word) => [word, (socket: string) => `${socket} < ${word}`] as const),
  ['until', (socket) => `${socket} < until "\\n"`],
  ['exactly', (socket) => `${socket} < exactly 5`],
  ['silence', (socket) => `${socket} < silence 200ms`],
]);

/** `'abc'` */
const singleQuotes: Reader = ({ text, ...range }) => {
  if (!text.startsWith("'")) return undefined;
  const inner = text.replace(/^'|'$/g, '');
  const written = `"${inner.replace(/(?<!\\)"/g, '\\"').replaceAll("\\'", "'")}"`;
  const template = 'Text stands in double quotes: write {0}.';
  return reading('PAYLOAD_SINGLE_QUOTES', template, [quoteForMessage(written)], { ...range, text: written });
};

/** `5 bytes` */
const countOfBytes: Reader = ({ text, start }, { use, next }) => {
  if (!/^[0-9]+$/.test(text) || next.kind !== 'word' || !/^(?:bytes?|octets?)$/i.test(next.text)) return undefined;
  const written = use === 'expect' ? `exactly ${text}` : `zeros(${text})`;
  const template =
    use === 'expect'
      ? 'So many bytes, whichever they are, are expected by {0}.'
      : 'Which bytes? For {1} zeros write {0}.';
  return {
    ...reading('PAYLOAD_COUNT', template, [written, text], { start, end: next.end, text: written }, 1),
    end: next.end,
  };
};

/** `"a" | "b"`, `"a" or "b"` */
const alternatives: Reader = ({ text }, { use, before, next, source }) => {
  if (!/^(?:\|\|?|or)$/i.test(text)) return undefined;
  if (use !== 'expect') {
    return reading('PAYLOAD_ALTERNATIVES', 'A payload has no alternatives: send one of them.', []);
  }
  const template = 'Alternatives stand in a pattern: write {0}.';
  const first = before?.kind === 'string' ? asPattern(source(before)) : undefined;
  const second = next.kind === 'string' ? asPattern(source(next)) : undefined;
  if (before === undefined || first === undefined || second === undefined) {
    return reading('PAYLOAD_ALTERNATIVES', template, ['/a|b/']);
  }
  const written = `/${first}|${second}/`;
  const fix = { start: before.start, end: next.end, text: written };
  return reading('PAYLOAD_ALTERNATIVES', template, [quoteForMessage(written)], fix, 1);
};

/** `not "a"` */
const negation: Reader = ({ text }, { use, socket }) => {
  if (!/^(?:not|!|!=)$/i.test(text)) return undefined;
  const template =
    use === 'expect' && socket !== undefined
      ? 'Nothing is expected by its absence but silence: write {0} < silence 200ms, or a pattern for what may come, such as /^[^x]/.'
      : 'There is no “{1}” here: a pattern says what may come, such as /^[^x]/.';
  return reading('PAYLOAD_NEGATION', template, [socket ?? '', text]);
};

/** `^ "PING"` */
const anchor: Reader = ({ text, start }, { next, source }) => {
  if (text !== '^' && text !== '$') return undefined;
  const template = '{1} stands within a pattern: write {0}.';
  const followed = text === '^' && next.kind === 'string' ? asPattern(source(next)) : undefined;
  if (followed === undefined) return reading('PAYLOAD_ANCHOR', template, [text === '^' ? '/^ab/' : '/ab$/', text]);
  const written = `/^${followed}/`;
  const fix = { start, end: next.end, text: written };
  return reading('PAYLOAD_ANCHOR', template, [quoteForMessage(written), text], fix, 1);
};

/** `"a" /b/`, and `con > /b/` */
const pattern: Reader = ({ text }, { use, socket }) => {
  if (!/^\/[^/]/.test(text)) return undefined;
  if (use !== 'expect') return reading('PAYLOAD_PATTERN', 'A pattern is for what comes: write text in quotes to send it.', []); // prettier-ignore
  const template =
    socket === undefined
      ? 'A pattern stands alone: write all of it between two slashes, such as /a\\d+/.'
      : 'A pattern stands alone: expect it in a step of its own, such as {0} < {1}.';
  return reading('PAYLOAD_PATTERN', template, [socket ?? '', quoteForMessage(text)]);
};

/** `con < close`, `con > eof` */
const stepWord: Reader = ({ text }, { socket }) => {
  const word = text.toLowerCase();
  const written = (STEP_WORDS.get(word) ?? EXPECTATION_WORDS.get(word))?.(socket ?? 'con');
  if (written === undefined) return undefined;
  const template = '“{0}” is a step of its own: write {1} in a line of its own.';
  return reading('PAYLOAD_STEP_WORD', template, [text, written], undefined, Infinity);
};

/** `“abc”` */
const curlyQuotes: Reader = ({ text, ...range }) => {
  const inner = /^[“”„‟«‹](.*)[“”»›]$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  const written = `"${inner}"`;
  return reading('PAYLOAD_CURLY_QUOTES', 'Text stands in straight double quotes: write {0}.', [quoteForMessage(written)], { ...range, text: written }); // prettier-ignore
};

/** `b"abc"` */
const prefixedString: Reader = ({ text, start, end }, { next }) => {
  if (!/^[bruf]{1,2}$/i.test(text) || next.kind !== 'string' || next.start !== end) return undefined;
  const template = 'Strings have no prefix here: leave out {0}. Bytes and variables stand in all of them.';
  return reading('PAYLOAD_STRING_PREFIX', template, [text], { start, end, text: '' }, 1);
};

/** `"a" + "b"`, and what else joins or ends terms in other languages */
const operator: Reader = ({ text, start, end }, { before }) => {
  if (before === undefined || !/^(?:\+|\.|&|&&|and|;)$/i.test(text)) return undefined;
  const template = 'Terms are put together as they stand: leave out {0}.';
  return reading('PAYLOAD_OPERATOR', template, [text], { start, end, text: '' });
};

/** `"a" * 3` */
const repetition: Reader = ({ text, end }, { before, next, source }) => {
  if (before === undefined || !/^[*x×]$/i.test(text) || next.kind !== 'word' || !/^[0-9]+$/.test(next.text)) return undefined; // prettier-ignore
  const written = `repeat(${next.text}, ${source(before)})`;
  const fix = { start: before.start, end: Math.max(end, next.end), text: written };
  return reading('PAYLOAD_REPETITION', 'What is repeated stands in repeat: write {0}.', [quoteForMessage(written)], fix, 1); // prettier-ignore
};

/** `>> "a"`, `<< "a"`, `<- "a"` */
const doubledSign: Reader = ({ text, start, end }, { before }) => {
  if (before !== undefined || !/^[<>=-]$/.test(text)) return undefined;
  return reading('PAYLOAD_DOUBLED_SIGN', 'One sign stands behind the name, > or <: leave out {0}.', [text], { start, end, text: '' }); // prettier-ignore
};

/** `< .*`, `< ...` */
const wildcard: Reader = ({ text, start, end }, { use }) => {
  if (use !== 'expect' || !/^(?:\*|\.\*|\.\.\.|…)$/.test(text)) return undefined;
  const template = 'Whatever comes next is expected by any; a pattern stands between slashes, such as /a.*b/.';
  return reading('PAYLOAD_WILDCARD', template, [], { start, end, text: 'any' });
};

/** `"a" timeout 2s` */
const timeLimit: Reader = ({ text, start, end }, { before, next }) => {
  if (before === undefined || !/^(?:timeout|after|in)$/i.test(text) || next.kind !== 'word' || !/^[0-9]/.test(next.text)) return undefined; // prettier-ignore
  const template = 'How long is waited stands behind within: write within {0}.';
  return reading('PAYLOAD_TIME_LIMIT', template, [quoteForMessage(next.text)], { start, end, text: 'within' }, 1);
};

const READERS: readonly Reader[] = [
  curlyQuotes,
  prefixedString,
  operator,
  repetition,
  doubledSign,
  wildcard,
  timeLimit,
  singleQuotes,
  countOfBytes,
  alternatives,
  negation,
  anchor,
  pattern,
  stepWord,
];

/** What the word most likely means; undefined for one that is plain text. */
export function readMisread(word: Word, place: WordPlace): Misread | undefined {
  for (const read of READERS) {
    const found = read(word, place);
    if (found !== undefined) return { start: word.start, end: word.end, ...found };
  }
  return undefined;
}

/** A quoted string of the source as a part of a pattern; undefined for one that cannot stand in it as it is. */
function asPattern(quoted: string): string | undefined {
  if (/\{\{|\\u/.test(quoted)) return undefined;
  return quoted.slice(1, -1).replace(/\\.|[.*+?^$()[\]|/{}]/gs, (sign) => {
    if (!sign.startsWith('\\')) return `\\${sign}`;
    return sign === '\\"' ? '"' : sign;
  });
}
