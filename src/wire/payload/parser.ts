import type { Template } from '../../base/error';
import { ArgumentReader } from './arguments';
import { readFloat, readInteger } from './arguments';
import type { Word } from './tokens';
import { PayloadCursor, type Call } from './tokens';
import { PAYLOAD_FUNCTIONS, type PayloadFunction } from './functions';
import type { WordPlace } from './mistakes';
import { layOut } from './layout';
import type { Token } from './tokens';
import { MAX_DEPTH, type Term } from './term';
import { PurposeRules, type PayloadPurpose } from './purpose';
import { checkPath } from './textValues';
import { reportBareWord, reportUnknownTerm } from './mistakes';
import { ProblemList, quoteForMessage, type Problem, type TextRange } from '../../base/problem';

export interface PayloadOptions {
  /** `input` by default. */
  readonly use?: PayloadPurpose;
  /** Where the payload begins; 0 by default. */
  readonly start?: number;
  /** The socket that sends it or expects it, for messages. */
  readonly socket?: string;
  /** Words that end the payload where a term could begin, such as `to` and `within`. */
  readonly stopWords?: ReadonlySet<string>;
}

export interface ParsedPayload {
  /** What could be understood. Send it only when there are no problems. */
  readonly terms: readonly Term[];
  /** By position; at most `MAX_PROBLEMS`. */
  readonly problems: readonly Problem[];
  /** Where the payload ends: at the end of the text or line, at a comment, or at a stop word. */
  readonly end: number;
}

/** Parses payload syntax. Never throws, goes on after a problem, and takes time linear in the length of the text. */
export function parsePayload(text: string, options: PayloadOptions = {}): ParsedPayload {
  const problems = new ProblemList();
  const parser = new PayloadParser(text, options, problems);
  const { terms, end } = parser.parse();
  problems.addAll(layOut(terms).problems);
  return { terms, problems: problems.toSorted(), end };
}

/** How each kind of function is written; `{0}` is its name. */
const USAGES: Readonly<Record<PayloadFunction['kind'], Template>> = {
  integers: '{0} takes one or more numbers, separated by commas: write for example {0}(1, 0x0a).',
  floats: '{0} takes one or more numbers, separated by commas: write for example {0}(3.14).',
  ipv4: '{0} takes one address in quotes: write for example {0}("127.0.0.1").',
  ipv6: '{0} takes one address in quotes: write for example {0}("::1").',
  base64: '{0} takes one text in quotes: write for example {0}("aGk=").',
  file: '{0} takes one path in quotes: write for example {0}("request.bin").',
  zeros: '{0} takes one count: write for example {0}(16).',
  repeat: '{0} takes how often, a comma and what: write for example {0}(3, "ab").',
  prefixed: '{0} takes the type of the length, a comma and a payload: write for example {0}(u16be, "ab").',
};

class PayloadParser {
  readonly #use: PayloadPurpose;
  readonly #socket: string | undefined;
  readonly #rules: PurposeRules;
  readonly #arguments: ArgumentReader;
  readonly #stopWords: ReadonlySet<string>;
  readonly #problems: ProblemList;
  readonly #cursor: PayloadCursor;

  constructor(text: string, options: PayloadOptions, problems: ProblemList) {
    this.#use = options.use ?? 'input';
    this.#socket = options.socket;
    this.#rules = new PurposeRules(this.#use, problems);
    this.#stopWords = options.stopWords ?? new Set();
    this.#problems = problems;
    this.#cursor = new PayloadCursor(text, options.start ?? 0, this.#rules.endsWithLine, problems);
    this.#arguments = new ArgumentReader(this.#cursor, this.#rules, problems);
  }

  parse(): { readonly terms: Term[]; readonly end: number } {
    const start = this.#cursor.lastEnd;
    const terms = this.#parseTerms(0);
    const end = this.#cursor.peek().start;
    if (this.#cursor.lastEnd === start) {
      const template =
        'There is no payload here: write a term such as "hi\\r\\n", [0a 0b] or u16be(1), or "" for no bytes.';
      this.#problems.add({ start, end }, 'PAYLOAD_EMPTY', template);
    }
    return { terms, end };
  }

  /** Terms up to the end or, within a function, to its closing parenthesis, which is not taken. */
  #parseTerms(depth: number): Term[] {
    const terms: Term[] = [];
    for (;;) {
      const token = this.#cursor.peek();
      if (token.kind === 'end' || (token.kind === ')' && depth > 0)) return terms;
      if (token.kind === 'word' && depth === 0 && this.#stopWords.has(token.text)) return terms;
      const term = this.#parseTerm(this.#cursor.next(), depth, terms.at(-1));
      if (term !== undefined) terms.push(term);
    }
  }

