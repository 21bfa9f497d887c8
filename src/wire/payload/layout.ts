/**
 * Works out which bytes a payload consists of, and how many, before any buffer of that size exists: a repetition is
 * kept as a count. Everything that depends on values rather than on syntax is checked here.
 */
import { writeFloat, type FloatType } from '../../bytes/numbers/floats';
import { writeInteger, type IntegerType } from '../../bytes/numbers/integers';
import { decodeUtf8 } from '../../bytes/utf8';
import { readCount, readFloat, readInteger } from './arguments';
import type { Word } from './tokens';
import {
  MAX_PAYLOAD,
  type Binding,
  type BlockTerm,
  type CountArgument,
  type FloatsTerm,
  type IntegersTerm,
  type Literal,
  type NumberArgument,
  type PrefixedTerm,
  type Term,
  type TextPart,
  type TextTerm,
  type VariableReference,
} from './term';
import { fillPieces, groupOf, type Piece } from './value';
import { readAddress, readBase64 } from './textValues';
import { parseFloatText, parseIntegerText } from '../../bytes/numbers/numberText';
import { ProblemList, type Problem, type TextRange } from '../../base/problem';
import { formatPayload } from './formatter';
import { firstBytesOf, lengthOfValue, pieceOf, type VariableValue } from './value';

/** Longest number that is read from a variable, in bytes: more digits fit no type. */
const LONGEST_NUMBER = 128;
/** Bytes of a value that is no number that its message shows. */
const SHOWN_BYTES = 12;
/** Longest text of a function, with variables in it, that is looked at before it is needed, in bytes. */
const MAX_EARLY_TEXT = 4096;

/** What a payload's bytes depend on besides its text. */
export interface PayloadSources {
  /** By the name that stands between the braces. */
  readonly variables?: ReadonlyMap<string, VariableValue>;
  /** Contents by path as written. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** What ends each line of a block; `lf` by default. */
  readonly eol?: 'lf' | 'crlf';
  /** Bindings become holes, instead of having no value. */
  readonly holes?: boolean;
  /** Where variables are defined, for messages: lines, counted from 0. */
  readonly lines?: ReadonlyMap<string, number>;
  /**
   * Nothing is sent yet: only lengths are wanted, so that a text which would have to be built to be read, such as Base64 in a
   * large variable, stays unknown.
   */
  readonly isPreview?: boolean;
}

export interface UnknownFile extends TextRange {
  readonly kind: 'file';
  readonly path: string;
}

/** The text of a function that is not looked at yet: see `isPreview`. */
export interface UnknownText extends TextRange {
  readonly kind: 'text';
}

/** Something whose value is not among the sources. */
export type Unknown = VariableReference | Binding | UnknownFile | UnknownText;

export interface Layout {
  readonly pieces: readonly Piece[];
  /** Bytes of all pieces, at most `MAX_PAYLOAD`; `undefined` when something is unknown or a problem. */
  readonly length: number | undefined;
  readonly unknown: readonly Unknown[];
  readonly problems: readonly Problem[];
}

export function layOut(terms: readonly Term[], sources: PayloadSources = {}): Layout {
  const builder = new LayoutBuilder(sources);
  const { pieces, length } = builder.sequence(terms);
  const problems = builder.problems.toSorted();
  const { unknown } = builder;
  return { pieces, length: unknown.length > 0 || problems.length > 0 ? undefined : length, unknown, problems };
}

const ZERO: Piece = { kind: 'bytes', bytes: Uint8Array.of(0) };
const LINE_ENDS = { lf: Uint8Array.of(0x0a), crlf: Uint8Array.of(0x0d, 0x0a) } as const;

/** Pieces and their length; `undefined` while a part of it is not known. */
interface Sequence {
  readonly pieces: readonly Piece[];
  readonly length: number | undefined;
}

const UNKNOWN: Sequence = { pieces: [], length: undefined };

const sequenceOf = (bytes: Uint8Array): Sequence => ({ pieces: [{ kind: 'bytes', bytes }], length: bytes.length });

class LayoutBuilder {
  readonly problems = new ProblemList();
  readonly unknown: Unknown[] = [];
  readonly #sources: PayloadSources;
  readonly #bound = new Set<string>();
  /** How many `repeat` stand around the term. */
  #repeats = 0;
  #tooLarge = false;

  constructor(sources: PayloadSources) {
    this.#sources = sources;
  }

  sequence(terms: readonly Term[]): Sequence {
    const pieces: Piece[] = [];
    let length: number | undefined = 0;
    for (const term of terms) {
      const part = this.#term(term);
      for (const piece of part.pieces) pieces.push(piece);
      length = this.#add(length, part.length, term);
    }
    return { pieces, length };
  }

