/** What the steps of a wire file consist of. Ranges are offsets into its text; what was written is kept, so that formatting changes no word. */
import type { ByteRegex } from '../../bytes/regex/byteRegex';
import type { CountArgument, Literal, Term, TextPart, VariableReference } from '../payload/term';
import type { TextRange } from '../../base/problem';

/** A name where it is defined or used. */
export interface Name extends TextRange {
  readonly text: string;
}

/** An address, or the text of an option, with variables in it; `source` as it was written, quotes included. */
export interface AddressText extends TextRange {
  readonly parts: readonly TextPart[];
  readonly source: string;
}

/** Milliseconds, or a variable that holds a duration. */
export type DurationArgument = Literal<number> | VariableReference;

/** A line of the file, or several with a block of text; `line` counts from 0. */
export interface Placed extends TextRange {
  readonly line: number;
}

export type Expectation =
  | ({ readonly kind: 'payload'; readonly terms: readonly Term[] } & TextRange)
  | ({ readonly kind: 'regex'; readonly regex: ByteRegex } & TextRange)
  | ({ readonly kind: 'until'; readonly terms: readonly Term[] } & TextRange)
  | ({ readonly kind: 'exactly' | 'recv'; readonly count: CountArgument } & TextRange)
  | ({ readonly kind: 'silence'; readonly duration: DurationArgument } & TextRange)
  | ({ readonly kind: 'any' | 'eof' | 'reset' | 'refused' } & TextRange);