  /** `before`: the term before it, if there is one. */
  #parseTerm(token: Token, depth: number, before: Term | undefined): Term | undefined {
    const { start, end } = token;
    switch (token.kind) {
      case 'string':
        this.#rules.checkParts(token.text.parts);
        return { kind: 'string', text: token.text, start, end };
      case 'block':
        for (const line of token.lines) this.#rules.checkParts(line.parts);
        return { kind: 'block', lines: token.lines, start, end };
      case 'hex':
        return { kind: 'hex', bytes: token.bytes, source: token.source, start, end };
      case 'word':
        return this.#parseWord(token, depth, before);
      case 'variable':
        if (!this.#rules.hasVariables) {
          this.#rules.checkParts([token]);
          return undefined;
        }
        this.#problems.add(
          token,
          'PAYLOAD_BARE_VARIABLE',
          'A variable stands in a string or a number: write "{0}" for its text, or for example u16be({0}).',
          [this.#cursor.source(token)],
          { start, end, text: `"${this.#cursor.source(token)}"` },
        );
        return undefined;
      case 'binding':
        this.#problems.add(token, 'PAYLOAD_BARE_BINDING', '{0} needs a number type: write for example u16be({0}).', [
          quoteForMessage(this.#cursor.source(token)),
        ]);
        return undefined;
      case ',':
        this.#problems.add(token, 'PAYLOAD_UNEXPECTED', 'Terms are separated by blanks: leave out the comma.', [], {
          start,
          end,
          text: ' ',
        });
        return undefined;
      case '(':
      case ')':
      case 'stray':
        this.#reportUnexpected(token);
        return undefined;
      case 'end':
        return undefined;
    }
  }

  #reportUnexpected(token: TextRange): void {
    this.#problems.add(
      token,
      'PAYLOAD_UNEXPECTED',
      '“{0}” belongs to nothing here: leave it out, or write text in quotes.',
      [quoteForMessage(this.#cursor.source(token))],
      { start: token.start, end: token.end, text: '' },
    );
  }

  #parseWord(name: Word, depth: number, before: Term | undefined): Term | undefined {
    const found = PAYLOAD_FUNCTIONS.get(name.text);
    if (this.#cursor.peek().kind !== '(') {
      if (found === undefined) this.#reportBareWord(name, before);
      else {
        this.#problems.add(name, 'PAYLOAD_MISSING_PARENTHESIS', '{0} needs its values in parentheses: write {0}(…).', [
          name.text,
        ]);
      }
      return undefined;
    }
    const usage: Template = found === undefined ? '' : USAGES[found.kind];
    const call: Call = { name, open: this.#cursor.next(), depth: depth + 1, usage };
    if (found === undefined) {
      reportUnknownTerm(name, this.#problems);
      this.#cursor.skipToClose(call);
      return undefined;
    }
    if (call.depth > MAX_DEPTH) {
      const template = 'Terms stand in each other more than {0} deep: build the payload of fewer repeat and prefixed.';
      this.#problems.add(name, 'PAYLOAD_TOO_DEEP', template, [MAX_DEPTH]);
      this.#cursor.skipToClose(call);
      return undefined;
    }
    if (this.#cursor.peek().kind === ')') {
      this.#cursor.next();
      this.#cursor.reportArguments(call, { start: name.start, end: this.#cursor.lastEnd });
      return undefined;
    }
    return this.#parseCall(found, call);
  }

  #reportBareWord(word: Word, before: Term | undefined): void {
    const place: WordPlace = {
      use: this.#use,
      socket: this.#socket,
      before,
      next: this.#cursor.peek(),
      source: (range) => this.#cursor.source(range),
    };
    const takes = reportBareWord(word, place, this.#problems);
    for (let taken = 0; taken < takes && this.#cursor.peek().kind !== 'end'; taken++) this.#cursor.next();
  }

  #parseCall(found: PayloadFunction, call: Call): Term | undefined {
    const { name } = call;
    const start = name.start;
    switch (found.kind) {
      case 'integers': {
        const values = this.#arguments.readNumbers(call, (word) => readInteger(word, found.type, this.#problems));
        return { kind: 'integers', name: name.text, type: found.type, values, start, end: this.#cursor.lastEnd };
      }
      case 'floats': {
        const values = this.#arguments.readNumbers(call, (word) => readFloat(word, found.type, this.#problems));
        return { kind: 'floats', name: name.text, type: found.type, values, start, end: this.#cursor.lastEnd };
      }
      case 'ipv4':
      case 'ipv6':
      case 'base64':
      case 'file': {
        const text = this.#arguments.readText(call);
        if (found.kind === 'file' && text !== undefined) checkPath(text, this.#problems);
        return text && { kind: found.kind, text, start, end: this.#cursor.lastEnd };
      }
      case 'zeros': {
        const count = this.#arguments.readCount(call);
        this.#cursor.expectClose(call);
        return count && { kind: 'zeros', count, start, end: this.#cursor.lastEnd };
      }
      case 'repeat': {
        const count = this.#arguments.readCount(call);
        const terms = this.#parseInner(call);
        return count && terms && { kind: 'repeat', count, terms, start, end: this.#cursor.lastEnd };
      }
      case 'prefixed': {
        const first = this.#cursor.peek();
        if (first.kind !== 'word' && first.kind !== 'end') {
          this.#cursor.reportArguments(call, first);
          this.#cursor.skipToClose(call);
          return undefined;
        }
        const type = this.#arguments.readType(call);
        const terms = this.#parseInner(call);
        return type && terms && { kind: 'prefixed', type, terms, start, end: this.#cursor.lastEnd };
      }
    }
  }

  /** `, terms)`: the comma behind a function's first argument, at least one term, and the closing parenthesis. */
  #parseInner(call: Call): Term[] | undefined {
    const before = this.#cursor.peek();
    if (before.kind === ',') this.#cursor.next();
    const inner = this.#cursor.peek();
    if (inner.kind === ')' || inner.kind === '(') {
      this.#cursor.reportArguments(call, call.name);
      this.#cursor.skipToClose(call);
      return undefined;
    }
    if (before.kind !== ',' && before.kind !== 'end') this.#cursor.reportMissingComma(before);
    const terms = this.#parseTerms(call.depth);
    this.#cursor.expectClose(call);
    return terms;
  }
}
