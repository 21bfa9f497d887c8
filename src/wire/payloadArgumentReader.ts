import { INTEGER_TYPES, type IntegerType } from '../bytes/integers';
import { readCount, type Word } from './payloadArguments';
import type { Call, PayloadCursor } from './payloadCursor';
import type { Token } from './payloadLexer';
import type { CountArgument, Literal, NumberArgument, QuotedText } from './payloadTerm';
import type { UseRules } from './payloadUse';
import { quoteWord } from './payloadWords';
import { quoteForMessage, type ProblemList } from './problem';
import { nearestName } from './suggestion';

type ValueToken = Token & { readonly kind: 'word' | 'variable' | 'binding' };

/** Reads the arguments of a function that are no terms themselves: numbers, counts, texts and types. */
export class ArgumentReader {
  readonly #cursor: PayloadCursor;
  readonly #rules: UseRules;
  readonly #problems: ProblemList;

  constructor(cursor: PayloadCursor, rules: UseRules, problems: ProblemList) {
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
