import { decodeUtf8 } from '../../../bytes/utf8';
import type { Term } from '../../../wire/payload/term';
import type { TextRange } from '../../../base/problem';
import type { Script } from '../../../wire/syntax/script';
import { walkStep, type Step } from '../../../wire/syntax/stepTable';

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

/** All payloads of a step: what it sends, expects, answers with, or lets a service send. */
export function payloadsOf(step: Step): (readonly Term[])[] {
  const payloads: (readonly Term[])[] = [];
  walkStep(step, { payload: (terms) => payloads.push(terms) });
  return payloads;
}

function filesIn(term: Term): FileTerm[] {
  if (term.kind === 'repeat' || term.kind === 'prefixed') return term.terms.flatMap(filesIn);
  if (term.kind !== 'file') return [];
  const { parts, start, end } = term.text;
  const texts = parts.map((part) => (part.kind === 'bytes' ? decodeUtf8(part.bytes) : undefined));
  return texts.includes(undefined) ? [] : [{ path: texts.join(''), start: start + 1, end: end - 1 }];
}
