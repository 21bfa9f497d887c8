/** Literals of a programming language to bytes: strings, lists of numbers, and what stands around them in a program. */
import { ByteBuilder } from '../byteBuilder';
import { filledSize, itemSize, sizeOf, type ArraySizes } from './arraySizes';
import { takeDeclaration } from './declaration';
import { readHex } from './hexText';
import { WIDE_TYPE, type Language, type StringSyntax } from './languages';
import { LiteralLexer, byteTooLarge, type CharacterToken, type StringToken, type LiteralToken } from './literalLexer';
import { MAX_WRITTEN_BYTES, mistake, tooLong, WrittenMistake, type WrittenProblem } from './problem';

/** How deep lists may lie in each other. */
const MAX_DEPTH = 32;

/** What a text is in a language. */
export interface LiteralReading {
  /** `numbers`: parted by commas, without brackets. */
  readonly kind: 'string' | 'list' | 'numbers' | 'integer';
  readonly bytes: Uint8Array;
  /** Strings stand side by side without a blank: hardly anybody means that, though it can be read so. */
  readonly isAbutted: boolean;
}

export type LiteralResult =
  | { readonly reading: LiteralReading; readonly problem?: undefined }
  /** `isMeant`: it begins like a literal, and has a mistake. */
  | { readonly reading?: undefined; readonly problem: WrittenProblem; readonly isMeant: boolean };

/** Reads a whole text as literals of a language. Linear in its length. */
export function readLiterals(text: string, language: Language): LiteralResult {
  const lexer = new LiteralLexer(text, language);
  try {
    return { reading: new LiteralReader(text, language, lexer).read() };
  } catch (error) {
    if (!(error instanceof WrittenMistake)) throw error;
    return { problem: error.problem, isMeant: lexer.hasLiteral };
  }
}

class LiteralReader {
  readonly #text: string;
  readonly #language: Language;
  readonly #lexer: LiteralLexer;
  readonly #bytes = new ByteBuilder();
  #depth = 0;
  #isAbutted = false;
  /** The last string's, of the operand that is being read. */
  #string: StringSyntax | undefined;
  /** Of the array that comes next. */
  #sizes: ArraySizes = [];
  readonly #kinds = new Set<'string' | 'list'>();

  constructor(text: string, language: Language, lexer: LiteralLexer) {
    this.#text = text;
    this.#language = language;
    this.#lexer = lexer;
  }

