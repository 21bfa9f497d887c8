/** Checks of single arguments: what a word means as a number, and the sentences for what it does not mean. */
import { fitsFloat, type FloatType } from '../bytes/floats';
import type { IntegerType } from '../bytes/integers';
import { parseFloatText, parseIntegerText } from './numberText';
import { MAX_PAYLOAD, type Literal } from './payloadTerm';
import { quoteForMessage, type ProblemList, type TextRange } from './problem';

/** A word of the source with its place. */
export interface Word extends TextRange {
  readonly text: string;
}

export function readInteger(word: Word, type: IntegerType, problems: ProblemList): Literal<bigint> | undefined {
  const value = readWhole(word, problems, () => {
    reportIntegerRange(word, word.text, type, problems);
  });
  if (value === undefined) return undefined;
  if (value < type.min || value > type.max) {
    reportIntegerRange(word, word.text, type, problems);
    return undefined;
  }
  return { kind: 'literal', value, source: word.text, start: word.start, end: word.end };
}

/** How often, or how many: 0 to `MAX_PAYLOAD`. */
export function readCount(word: Word, problems: ProblemList): Literal<number> | undefined {
  const value = readWhole(word, problems, () => {
    reportCountRange(word, word.text, problems);
  });
  if (value === undefined) return undefined;
  if (value < 0n || value > MAX_PAYLOAD) {
    reportCountRange(word, word.text, problems);
    return undefined;
  }
  return { kind: 'literal', value: Number(value), source: word.text, start: word.start, end: word.end };
}

export function readFloat(word: Word, type: FloatType, problems: ProblemList): Literal<number> | undefined {
  const value = parseFloatText(word.text);
  if (value === undefined) {
    problems.add(word, 'PAYLOAD_BAD_NUMBER', '“{0}” is not a number: write it like 3.14, -1e-3, inf, -inf or nan.', [
      quoteForMessage(word.text),
    ]);
    return undefined;
  }
  if ((Math.abs(value) === Infinity && !/^-?inf$/i.test(word.text)) || !fitsFloat(type, value)) {
    reportFloatRange(word, word.text, type, problems);
    return undefined;
  }
  return { kind: 'literal', value, source: word.text, start: word.start, end: word.end };
}

function readWhole(word: Word, problems: ProblemList, reportHuge: () => void): bigint | undefined {
  const integer = parseIntegerText(word.text);
  switch (integer.kind) {
    case 'value':
      return integer.value;
    case 'huge':
      reportHuge();
      return undefined;
    case 'leadingZero':
      problems.add(
        word,
        'PAYLOAD_LEADING_ZERO',
        '{0} could be decimal or, as in C, octal: write {1}, or begin an octal number with 0o.',
        [quoteForMessage(word.text), quoteForMessage(integer.decimal)],
        { start: word.start, end: word.end, text: integer.decimal },
      );
      return undefined;
    case 'malformed':
      problems.add(
        word,
        'PAYLOAD_BAD_NUMBER',
        '“{0}” is not a whole number: write it like 256, 0x0100, 0o400 or 0b1_0000_0000.',
        [quoteForMessage(word.text)],
      );
      return undefined;
  }
}

export function reportIntegerRange(range: TextRange, value: string, type: IntegerType, problems: ProblemList): void {
  problems.add(range, 'PAYLOAD_OUT_OF_RANGE', '{0} does not fit: {1} holds {2} to {3}.', [
    quoteForMessage(value),
    type.name,
    type.min.toString(),
    type.max.toString(),
  ]);
}

export function reportCountRange(range: TextRange, value: string, problems: ProblemList): void {
  problems.add(range, 'PAYLOAD_OUT_OF_RANGE', '{0} is no possible count here: write 0 to {1}.', [
    quoteForMessage(value),
    MAX_PAYLOAD,
  ]);
}

export function reportFloatRange(range: TextRange, value: string, type: FloatType, problems: ProblemList): void {
  problems.add(range, 'PAYLOAD_OUT_OF_RANGE', '{0} does not fit: {1} holds {2} to {3}. For infinity write inf.', [
    quoteForMessage(value),
    type.name,
    String(-type.max),
    String(type.max),
  ]);
}