  #term(term: Term): Sequence {
    switch (term.kind) {
      case 'string':
        return this.#text(term.text.parts, term);
      case 'block':
        return this.#block(term);
      case 'hex':
        return sequenceOf(term.bytes);
      case 'integers':
        return this.#integers(term);
      case 'floats':
        return this.#floats(term);
      case 'ipv4':
      case 'ipv6':
      case 'base64':
      case 'file':
        return this.#textTerm(term);
      case 'zeros':
        return this.#repeat(term.count, { pieces: [ZERO], length: 1 }, term);
      case 'repeat':
        return this.#repeat(term.count, this.#repeated(term.terms), term);
      case 'prefixed':
        return this.#prefixed(term);
    }
  }

  #text(parts: readonly TextPart[], range: TextRange): Sequence {
    const pieces: Piece[] = [];
    let length: number | undefined = 0;
    for (const part of parts) {
      if (part.kind === 'bytes') {
        pieces.push(part);
        length = this.#add(length, part.bytes.length, range);
        continue;
      }
      const value = this.#variable(part);
      if (value !== undefined) pieces.push(value.piece);
      length = this.#add(length, value?.length, range);
    }
    return { pieces, length };
  }

  #block(term: BlockTerm): Sequence {
    const lineEnd: Piece = { kind: 'bytes', bytes: LINE_ENDS[this.#sources.eol ?? 'lf'] };
    const pieces: Piece[] = [];
    let length: number | undefined = 0;
    for (const line of term.lines) {
      const text = this.#text(line.parts, term);
      for (const piece of text.pieces) pieces.push(piece);
      pieces.push(lineEnd);
      length = this.#add(length, text.length, term);
      length = this.#add(length, lineEnd.bytes.length, term);
    }
    return { pieces, length };
  }

  #integers({ type, values }: IntegersTerm): Sequence {
    return this.#numbers(type, values, readInteger, (value, target, offset) => {
      writeInteger(type, value, target, offset);
    });
  }

  #floats({ type, values }: FloatsTerm): Sequence {
    return this.#numbers(type, values, readFloat, (value, target, offset) => {
      writeFloat(type, value, target, offset);
    });
  }

  #numbers<Type extends IntegerType | FloatType, Value>(
    type: Type,
    values: readonly NumberArgument<Value>[],
    read: (word: Word, type: Type, problems: ProblemList) => Literal<Value> | undefined,
    write: (value: Value, target: Uint8Array, offset: number) => void,
  ): Sequence {
    const bytes = new Uint8Array(values.length * type.bytes);
    const pieces: Piece[] = [];
    let from = 0;
    for (const [index, argument] of values.entries()) {
      const offset = index * type.bytes;
      if (argument.kind === 'binding' && this.#sources.holes === true) {
        if (offset > from) pieces.push({ kind: 'bytes', bytes: bytes.subarray(from, offset) });
        pieces.push(this.#hole(argument, type));
        from = offset + type.bytes;
        continue;
      }
      const value = this.#value(argument, (word) => read(word, type, this.problems));
      if (value !== undefined) write(value, bytes, offset);
    }
    if (bytes.length > from) pieces.push({ kind: 'bytes', bytes: bytes.subarray(from) });
    return { pieces, length: bytes.length };
  }

  #hole({ name, start, end }: Binding, type: IntegerType | FloatType): Piece {
    if (this.#repeats > 0) {
      const template = '?{0} would be bound again and again: take it out of repeat.';
      this.problems.add({ start, end }, 'PAYLOAD_BINDING', template, [name]);
    } else if (this.#bound.has(name)) {
      const template = '?{0} stands twice in this payload: give the second number a name of its own.';
      this.problems.add({ start, end }, 'PAYLOAD_BINDING', template, [name]);
    }
    this.#bound.add(name);
    return { kind: 'hole', name, type };
  }

  #textTerm(term: TextTerm): Sequence {
    const { parts, start, end } = term.text;
    const resolved = this.#text(parts, term);
    if (resolved.length === undefined) return UNKNOWN;
    const isLiteral = parts.every((part) => part.kind === 'bytes');
    if (this.#sources.isPreview === true && !isLiteral && resolved.length > MAX_EARLY_TEXT) {
      this.unknown.push({ kind: 'text', start, end });
      return UNKNOWN;
    }
    const bytes = new Uint8Array(resolved.length);
    fillPieces(resolved.pieces, bytes);
    const text = decodeUtf8(bytes);
    if (text === undefined) {
      const template = '{0} takes text, but these bytes are no UTF-8: leave out the \\x escapes.';
      this.problems.add(term.text, 'PAYLOAD_NOT_TEXT', template, [term.kind]);
      return UNKNOWN;
    }
    if (term.kind === 'file') return this.#file(text, term);
    const value =
      term.kind === 'base64'
        ? readBase64(text, term.text, this.problems)
        : readAddress(term.kind, text, term.text, this.problems);
    return value === undefined ? UNKNOWN : sequenceOf(value);
  }

  #file(path: string, term: TextTerm): Sequence {
    if (path === '') {
      const template = 'The path is empty: write the name of a file, such as file("request.bin").';
      this.problems.add(term.text, 'PAYLOAD_EMPTY_PATH', template);
      return UNKNOWN;
    }
    const content = this.#sources.files?.get(path);
    if (content !== undefined) return sequenceOf(content);
    this.unknown.push({ kind: 'file', path, start: term.start, end: term.end });
    return UNKNOWN;
  }

  #repeated(terms: readonly Term[]): Sequence {
    this.#repeats++;
    const unit = this.sequence(terms);
    this.#repeats--;
    return unit;
  }

  #repeat(count: CountArgument, unit: Sequence, term: Term): Sequence {
    const times = this.#value(count, (word) => readCount(word, this.problems));
    if (times === undefined || unit.length === undefined) return UNKNOWN;
    const length = this.#cap(times * unit.length, term);
    if (length === undefined) return UNKNOWN;
    return { pieces: length === 0 ? [] : [groupOf(unit.pieces, length)], length };
  }

  #prefixed(term: PrefixedTerm): Sequence {
    const inner = this.sequence(term.terms);
    if (inner.length === undefined) return UNKNOWN;
    const prefix = this.#prefix(term.type, inner.length, term);
    if (prefix === undefined) return UNKNOWN;
    const length = this.#cap(prefix.length + inner.length, term);
    return length === undefined ? UNKNOWN : { pieces: [{ kind: 'bytes', bytes: prefix }, ...inner.pieces], length };
  }

  #prefix(type: IntegerType, length: number, range: TextRange): Uint8Array | undefined {
    if (BigInt(length) > type.max) {
      const template = 'The length of this payload is {0}, and {1} holds at most {2}: take a larger type for it.';
      this.problems.add(range, 'PAYLOAD_PREFIX_TOO_SMALL', template, [length, type.name, type.max.toString()]);
      return undefined;
    }
    const bytes = new Uint8Array(type.bytes);
    writeInteger(type, BigInt(length), bytes, 0);
    return bytes;
  }

  /** A number's value, read from text where a variable stands for it. */
  #value<Value>(argument: NumberArgument<Value>, read: (word: Word) => Literal<Value> | undefined): Value | undefined {
    switch (argument.kind) {
      case 'literal':
        return argument.value;
      case 'binding':
        this.unknown.push(argument);
        return undefined;
      case 'variable': {
        const value = this.#sources.variables?.get(argument.name);
        if (value === undefined) {
          this.unknown.push(argument);
          return undefined;
        }
        const text = numberTextOf(value);
        const { start, end } = argument;
        if (text !== undefined) return read({ text, start, end })?.value;
        this.#reportNoNumber(argument, value);
        return undefined;
      }
    }
  }

  #variable(reference: VariableReference): { readonly piece: Piece; readonly length: number } | undefined {
    const value = this.#sources.variables?.get(reference.name);
    if (value !== undefined) return pieceOf(value);
    this.unknown.push(reference);
    return undefined;
  }

  /** A number term reads text, and this variable holds something else. */
  #reportNoNumber(reference: VariableReference, value: VariableValue): void {
    const length = lengthOfValue(value);
    const shown = formatPayload(firstBytesOf(value, SHOWN_BYTES)) + (length > SHOWN_BYTES ? ' …' : '');
    const line = this.#sources.lines?.get(reference.name);
    const args = [`{{${reference.name}}}`, shown, ...(line === undefined ? [] : [line + 1])];
    const template =
      line === undefined
        ? '{0} is {1} here, which is not a number: write "{0}" to have these bytes as they are.'
        : '{0} is {1} here (line {2}), which is not a number: write "{0}" to have these bytes as they are.';
    this.problems.add(reference, 'PAYLOAD_BAD_NUMBER', template, args);
  }

  #add(sum: number | undefined, length: number | undefined, range: TextRange): number | undefined {
    return sum === undefined || length === undefined ? undefined : this.#cap(sum + length, range);
  }

  /** The length if a payload may have it. What crosses the cap first is reported, and nothing around it again. */
  #cap(length: number, range: TextRange): number | undefined {
    if (length <= MAX_PAYLOAD) return length;
    if (!this.#tooLarge) {
      const template = 'This makes the payload {0} bytes long: at most {1} (64 MiB) can be sent at once.';
      this.problems.add(range, 'PAYLOAD_TOO_LARGE', template, [length, MAX_PAYLOAD]);
    }
    this.#tooLarge = true;
    return undefined;
  }
}

/** What a number could be read from; undefined when the value is no text, or too long for one. */
function numberTextOf(value: VariableValue): string | undefined {
  if (lengthOfValue(value) > LONGEST_NUMBER) return undefined;
  const text = decodeUtf8(firstBytesOf(value, LONGEST_NUMBER))?.trim() ?? '';
  const isNumber = parseIntegerText(text).kind !== 'malformed' || parseFloatText(text) !== undefined;
  return isNumber ? text : undefined;
}
