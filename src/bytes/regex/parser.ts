import type { Template } from '../../base/error';
import type { RegexNode } from './byteRegex';
import { readRegexEscape } from './escapes';
import {
  characterSet,
  complementOf,
  charactersUpTo,
  inAnyCase,
  LARGEST_CHARACTER,
  LINE_BREAKS,
  singleCharacter,
  type CharacterRange,
  type CharacterSet,
} from './characterSet';
import type { ProblemList, TextRange } from '../../base/problem';

/** What stands for a value in the other texts of wire files, and for nothing here. */
const VARIABLE = /\{\{[A-Za-z0-9_.]+\}\}/y;
/** How deeply groups may stand in each other. */
const MAX_GROUP_DEPTH = 100;
/** Most repetitions that can be written in braces. */
const MAX_COUNT = 1000;

interface Quantifier {
  readonly min: number;
  readonly max: number;
}

const SHORT_QUANTIFIERS: ReadonlyMap<string, Quantifier> = new Map([
  ['*', { min: 0, max: Infinity }],
  ['+', { min: 1, max: Infinity }],
  ['?', { min: 0, max: 1 }],
]);

const NOTHING: RegexNode = { kind: 'sequence', nodes: [] };

/**
 * Parses what stands between the slashes, in the syntax of ECMAScript without what cannot be matched in linear time
 * (backreferences, lookaround). Every character is looked at a constant number of times; a mistake is reported and left
 * out, and parsing goes on behind it.
 */
export class RegexParser {
  readonly #text: string;
  readonly #end: number;
  readonly #flags: string;
  /** Where a further flag can be put. */
  readonly #flagsEnd: number;
  readonly #problems: ProblemList;
  readonly #largest: number;
  readonly #names = new Map<string, number>();
  #at: number;
  #groups = 0;
  #depth = 0;

