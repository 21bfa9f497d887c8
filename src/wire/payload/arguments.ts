/** The arguments of functions that are no terms themselves: numbers, counts, texts and types, and what is wrong with them. */
import { type ProblemList, type TextRange, quoteForMessage } from '../../base/problem';
import { nearestName } from '../../base/suggestion';
import { type FloatType, fitsFloat } from '../../bytes/numbers/floats';
import { INTEGER_TYPES, type IntegerType } from '../../bytes/numbers/integers';
import { parseFloatText, parseIntegerText } from '../../bytes/numbers/numberText';
import type { Call, PayloadCursor, Token, Word } from './tokens';
import type { PurposeRules } from './purpose';
import { type CountArgument, type Literal, MAX_PAYLOAD, type NumberArgument, type QuotedText } from './term';
import { quoteWord } from './mistakes';

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

type ValueToken = Token & { readonly kind: 'word' | 'variable' | 'binding' };

/** Reads the arguments of a function that are no terms themselves: numbers, counts, texts and types. */
export class ArgumentReader {
  readonly #cursor: PayloadCursor;
  readonly #rules: PurposeRules;
  readonly #problems: ProblemList;

  constructor(cursor: PayloadCursor, rules: PurposeRules, problems: ProblemList) {
    this.#cursor = cursor;
    this.#rules = rules;
    this.#problems = problems;
  }

  /** `1, 2, 3)`: at least one. */
  readNumbers<Value>(call: Call, read: (word: Word) => Literal<Value> | undefined): NumberArgument<Value>[] {
    const values: NumberArgument<Value>[] = [];
    for (;;) {
      const value = this.#readValue(call, read, true);
      if (value !== undefined) values.push(value);
      const token = this.#cursor.peek();
      if (token.kind === ',') this.#cursor.next();
      else if (isValue(token)) this.#cursor.reportMissingComma(token);
      else break;
    }
    this.#cursor.expectClose(call);
    return values;
  }

  readCount(call: Call): CountArgument | undefined {
    const value = this.#readValue(call, (word) => readCount(word, this.#problems), false);
    if (value?.kind === 'binding') {
      this.#problems.add(value, 'PAYLOAD_BINDING', 'A count cannot be bound: write a number or a {{variable}}.');
      return undefined;
    }
    return value;
  }

  /** One number, or what stands in its place. Leaves commas and parentheses alone. */
  #readValue<Value>(
    call: Call,
    read: (word: Word) => Literal<Value> | undefined,
    bindings: boolean,
  ): NumberArgument<Value> | undefined {
    const token = this.#cursor.peek();
    if (token.kind === 'end') return undefined;
    if (token.kind === ',' || token.kind === ')') {
      const template = 'A number is missing here: write one, such as 1 or 0x0a.';
      this.#problems.add(token, 'PAYLOAD_WRONG_ARGUMENTS', template);
      return undefined;
    }
    this.#cursor.next();
    switch (token.kind) {
      case 'word':
        return read(token);
      case 'variable':
        this.#rules.checkParts([token]);
        return token;
      case 'binding':
        if (bindings) this.#rules.checkBinding(token);
        return token;
      case 'string':
      case 'block':
      case 'hex':
      case 'stray':
      case '(':
        this.#problems.add(token, 'PAYLOAD_BAD_NUMBER', '“{0}” is not a number: {1} takes numbers such as 1 or 0x0a.', [
          quoteForMessage(this.#cursor.source(token)),
          call.name.text,
        ]);
        if (token.kind === '(') this.#cursor.skipToClose({ ...call, open: token });
        return undefined;
    }
  }

  /** `"…")`: exactly one string. */
  readText(call: Call): QuotedText | undefined {
    const token = this.#cursor.peek();
    if (token.kind === 'string') {
      this.#cursor.next();
      this.#rules.checkParts(token.text.parts);
      this.#cursor.expectClose(call);
      return token.text;
    }
    if (isValue(token)) {
      this.#cursor.next();
      this.#problems.add(
        token,
        'PAYLOAD_MISSING_QUOTE',
        '{0} takes its text in quotes: write {0}("{1}").',
        [call.name.text, quoteForMessage(this.#cursor.source(token))],
        { start: token.start, end: token.end, text: quoteWord(this.#cursor.source(token)) },
      );
    } else if (token.kind !== 'end') {
      this.#cursor.reportArguments(call, token);
    }
    this.#cursor.skipToClose(call);
    return undefined;
  }

  /** The type of a length, such as `u16be`. What is no word at all is left alone. */
  readType(call: Call): IntegerType | undefined {
    const token = this.#cursor.peek();
    if (token.kind !== 'word') return undefined;
    this.#cursor.next();
    const type = INTEGER_TYPES.get(token.text);
    if (type !== undefined) return type;
    const inNetworkOrder = `${token.text}be`;
    const suggestion = INTEGER_TYPES.has(inNetworkOrder)
      ? inNetworkOrder
      : nearestName(token.text, INTEGER_TYPES.keys());
    this.#problems.add(
      token,
      'PAYLOAD_UNKNOWN_TYPE',
      '“{0}” is no integer type: begin {1} with the type of the length, such as {2}.',
      [quoteForMessage(token.text), call.name.text, suggestion ?? 'u16be'],
      suggestion === undefined ? undefined : { start: token.start, end: token.end, text: suggestion },
    );
    return undefined;
  }
}

function isValue(token: Token): token is ValueToken {
  return token.kind === 'word' || token.kind === 'variable' || token.kind === 'binding';
}
