import type { Template } from '../../base/error';
import type { Impairment } from '../../engine/relay/impairment/impairments';
import type { CountArgument, Term } from '../payload/term';
import type { AddressText, DurationArgument, Expectation, Name, Placed } from './nodes';
import type { ScriptCursor } from './scriptCursor';

/** How a word begins its step: `x = WORD …`, `WORD …`, `x SIGN …`, or `x WORD` and at most an operand behind it. */
export type StepForm = 'opening' | 'leading' | 'sign' | 'action';

/**
 * What stands right behind a step's word: an address to listen on, to dial or to relay from, a listener's name, a duration, a state
 * of TCP, a number, what is done about clients, the value of an impairment, the seed of a relay, or a side of it.
 */
export type StepOperand =
  | 'listenAddress'
  | 'dialAddress'
  | 'relayAddress'
  | 'listener'
  | 'duration'
  | 'state'
  | 'amount'
  | 'accepting'
  | 'impairment'
  | 'seed'
  | 'side';

const OF_RELAYS: ReadonlySet<StepOperand | undefined> = new Set(['impairment', 'seed', 'side'] as const);

/** Whether only a relay's name stands before it. */
export const isOfRelays = ({ operand }: StepWord): boolean => OF_RELAYS.has(operand);

/** A word that a step is known by. Its errors, its hover, its completion, the grammar and the reference take it from here. */
export interface StepWord {
  readonly word: string;
  readonly form: StepForm;
  /** Absent where it is something else, or nothing: completion and the grammar then have a row of their own for it. */
  readonly operand?: StepOperand;
  /** How the step is written. */
  readonly usage: string;
  /** What it does: an English sentence, to be translated. */
  readonly template: Template;
  /** The whole step, as a snippet of VS Code's with an example at each place; for steps that can begin a line. */
  readonly snippet?: string;
}

/** What stood before the part that tells the steps apart. */
export interface StepHead {
  readonly word: string;
  /** Where the word begins. */
  readonly at: number;
  /** The name before the word; for a step that begins with the word, the word itself. */
  readonly name: Name;
}

/** One kind of step: everything that its text needs. What it does is in `wire/run`. */
export interface StepSyntax<S extends Placed & { readonly kind: string }> {
  readonly kind: S['kind'];
  readonly words: readonly StepWord[];
  /** Whether it is this step, by what stands behind the cursor, where another one has the same word. */
  isMeant?(word: string, cursor: ScriptCursor): boolean;
  /** Parses what stands behind the word; undefined after a problem. Where the cursor stands then does not matter. */
  parse(cursor: ScriptCursor, head: StepHead): Omit<S, keyof Placed | 'kind'> | undefined;
  /** Canonical text: one blank between the parts; names, numbers and strings stay as they were written. */
  print(step: S): string;
  /** Tells what the step holds, in the order in which it means something: a name is defined last. */
  walk(step: S, visitor: StepVisitor): void;
}

/** What steps hold; each method is called for as many as there are. */
export interface StepVisitor {
  /** A socket's name, given to what the step opens. */
  define?(name: Name): void;
  /** A socket's name, where the step is about it. */
  use?(name: Name): void;
  address?(address: AddressText, operation: 'listen' | 'dial' | 'to'): void;
  /** @param pattern What binds names for this payload alone. */
  payload?(terms: readonly Term[], pattern?: Expectation): void;
  /** Before what is in it. What it binds is known in the rest of the section, or in the payload of the same step alone. */
  expectation?(expectation: Expectation, scope: 'section' | 'step'): void;
  duration?(duration: DurationArgument): void;
  count?(count: CountArgument): void;
  /** The value of an option. */
  text?(text: AddressText): void;
  service?(name: Name): void;
  impairment?(name: Name, impairment: Impairment): void;
  /** @param service That the option may be one of. */
  option?(name: Name, service: Name | undefined): void;
}
