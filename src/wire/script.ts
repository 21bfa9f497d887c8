/** A wire file as a tree. Ranges are offsets into its text; what was written is kept, so that formatting changes no word. */
import type { ByteRegex } from './byteRegex';
import type { CountArgument, Literal, Term, TextPart, VariableReference } from './payloadTerm';
import type { Problem, TextRange } from './problem';

/** A name where it is defined or used. */
export interface Name extends TextRange {
  readonly text: string;
}

/** An address, with variables in it; `source` as it was written, quotes included. */
export interface AddressText extends TextRange {
  readonly parts: readonly TextPart[];
  readonly source: string;
}

/** Milliseconds, or a variable that holds a duration. */
export type DurationArgument = Literal<number> | VariableReference;

/** Where a step's place in the file is: `line` counts from 0. */
interface StepBase extends TextRange {
  readonly line: number;
}

export interface ListenStep extends StepBase {
  readonly kind: 'listen';
  readonly name: Name;
  readonly address: AddressText;
  readonly service?: Name;
}

export interface DialStep extends StepBase {
  readonly kind: 'dial';
  readonly name: Name;
  readonly address: AddressText;
  readonly within?: DurationArgument;
}

export interface AcceptStep extends StepBase {
  readonly kind: 'accept';
  readonly name: Name;
  readonly listener: Name;
  readonly within?: DurationArgument;
}

export interface SendStep extends StepBase {
  readonly kind: 'send';
  readonly socket: Name;
  readonly terms: readonly Term[];
  readonly to?: AddressText;
  readonly within?: DurationArgument;
}

export type Expectation =
  | ({ readonly kind: 'payload'; readonly terms: readonly Term[] } & TextRange)
  | ({ readonly kind: 'regex'; readonly regex: ByteRegex } & TextRange)
  | ({ readonly kind: 'until'; readonly terms: readonly Term[] } & TextRange)
  | ({ readonly kind: 'exactly'; readonly count: CountArgument } & TextRange)
  | ({ readonly kind: 'silence'; readonly duration: DurationArgument } & TextRange)
  | ({ readonly kind: 'any' | 'eof' | 'reset' } & TextRange);

export interface ExpectStep extends StepBase {
  readonly kind: 'expect';
  readonly socket: Name;
  readonly expectation: Expectation;
  readonly within?: DurationArgument;
}

/** What an `on` rule waits for. */
export type RulePattern = Extract<Expectation, { readonly kind: 'payload' | 'regex' }>;

export interface RuleStep extends StepBase {
  readonly kind: 'rule';
  readonly listener: Name;
  readonly pattern: RulePattern;
  readonly answer: readonly Term[];
}

export const ACTIONS = ['shutdown', 'close', 'reset', 'pause', 'resume'] as const;
export type Action = (typeof ACTIONS)[number];

export interface ActionStep extends StepBase {
  readonly kind: 'action';
  readonly socket: Name;
  readonly action: Action;
}

export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly duration: DurationArgument;
}

export type Step = ListenStep | DialStep | AcceptStep | SendStep | ExpectStep | RuleStep | ActionStep | WaitStep;

/** `@name = value`: text as it stands, or a payload. */
export interface Definition extends StepBase {
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
