/** What stands at a place of a wire file, for explaining it. */
import type { Term } from '../../../wire/payload/term';
import type { TextRange } from '../../../base/problem';
import { EXPECTATION_WORDS, REGEX_EXPECTATION } from '../../../wire/syntax/expectationWords';
import type { AddressText } from '../../../wire/syntax/nodes';
import type { Script } from '../../../wire/syntax/script';
import { walkStep, wordsOfStep, type Step } from '../../../wire/syntax/stepTable';
import { findNameUses, type NameUse } from './names';
import { functionInfo, OTHER_WORDS, type WordInfo } from './words';

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
    /** Of a listener or of its service. */
    | { readonly kind: 'option'; readonly id: string; readonly service?: string }
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
  let found: HoverTarget | undefined;
  const at = (range: TextRange): boolean => found === undefined && contains(range, offset);
  walkStep(step, {
    address: (address, operation) => {
      if (operation === 'to' || !at(address)) return;
      found = { kind: 'address', ...rangeOf(address), address, isListening: operation === 'listen' };
    },
    service: (service) => {
      if (at(service)) found = { kind: 'service', ...rangeOf(service), id: service.text };
    },
    option: (name, service) => {
      const of = service ? { service: service.text } : {};
      if (at(name)) found = { kind: 'option', ...rangeOf(name), id: name.text, ...of };
    },
    expectation: (expectation) => {
      if (expectation.kind === 'regex' && at(expectation)) found = word(expectation, REGEX_EXPECTATION);
    },
    payload: (terms) => {
      found ??= payload(terms, offset);
    },
  });
  if (found !== undefined) return found;
  const range = wordAt(text, step, offset);
  return range && word(range, infoOf(step, text.slice(range.start, range.end)));
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

/** The step's own word comes first: `reset` is something else as an action and as an expectation. */
function infoOf(step: Step, text: string): WordInfo | undefined {
  return [...wordsOfStep(step), ...EXPECTATION_WORDS].find(({ word }) => word === text) ?? OTHER_WORDS.get(text);
}

function word(range: TextRange, info: WordInfo | undefined): HoverTarget | undefined {
  return info && { kind: 'word', ...rangeOf(range), info };
}

const rangeOf = ({ start, end }: TextRange): TextRange => ({ start, end });
