/** The steps of the language. A new one is its file beside these, a row here, and what runs it in `wire/run/stepRunners.ts`. */
import type { Placed } from './nodes';
import { ACCEPT_STEP } from './steps/accept';
import { ACCEPTING_STEP } from './steps/accepting';
import { ACTION_STEP } from './steps/action';
import { CLEAR_STEP } from './steps/clear';
import { DIAL_STEP } from './steps/dial';
import { EXPECT_STEP } from './steps/expect';
import { IMPAIR_STEP } from './steps/impair';
import { KERNEL_STATE_STEP } from './steps/kernelState';
import { LISTEN_STEP } from './steps/listen';
import { RELAY_STEP } from './steps/relay';
import { RULE_STEP } from './steps/rule';
import { SEED_STEP } from './steps/seed';
import { SEND_STEP } from './steps/send';
import { WAIT_STEP } from './steps/wait';
import type { ScriptCursor } from './scriptCursor';
import type { StepForm, StepOperand, StepSyntax, StepVisitor, StepWord } from './stepSyntax';

const SYNTAXES = [
  LISTEN_STEP,
  DIAL_STEP,
  ACCEPT_STEP,
  SEND_STEP,
  EXPECT_STEP,
  RULE_STEP,
  ACTION_STEP,
  ACCEPTING_STEP,
  KERNEL_STATE_STEP,
  WAIT_STEP,
  RELAY_STEP,
  IMPAIR_STEP,
  SEED_STEP,
  CLEAR_STEP,
] as const;

type StepOf<Syntax> = Syntax extends StepSyntax<infer S> ? S : never;
export type Step = StepOf<(typeof SYNTAXES)[number]>;

/** A function for each kind of step. */
export type ForEachStep<Args extends readonly unknown[], Result> = {
  readonly [Kind in Step['kind']]: (step: Extract<Step, { readonly kind: Kind }>, ...args: Args) => Result;
};

/** Each step as one of a kind that its own syntax takes. */
type AnySyntax = StepSyntax<Placed & { readonly kind: Step['kind'] }>;

const BY_KIND: ReadonlyMap<string, AnySyntax> = new Map(
  SYNTAXES.map((syntax) => [syntax.kind, syntax as unknown as AnySyntax]),
);

/** In the order in which they are offered and explained. */
export const STEP_WORDS: readonly StepWord[] = SYNTAXES.flatMap(({ words }) => words);

export const wordsOf = (form: StepForm): readonly StepWord[] => STEP_WORDS.filter((word) => word.form === form);

export const wordsBefore = (operand: StepOperand): readonly StepWord[] =>
  STEP_WORDS.filter((word) => word.operand === operand);

/** Words that begin a step, and therefore name nothing. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(wordsOf('leading').map(({ word }) => word));

/** Those that have to look whether they are meant come first. */
const LOOKING_FIRST = [...BY_KIND.values()].toSorted((a, b) => Number(!a.isMeant) - Number(!b.isMeant));

function syntaxesOf(form: StepForm): ReadonlyMap<string, readonly AnySyntax[]> {
  const byWord = new Map<string, AnySyntax[]>();
  for (const syntax of LOOKING_FIRST) {
    const words = new Set(syntax.words.filter((word) => word.form === form).map(({ word }) => word));
    for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), syntax]);
  }
  return byWord;
}

const BY_WORD: Readonly<Record<StepForm, ReadonlyMap<string, readonly AnySyntax[]>>> = {
  opening: syntaxesOf('opening'),
  leading: syntaxesOf('leading'),
  sign: syntaxesOf('sign'),
  action: syntaxesOf('action'),
};

/**
 * The step that a word of this form begins.
 *
 * @param cursor Behind the word, for words that several steps have.
 */
export function syntaxOf(form: StepForm, word: string, cursor: ScriptCursor): AnySyntax | undefined {
  return BY_WORD[form].get(word)?.find((syntax) => syntax.isMeant?.(word, cursor) ?? true);
}

export const wordsOfStep = (step: Step): readonly StepWord[] => BY_KIND.get(step.kind)!.words;

export function printStep(step: Step): string {
  return BY_KIND.get(step.kind)!.print(step);
}

/** Tells a visitor what a step holds. */
export function walkStep(step: Step, visitor: StepVisitor): void {
  BY_KIND.get(step.kind)!.walk(step, visitor);
}