  read(): LiteralReading {
    this.#lexer.next();
    /** Where the only number stands. */
    let integer: { readonly value: bigint; readonly start: number } | undefined;
    let scalars = 0;
    let hasNumbers = false;
    while (!this.#lexer.isAtEnd()) {
      if (this.#lexer.takeSign(';')) continue;
      const { start } = this.#lexer.token;
      const declared = takeDeclaration(this.#lexer, this.#language);
      this.#sizes = declared?.sizes ?? [];
      const from = this.#bytes.length;
      const value = this.#signedNumber();
      if (value === undefined && declared?.wide) {
        this.#lexer.hasLiteral = true;
        throw declared.wide;
      }
      if (value !== undefined && declared) {
        this.#checkLength(declared.name, value, start);
      } else if (value !== undefined) {
        hasNumbers = true;
        if (scalars++ === 0) integer = { value, start };
        if (!this.#lexer.isAtEnd() || scalars > 1) this.#pushNumber(value, start);
      } else if (this.#lexer.token.kind === 'character') {
        scalars++;
        this.#pushCharacter(this.#lexer.token);
      } else {
        this.#value();
        if (this.#language.arrays === 'exact') this.#checkSize(declared?.sizes ?? [], from, start);
      }
      const isParted = this.#lexer.takeSign(',') || this.#lexer.takeSign(';') || this.#lexer.isOnNewLine;
      if (!this.#lexer.isAtEnd() && !isParted) throw this.#lexer.unexpected();
    }
    // Numbers beside lists or strings: what they mean is not known.
    if (hasNumbers && this.#kinds.size > 0) throw this.#lexer.unexpectedAt(integer!.start, this.#text.length);
    if (scalars === 1 && integer) {
      const bytes = integerBytes(integer.value);
      if (!bytes) throw byteTooLarge(this.#text.slice(integer.start), integer.start, this.#text.length);
      return { kind: 'integer', bytes, isAbutted: false };
    }
    const kind = this.#kinds.has('list') ? 'list' : hasNumbers ? 'numbers' : 'string';
    return { kind, bytes: this.#bytes.take(), isAbutted: this.#isAbutted };
  }

  /** `unsigned int x_len = 3;`, which `xxd -i` writes behind a list. */
  #checkLength(name: string, value: bigint, start: number): void {
    const isLength = /(?:_len|_length|_size|Len|Length|Size)$/.test(name);
    if (isLength && this.#kinds.size > 0 && value === BigInt(this.#bytes.length)) return;
    if (!isLength || this.#kinds.size === 0) throw this.#lexer.unexpectedAt(start, this.#lexer.token.start);
    throw mistake(
      'LITERAL_LENGTH',
      '{0} is {1}, but there {2, plural, one {is # byte} other {are # bytes}}.',
      [name, value.toString(), this.#bytes.length],
      start,
      this.#lexer.token.start,
    );
  }

  /** A string, a list, or a call that takes one; also several that `+` joins. */
  #value(): void {
    let last: StringSyntax | undefined;
    do {
      this.#string = undefined;
      const { start, end } = this.#lexer.token;
      const string = this.#operand();
      if (last && string && !canJoin(last, string)) throw this.#lexer.unexpectedAt(start, end);
      last = string;
    } while (this.#language.joinsByPlus && this.#lexer.takeSign('+'));
  }

  /** The syntax of its last string, if it has any. */
  #operand(): StringSyntax | undefined {
    const from = this.#bytes.length;
    this.#single();
    if (this.#language.repeats === '*' && this.#lexer.takeSign('*')) this.#repeat(from);
    return this.#string;
  }

  #single(): void {
    if (this.#depth++ >= MAX_DEPTH) throw this.#lexer.unexpected();
    this.#primary();
    this.#depth--;
  }

  #primary(): void {
    const token = this.#lexer.token;
    if (token.kind === 'string' || token.kind === 'character') {
      const sizes = this.#takeSizes();
      const from = this.#bytes.length;
      this.#strings();
      if (sizes.length > 0 && this.#language.hasNul) this.#fillString(sizes, from, token);
    } else if (token.kind === 'name') {
      this.#named(token.text, token.start, token.end);
    } else if (token.kind === 'sign') {
      if ('&*'.includes(token.text)) {
        this.#lexer.next();
        this.#single();
      } else if (!this.#skipType()) {
        this.#list();
      } else if (this.#lexer.takeSign('(')) {
        this.#value();
        this.#lexer.expect(')');
      } else {
        this.#single();
      }
    } else throw this.#lexer.unexpected();
  }

  #strings(): void {
    this.#lexer.hasLiteral = true;
    let last: StringToken | CharacterToken | undefined;
    for (;;) {
      const token = this.#lexer.token;
      if (token.kind !== 'string' && token.kind !== 'character') return;
      if (last && !canJoin(last.syntax, token.syntax)) throw this.#lexer.unexpected();
      if (last?.end === token.start) this.#isAbutted = true;
      last = token;
      this.#string = token.syntax;
      if (token.syntax.isWide) throw this.#lexer.wide(token.syntax.open, token.start, token.end);
      this.#append(token.bytes, token.start);
      this.#kinds.add('string');
      this.#lexer.next();
      if (!this.#language.joinsStrings || token.kind === 'character') return;
    }
  }

  /** Passes over `[]byte`, `[3]byte`, `[...]byte` in Go, `(const char[])` in C; false where no type stands. */
  #skipType(): boolean {
    const { type } = this.#language;
    if (!type) return false;
    const { start } = this.#lexer.token;
    const written = this.#lexer.takeMatch(type);
    if (written === undefined) return false;
    for (const [name] of written.matchAll(/[A-Za-z_]\w*/g)) {
      if (WIDE_TYPE.test(name)) throw this.#lexer.wide(name, start, start + written.length);
    }
    this.#sizes = this.#sizesOfType(written, start);
    return true;
  }

  #named(name: string, start: number, end: number): void {
    this.#lexer.next();
    if (name === 'new') {
      this.#single();
      return;
    }
    const { wrappers, hexCalls } = this.#language;
    const opens = this.#lexer.token.kind === 'sign' ? this.#lexer.token.text : '';
    if (WIDE_TYPE.test(name) && '([{'.includes(opens || ' ')) {
      this.#lexer.hasLiteral = true;
      throw this.#lexer.wide(name, start, end);
    }
    if (name.endsWith('!') && opens === '[' && wrappers.has(name)) {
      this.#list();
      return;
    }
    if (opens !== '(') throw this.#lexer.unknownName(name, start, end);
    this.#lexer.hasLiteral = true;
    const hexCall = hexCalls.get(name);
    if (hexCall !== undefined && this.#hexCall(hexCall)) return;
    if (!wrappers.has(name)) throw this.#lexer.unknownCall(name, start, end);
    if (name.endsWith('.of')) {
      this.#list(['(', ')']);
      return;
    }
    this.#lexer.next();
    if (this.#lexer.token.kind === 'number') throw this.#lexer.unknownCall(name, start, end);
    this.#value();
    // `bytes("x", "utf-8")`
    if (this.#lexer.takeSign(',') && !this.#takeText(/^utf-?8$/i)) throw this.#lexer.unexpected();
    this.#lexer.expect(')');
  }

  /** `("0a 0b")`, `("0a0b", "hex")`; false, and nothing is taken, when it is no call with hex digits. */
  #hexCall(kind: 'alone' | 'named'): boolean {
    const { place } = this.#lexer;
    this.#lexer.next();
    const digits = this.#lexer.token;
    this.#lexer.next();
    if (digits.kind !== 'string' || (kind === 'named' && !(this.#lexer.takeSign(',') && this.#takeText(/^hex$/)))) {
      this.#lexer.goTo(place);
      return false;
    }
    const { bytes, problem } = readHex(ascii(digits.bytes));
    if (problem) throw mistake(problem.code, problem.template, problem.args, digits.start, digits.end);
    this.#append(bytes, digits.start);
    this.#kinds.add('string');
    this.#lexer.expect(')');
    return true;
  }

  #takeText(pattern: RegExp): boolean {
    if (this.#lexer.token.kind !== 'string' || !pattern.test(ascii(this.#lexer.token.bytes))) return false;
    this.#lexer.next();
    return true;
  }

  #list(brackets = this.#brackets()): void {
    if (!brackets) throw this.#lexer.unexpected();
    const sizes = this.#takeSizes();
    const begin = this.#bytes.length;
    const token = this.#lexer.token;
    this.#items(brackets, sizes);
    if (this.#language.arrays === 'filled') this.#fill(sizes, begin, token.start);
  }

  #items(brackets: readonly [string, string], sizes: ArraySizes): void {
    const begin = this.#bytes.length;
    this.#lexer.hasLiteral = true;
    this.#kinds.add('list');
    const [, close] = brackets;
    this.#lexer.next();
    while (!this.#lexer.takeSign(close)) {
      const from = this.#bytes.length;
      const start = this.#lexer.token.start;
      const number = this.#signedNumber();
      if (number !== undefined) this.#pushNumber(number, start);
      else if (this.#lexer.token.kind === 'character') this.#pushCharacter(this.#lexer.token);
      else this.#item(sizes, begin);
      if (this.#language.repeats === ';' && this.#lexer.takeSign(';')) {
        this.#repeat(from);
        this.#lexer.expect(close);
        return;
      }
      if (this.#lexer.takeSign(',')) continue;
      if (this.#lexer.takeSign(close)) return;
      throw this.#lexer.unexpected();
    }
  }

  /** An item that is a string or a list itself: one of the arrays in the array. */
  #item(sizes: ArraySizes, begin: number): void {
    const written = this.#bytes.length - begin;
    const isInBraces = sizes.length === 1 && this.#language.hasNul === true && this.#lexer.token.kind === 'string';
    // `{"text"}` is the text alone, and an array begins where one before it ends.
    if (isInBraces ? written > 0 : sizes.length > 1 && written % itemSize(sizes) !== 0) throw this.#lexer.unexpected();
    this.#sizes = isInBraces ? sizes : sizes.slice(1);
    this.#value();
  }

  #takeSizes(): ArraySizes {
    const sizes = this.#sizes;
    this.#sizes = [];
    return sizes;
  }

  #sizesOfType(type: string, start: number): ArraySizes {
    if (!this.#language.arrays || type.includes('*')) return [];
    return Array.from(type.matchAll(/\[\s*([\w.]*)\s*\]/g), ([, digits]) => {
      if (digits === '' || digits === '...') return undefined;
      const size = sizeOf(digits!);
      if (size === undefined) {
        this.#lexer.hasLiteral = true;
        throw this.#lexer.unknownName(digits!, start, start + type.length);
      }
      return size;
    });
  }

  /** Adds zeros up to the declared size. */
  #fill(sizes: ArraySizes, from: number, start: number): void {
    if (sizes.length === 0) return;
    const written = this.#bytes.length - from;
    const size = filledSize(sizes, written);
    if (size < written) throw this.#wrongSize(size, written, start);
    if (from + size > MAX_WRITTEN_BYTES) throw tooLong({ start, end: this.#lexer.token.start });
    this.#bytes.append(new Uint8Array(size - written));
  }

  /** A string in an array of characters: with the zero behind it where no size is given or one has room for it. */
  #fillString(sizes: ArraySizes, from: number, token: LiteralToken): void {
    if (sizes.length > 1) throw this.#lexer.unexpectedAt(token.start, token.end);
    if (sizes[0] === undefined) this.#append(Uint8Array.of(0), token.start);
    else this.#fill(sizes, from, token.start);
  }

  #checkSize(sizes: ArraySizes, from: number, start: number): void {
    if (sizes.length === 0 || sizes.includes(undefined)) return;
    const written = this.#bytes.length - from;
    const size = filledSize(sizes, written);
    if (size !== written) throw this.#wrongSize(size, written, start);
  }

  #wrongSize(size: number, written: number, start: number): WrittenMistake {
    const template =
      'The array is declared with {0, plural, one {# byte} other {# bytes}}, but {1, plural, one {# stands} other {# stand}} there.';
    return mistake('LITERAL_SIZE', template, [size, written], start, this.#lexer.token.start);
  }

  #pushCharacter(token: CharacterToken): void {
    const { value } = token;
    if (value > 0xff) throw byteTooLarge(this.#text.slice(token.start, token.end), token.start, token.end);
    this.#bytes.push(value);
    this.#lexer.next();
  }

  #brackets(): readonly [string, string] | undefined {
    const { kind } = this.#lexer.token;
    const text = kind === 'sign' ? this.#lexer.token.text : '';
    return this.#language.lists.find(([open]) => open === text);
  }

  /** Takes a count, and repeats what was appended since. */
  #repeat(from: number): void {
    const token = this.#lexer.token;
    if (token.kind !== 'number') throw this.#lexer.unexpected();
    const length = BigInt(this.#bytes.length - from);
    if (token.value * length + BigInt(from) > BigInt(MAX_WRITTEN_BYTES)) throw tooLong(token);
    this.#bytes.repeat(from, Number(token.value));
    this.#lexer.next();
  }

  #append(bytes: Uint8Array, start: number): void {
    if (this.#bytes.length + bytes.length > MAX_WRITTEN_BYTES) throw tooLong({ start, end: start + 1 });
    this.#bytes.append(bytes);
  }

  #pushNumber(value: bigint, start: number): void {
    if (value < -128n || value > 255n) {
      throw byteTooLarge(this.#lexer.textFrom(start), start, this.#lexer.token.start);
    }
    this.#bytes.push(Number(value) & 0xff);
  }

  /** Takes an integer with its sign; undefined when there is none. */
  #signedNumber(): bigint | undefined {
    let token = this.#lexer.token;
    let isNegative = false;
    if (token.kind === 'sign' && (token.text === '-' || token.text === '+')) {
      const { place } = this.#lexer;
      isNegative = token.text === '-';
      this.#lexer.next();
      if (this.#lexer.token.kind !== 'number') {
        this.#lexer.goTo(place);
        return undefined;
      }
      token = this.#lexer.token;
    }
    if (token.kind !== 'number') return undefined;
    if (WIDE_TYPE.test(token.suffix)) throw this.#lexer.wide(token.suffix, token.start, token.end);
    this.#lexer.next();
    return isNegative ? -token.value : token.value;
  }
}

const canJoin = (one: StringSyntax, other: StringSyntax): boolean => one.isBytes === other.isBytes;

function ascii(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** In as few of 1, 2, 4 or 8 bytes as hold it, in network order; undefined when none does. */
function integerBytes(value: bigint): Uint8Array | undefined {
  for (const length of [1, 2, 4, 8]) {
    const bits = 8 * length;
    if (value !== BigInt.asUintN(bits, value) && value !== BigInt.asIntN(bits, value)) continue;
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = Number(BigInt.asUintN(8, value >> BigInt(bits - 8 * (i + 1))));
    return bytes;
  }
  return undefined;
}
