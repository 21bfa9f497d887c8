/**
 * The terms of a payload. Each keeps how it was written (`source`), so that printing does not change what the author
 * chose: `0x0A0B` stays hexadecimal, `[0a0b 0c0d]` keeps its groups. Ranges are offsets into the text that was parsed.
 */
import type { FloatType } from '../../bytes/numbers/floats';
import type { IntegerType } from '../../bytes/numbers/integers';
import type { TextRange } from '../../base/problem';

/** Largest payload, in bytes: 64 MiB. Everything that could make one checks this before it allocates. */
export const MAX_PAYLOAD = 67_108_864;

/** How deeply `repeat` and `prefixed` may stand in each other. */
export const MAX_DEPTH = 32;

/** `{{name}}`, `{{name.port}}` or `{{1}}`; `name` is what stands between the braces. */
export interface VariableReference extends TextRange {
  readonly kind: 'variable';
  readonly name: string;
}

/** `?name`: not compared but bound to what was received. */
export interface Binding extends TextRange {
  readonly kind: 'binding';
  readonly name: string;
}

export interface Literal<Value> extends TextRange {
  readonly kind: 'literal';
  readonly value: Value;
  readonly source: string;
}

/** A run of bytes between variables. */
export interface TextBytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

export type TextPart = TextBytes | VariableReference;

/** A quoted string. The range includes the quotes, `source` is what stands between them. */
export interface QuotedText extends TextRange {
  readonly parts: readonly TextPart[];
  readonly source: string;
}

/** One line of a block, without its line break. */
export interface BlockLine {
  readonly parts: readonly TextPart[];
  readonly source: string;
}

export type CountArgument = Literal<number> | VariableReference;
export type NumberArgument<Value> = Literal<Value> | VariableReference | Binding;

export interface StringTerm extends TextRange {
  readonly kind: 'string';
  readonly text: QuotedText;
}

/** Lines between `"""`, each ended by the file's `eol`. */
export interface BlockTerm extends TextRange {
  readonly kind: 'block';
  readonly lines: readonly BlockLine[];
}

/** `[0a 0b]`; `source` is what stands between the brackets, with one blank for each run of separators. */
export interface HexTerm extends TextRange {
  readonly kind: 'hex';
  readonly bytes: Uint8Array;
  readonly source: string;
}

/** `u16be(1, 2)`, also as `htons(1)`: `name` is what was written. */
export interface IntegersTerm extends TextRange {
  readonly kind: 'integers';
  readonly name: string;
  readonly type: IntegerType;
  readonly values: readonly NumberArgument<bigint>[];
}

export interface FloatsTerm extends TextRange {
  readonly kind: 'floats';
  readonly name: string;
  readonly type: FloatType;
  readonly values: readonly NumberArgument<number>[];
}

/** A function with one string: `ipv4("127.0.0.1")`, `base64("aGk=")`, `file("request.bin")`. */
export interface TextTerm extends TextRange {
  readonly kind: 'ipv4' | 'ipv6' | 'base64' | 'file';
  readonly text: QuotedText;
}

export interface RepeatTerm extends TextRange {
  readonly kind: 'repeat';
  readonly count: CountArgument;
  readonly terms: readonly Term[];
}

export interface ZerosTerm extends TextRange {
  readonly kind: 'zeros';
  readonly count: CountArgument;
}

/** `prefixed(u16be, …)`: the length of `terms` in bytes as that integer, then their bytes. */
export interface PrefixedTerm extends TextRange {
  readonly kind: 'prefixed';
  readonly type: IntegerType;
  readonly terms: readonly Term[];
}

export type Term =
  StringTerm | BlockTerm | HexTerm | IntegersTerm | FloatsTerm | TextTerm | RepeatTerm | ZerosTerm | PrefixedTerm;
