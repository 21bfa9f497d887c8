/** What stands at a place of a wire file, for explaining it. */
import type { Term } from '../../../wire/payloadTerm';
import type { TextRange } from '../../../wire/problem';
import type { AddressText, Expectation, Script, Step } from '../../../wire/script';
import { payloadsOf } from './payloads';
import { findNameUses, type NameUse } from './names';
import { ACTION_WORDS, EXPECTATIONS, functionInfo, OPENINGS, OTHER_WORDS, SIGNS, type WordInfo } from './words';

export type HoverTarget = TextRange &
  (
    | { readonly kind: 'name'; readonly use: NameUse }
    | {
        readonly kind: 'payload';
        /** The term at the place. */
        readonly term: Term;
        /** The payload that it is a part of. */
        readonly terms: readonly Term[];
        /** What the function at the place does. */
        readonly info?: WordInfo;
      }
    | { readonly kind: 'address'; readonly address: AddressText; readonly isListening: boolean }
    | { readonly kind: 'service'; readonly id: string }
    | { readonly kind: 'word'; readonly info: WordInfo }
  );

/** Undefined where nothing needs an explanation, such as in comments. */
export function hoverTargetAt(script: Script, offset: number): HoverTarget | undefined {
  const use = findNameUses(script).find(({ start, end }) => start <= offset && offset < end);
  if (use !== undefined && use.name.kind !== 'setting') return { kind: 'name', use, start: use.start, end: use.end };
  for (const { name, value, start, end } of script.definitions) {
    if (offset < start || offset >= end) continue;
    if (contains(name, offset)) return word(name, OTHER_WORDS.get(name.text));
    return value.kind === 'payload' ? payload(value.terms, offset) : undefined;
  }
  for (const { steps } of script.sections) {
    const step = steps.find((candidate) => contains(candidate, offset));
    if (step !== undefined) return inStep(script.text, step, offset);
  }
  return undefined;
}

const contains = ({ start, end }: TextRange, offset: number): boolean => start <= offset && offset < end;

function inStep(text: string, step: Step, offset: number): HoverTarget | undefined {
  if ((step.kind === 'listen' || step.kind === 'dial') && contains(step.address, offset)) {
    return { kind: 'address', ...rangeOf(step.address), address: step.address, isListening: step.kind === 'listen' };
  }
  if (step.kind === 'listen' && step.service !== undefined && contains(step.service, offset)) {
    return { kind: 'service', ...rangeOf(step.service), id: step.service.text };
  }
  const found = payloadsOf(step).flatMap((terms) => payload(terms, offset) ?? [])[0];
  if (found !== undefined) return found;
  const expectation = expectationOf(step);
  if (expectation?.kind === 'regex' && contains(expectation, offset)) {
    return word(expectation, EXPECTATIONS.get('regex'));
  }
  const range = wordAt(text, step, offset);
  return range && word(range, infoOf(step, text.slice(range.start, range.end)));
}

function expectationOf(step: Step): Expectation | undefined {
  return step.kind === 'expect' ? step.expectation : step.kind === 'rule' ? step.pattern : undefined;
}

/** The innermost term at the place. */
function payload(terms: readonly Term[], offset: number): HoverTarget | undefined {
  const term = termAt(terms, offset);
  if (term === undefined) return undefined;
  const info = functionInfo('name' in term ? term.name : term.kind);
  return { kind: 'payload', ...rangeOf(term), term, terms, ...(info === undefined ? {} : { info }) };
}

function termAt(terms: readonly Term[], offset: number): Term | undefined {
  const term = terms.find((candidate) => contains(candidate, offset));
  if (term?.kind !== 'repeat' && term?.kind !== 'prefixed') return term;
  return termAt(term.terms, offset) ?? term;
}

function wordAt(text: string, step: TextRange, offset: number): TextRange | undefined {
  for (const match of text.slice(step.start, step.end).matchAll(/[A-Za-z_][A-Za-z0-9_]*|[<>]/g)) {
    const start = step.start + match.index;
    const end = start + match[0].length;
    if (start <= offset && offset < end) return { start, end };
  }
  return undefined;
}

/** `reset` is something else as an action and as an expectation. */
function infoOf(step: Step, text: string): WordInfo | undefined {
  if (step.kind === 'action') return ACTION_WORDS.get(text);
  const sign = step.kind === 'rule' ? undefined : SIGNS.get(text);
  return sign ?? EXPECTATIONS.get(text) ?? OPENINGS.get(text) ?? OTHER_WORDS.get(text);
}

function word(range: TextRange, info: WordInfo | undefined): HoverTarget | undefined {
  return info && { kind: 'word', ...rangeOf(range), info };
}

const rangeOf = ({ start, end }: TextRange): TextRange => ({ start, end });
