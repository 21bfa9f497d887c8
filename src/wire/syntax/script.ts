/** A wire file as a tree. */
import type { Term, TextPart } from '../payload/term';
import type { Problem, TextRange } from '../../base/problem';
import type { Name, Placed } from './nodes';
import type { Step } from './stepTable';

/** `@name = value`: text as it stands, or a payload. */
export interface Definition extends Placed {
  readonly name: Name;
  readonly value:
    | ({ readonly kind: 'text'; readonly parts: readonly TextPart[]; readonly source: string } & TextRange)
    | ({ readonly kind: 'payload'; readonly terms: readonly Term[] } & TextRange);
}

/** The unit that runs. What stands before the first `###` is a section without a heading. */
export interface Section extends TextRange {
  /** Empty where there is no heading. */
  readonly title: string;
  readonly heading?: TextRange;
  /** Counted from 0. */
  readonly line: number;
  readonly steps: readonly Step[];
  /** What is wrong in its steps' syntax. */
  readonly problems: readonly Problem[];
  /** Names that lines with mistakes would have made. */
  readonly mistaken: readonly string[];
}

/** What a line, or several with a block of text, holds; `comment` is what stands behind it, with its `#`. */
export type ScriptLine = TextRange & { readonly comment?: TextRange } & (
    | { readonly kind: 'blank' }
    | { readonly kind: 'comment' }
    | { readonly kind: 'heading'; readonly title: string }
    | { readonly kind: 'definition'; readonly definition: Definition }
    | { readonly kind: 'step'; readonly step: Step }
    /** Something with a mistake in it. */
    | { readonly kind: 'broken' }
  );

export interface Script {
  readonly text: string;
  readonly lines: readonly ScriptLine[];
  readonly definitions: readonly Definition[];
  readonly sections: readonly Section[];
  /** What is wrong in the syntax of definitions. */
  readonly problems: readonly Problem[];
  /** Names that definitions with mistakes would have made. */
  readonly mistaken: readonly string[];
}