  constructor(text: string, start: number, end: number, flags: string, flagsEnd: number, problems: ProblemList) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#flags = flags;
    this.#flagsEnd = flagsEnd;
    this.#problems = problems;
    this.#largest = flags.includes('u') ? LARGEST_CHARACTER.unicode : LARGEST_CHARACTER.byte;
  }

  get groups(): number {
    return this.#groups;
  }

  get names(): ReadonlyMap<string, number> {
    return this.#names;
  }

  parse(): RegexNode {
    if (this.#at === this.#end) {
      const range = { start: this.#at - 1, end: this.#end + 1 };
      this.#problems.add(range, 'REGEX_EMPTY', 'This pattern is empty: write what is expected, such as /\\d+\\r\\n/.');
    }
    const node = this.#choice();
    while (this.#at < this.#end) {
      // Only a parenthesis that was never opened ends a choice before the end.
      this.#report(
        { start: this.#at, end: this.#at + 1 },
        'This parenthesis closes nothing: write \\) for a plain one.',
      );
      this.#at++;
      this.#choice();
    }
    return node;
  }

  #report(range: TextRange, template: Template): void {
    this.#problems.add(range, 'REGEX_SYNTAX', template, [this.#text.slice(range.start, range.end)]);
  }

  #unsupported(range: TextRange, template: Template): void {
    this.#problems.add(range, 'REGEX_UNSUPPORTED', template, [this.#text.slice(range.start, range.end)]);
  }

  #choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.#text[this.#at] === '|' && this.#at < this.#end) {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#at < this.#end && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      const start = this.#at;
      const firstGroup = this.#groups + 1;
      const node = this.#atom();
      const repeated = this.#repeat(node, start, firstGroup);
      if (repeated !== NOTHING) nodes.push(repeated);
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  #atom(): RegexNode {
    const start = this.#at;
    const character = String.fromCodePoint(this.#text.codePointAt(start)!);
    const range = { start, end: start + character.length };
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#characters(this.#class());
      case '.':
        this.#at++;
        return this.#characters(
          this.#flags.includes('s')
            ? [{ first: 0, last: this.#largest }]
            : complementOf(charactersUpTo(LINE_BREAKS, this.#largest), this.#largest),
        );
      case '^':
        this.#at++;
        return { kind: 'assertion', assertion: this.#flags.includes('m') ? 'lineStart' : 'start' };
      case '$':
        this.#at++;
        return { kind: 'assertion', assertion: this.#flags.includes('m') ? 'lineEnd' : 'end' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        this.#at++;
        this.#report(range, 'There is nothing here that {0} could repeat: write \\{0} for the plain character.');
        return NOTHING;
      case '{':
        return this.#brace();
    }
    this.#at = range.end;
    const codePoint = character.codePointAt(0)!;
    if (!this.#fits(codePoint, range)) return NOTHING;
    return this.#characters([singleCharacter(codePoint)]);
  }

  #characters(set: CharacterSet): RegexNode {
    return { kind: 'characters', set: this.#flags.includes('i') ? inAnyCase(set, this.#largest) : set };
  }

  #fits(codePoint: number, range: TextRange): boolean {
    if (codePoint <= this.#largest) return true;
    this.#problems.add(
      range,
      'REGEX_NEEDS_UNICODE',
      'Without the flag u a pattern sees single bytes, and “{0}” has several: add the flag u.',
      [this.#text.slice(range.start, range.end)],
      { start: this.#flagsEnd, end: this.#flagsEnd, text: 'u' },
    );
    return false;
  }

  #brace(): RegexNode {
    const start = this.#at;
    VARIABLE.lastIndex = start;
    const variable = VARIABLE.exec(this.#text)?.[0];
    if (variable !== undefined) {
      this.#at = start + variable.length;
      this.#unsupported(
        { start, end: this.#at },
        '{0} does not stand for a variable in a pattern: write its value, or \\{ for a brace.',
      );
      return NOTHING;
    }
    this.#at++;
    const template = 'There is nothing here that {0} could repeat: write \\{0} for the plain character.';
    this.#report({ start, end: start + 1 }, template);
    return NOTHING;
  }

  #escape(): RegexNode {
    const start = this.#at;
    const letter = this.#text[start + 1];
    if (letter === 'b' || letter === 'B') {
      this.#at += 2;
      return { kind: 'assertion', assertion: letter === 'b' ? 'boundary' : 'notBoundary' };
    }
    const escape = readRegexEscape(this.#text, start, this.#end, this.#largest, this.#problems);
    this.#at = escape.end;
    if (escape.set !== undefined) return this.#characters(escape.set);
    if (escape.codePoint === undefined || !this.#fits(escape.codePoint, { start, end: escape.end })) return NOTHING;
    return this.#characters([singleCharacter(escape.codePoint)]);
  }

  #group(): RegexNode {
    const start = this.#at;
    const opening = /^\((?:\?(?:<([A-Za-z_][A-Za-z0-9_]*)>|<?[=!]|:|.?))?/s.exec(
      this.#text.slice(start, Math.min(this.#end, start + 70)),
    )![0];
    this.#at = start + opening.length;
    const range = { start, end: this.#at };
    let number: number | undefined;
    if (opening === '(') {
      number = ++this.#groups;
    } else if (/^\(\?<?[=!]$/.test(opening)) {
      this.#unsupported(
        range,
        'Lookahead and lookbehind ({0}) are not supported: a pattern only says which bytes come next.',
      );
    } else if (opening.endsWith('>')) {
      number = ++this.#groups;
      const name = opening.slice(3, -1);
      if (this.#names.has(name)) this.#report(range, 'Another group has this name already: choose another one.');
      this.#names.set(name, number);
    } else if (opening !== '(?:') {
      this.#report(range, 'A group begins with (, (?: or (?<name>, not with “{0}”.');
    }
    if (this.#depth >= MAX_GROUP_DEPTH) {
      this.#report(range, `Groups stand in each other more than ${MAX_GROUP_DEPTH} deep: simplify the pattern.`);
      this.#at = this.#end;
      return NOTHING;
    }
    this.#depth++;
    const node = this.#choice();
    this.#depth--;
    if (this.#at < this.#end) {
      this.#at++;
    } else if (!this.#problems.full) {
      const template = 'This parenthesis is not closed: put ) where its group ends, or write \\( for a plain one.';
      this.#problems.add({ start, end: start + 1 }, 'REGEX_SYNTAX', template, [], {
        start: this.#end,
        end: this.#end,
        text: ')',
      });
    }
    return number === undefined ? node : { kind: 'group', node, number };
  }

  #class(): CharacterSet {
    const start = this.#at;
    const text = this.#text;
    this.#at++;
    const negated = text[this.#at] === '^';
    if (negated) this.#at++;
    const ranges: CharacterRange[] = [];
    while (this.#at < this.#end && text[this.#at] !== ']') {
      const itemStart = this.#at;
      const first = this.#classItem();
      const isRange = text[this.#at] === '-' && text[this.#at + 1] !== ']' && this.#at + 1 < this.#end;
      if (!isRange) {
        if (first !== undefined) ranges.push(...first);
        continue;
      }
      this.#at++;
      const last = this.#classItem();
      if (first === undefined || last === undefined) continue;
      const low = first.length === 1 ? first[0]! : undefined;
      const high = last.length === 1 ? last[0]! : undefined;
      if (low?.first !== low?.last || high?.first !== high?.last || low === undefined || high === undefined) {
        this.#report(
          { start: itemStart, end: this.#at },
          'A range goes from one character to another: write \\- for a plain hyphen.',
        );
      } else if (low.first > high.first) {
        this.#report(
          { start: itemStart, end: this.#at },
          'The range {0} goes backwards: write the lower character first.',
        );
      } else {
        ranges.push({ first: low.first, last: high.first });
      }
    }
    if (this.#at < this.#end) {
      this.#at++;
    } else {
      const template = 'This class has no closing bracket: put ] where it ends, or write \\[ for a plain bracket.';
      this.#report({ start, end: start + 1 }, template);
    }
    const set = characterSet(ranges);
    if (!negated) return set;
    const inCase = this.#flags.includes('i') ? inAnyCase(set, this.#largest) : set;
    return complementOf(inCase, this.#largest);
  }

  /** One character or escape of a class; undefined after a mistake. */
  #classItem(): CharacterSet | undefined {
    const start = this.#at;
    const codePoint = this.#text.codePointAt(start)!;
    if (codePoint !== 0x5c) {
      const end = start + (codePoint > 0xffff ? 2 : 1);
      this.#at = end;
      return this.#fits(codePoint, { start, end }) ? [singleCharacter(codePoint)] : undefined;
    }
    if (this.#text[start + 1] === 'b') {
      this.#at += 2;
      return [singleCharacter(0x08)];
    }
    const escape = readRegexEscape(this.#text, start, this.#end, this.#largest, this.#problems);
    this.#at = escape.end;
    if (escape.set !== undefined) return escape.set;
    if (escape.codePoint === undefined || !this.#fits(escape.codePoint, { start, end: escape.end })) return undefined;
    return [singleCharacter(escape.codePoint)];
  }

  #repeat(node: RegexNode, start: number, firstGroup: number): RegexNode {
    const quantifier = this.#quantifier();
    if (quantifier === undefined) return node;
    const lazy = this.#text[this.#at] === '?' && this.#at < this.#end;
    if (lazy) this.#at++;
    const next = this.#text[this.#at] ?? '';
    if (this.#at < this.#end && (/[*+?]/.test(next) || this.#countAt(this.#at) !== undefined)) {
      const range = { start: this.#at, end: this.#at + 1 };
      this.#report(range, '{0} stands behind a quantifier already: leave it out, or put what is repeated into (?:…).');
      this.#at++;
      return node;
    }
    if (node === NOTHING) return node;
    if (node.kind === 'assertion') {
      this.#report(
        { start, end: this.#at },
        'There is nothing in {0} that could be repeated: leave out the quantifier.',
      );
      return node;
    }
    return { kind: 'repeat', node, ...quantifier, lazy, firstGroup, endGroup: this.#groups + 1 };
  }

  #quantifier(): Quantifier | undefined {
    if (this.#at >= this.#end) return undefined;
    const short = SHORT_QUANTIFIERS.get(this.#text[this.#at]!);
    if (short !== undefined) {
      this.#at++;
      return short;
    }
    const count = this.#countAt(this.#at);
    if (count === undefined) return undefined;
    const range = { start: this.#at, end: count.end };
    this.#at = count.end;
    const { min, max } = count;
    if (min > MAX_COUNT || (max > MAX_COUNT && max !== Infinity)) {
      this.#report(range, `{0} is too many: at most ${MAX_COUNT} repetitions can be counted.`);
      return { min: 0, max: 1 };
    }
    if (min > max) {
      this.#report(range, 'The limits in {0} are the wrong way round: write the smaller one first.');
      return { min: 0, max: 1 };
    }
    return { min, max };
  }

  /** `{2}`, `{2,}` or `{2,5}` at `at`. */
  #countAt(at: number): (Quantifier & { readonly end: number }) | undefined {
    if (this.#text[at] !== '{') return undefined;
    const match = /^\{([0-9]{1,9})(?:(,)([0-9]{1,9})?)?\}/.exec(this.#text.slice(at, Math.min(this.#end, at + 22)));
    if (match === null) return undefined;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === undefined ? Infinity : Number(match[3]);
    return { min, max, end: at + match[0].length };
  }
}
