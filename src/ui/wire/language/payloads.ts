import { decodeUtf8 } from '../../../bytes/utf8';
import type { Term } from '../../../wire/payloadTerm';
import type { TextRange } from '../../../wire/problem';
import type { Expectation, Script, Step } from '../../../wire/script';

/** A `file("…")`; the range is that of the path between the quotes. */
export interface FileTerm extends TextRange {
  readonly path: string;
}

/** The files that a script reads, as far as their paths are known without running it. */
export function fileTermsOf({ definitions, sections }: Script): FileTerm[] {
  const payloads = [
    ...definitions.map(({ value }) => (value.kind === 'payload' ? value.terms : [])),
    ...sections.flatMap(({ steps }) => steps.flatMap(payloadsOf)),
  ];
  return payloads.flatMap((terms) => terms.flatMap(filesIn));
}

/** All payloads of a step: what it sends, expects, or answers with. */
export function payloadsOf(step: Step): (readonly Term[])[] {
  switch (step.kind) {
    case 'send':
      return [step.terms];
    case 'rule':
      return [...termsOf(step.pattern), step.answer];
    case 'expect':
      return termsOf(step.expectation);
    case 'listen':
    case 'dial':
    case 'accept':
    case 'action':
    case 'wait':
      return [];
  }
}

const termsOf = (expectation: Expectation): (readonly Term[])[] => ('terms' in expectation ? [expectation.terms] : []);

function filesIn(term: Term): FileTerm[] {
  if (term.kind === 'repeat' || term.kind === 'prefixed') return term.terms.flatMap(filesIn);
  if (term.kind !== 'file') return [];
  const { parts, start, end } = term.text;
  const texts = parts.map((part) => (part.kind === 'bytes' ? decodeUtf8(part.bytes) : undefined));
  return texts.includes(undefined) ? [] : [{ path: texts.join(''), start: start + 1, end: end - 1 }];
}
