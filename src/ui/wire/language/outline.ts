/** The shape of a wire file: what folds, and what stands in its outline. */
import type { TextRange } from '../../../base/problem';
import type { Name } from '../../../wire/syntax/nodes';
import { walkStep } from '../../../wire/syntax/stepTable';
import type { Definition, Script, ScriptLine, Section } from '../../../wire/syntax/script';

/** From the first line of `range` to its last; `kind` as editors tell them apart. */
export interface Fold extends TextRange {
  readonly kind: 'section' | 'comment' | 'block';
}

/** Sections, blocks of text, and comments of several lines. */
export function foldsOf(script: Script): Fold[] {
  const folds: Fold[] = [];
  for (const section of script.sections) {
    if (section.heading !== undefined) folds.push({ kind: 'section', ...sectionRange(script, section) });
  }
  for (const line of script.lines) if (hasLineBreak(script, line)) folds.push({ kind: 'block', ...rangeOf(line) });
  return [...folds, ...commentsOf(script)].sort((a, b) => a.start - b.start);
}

/** A section from its heading, or its first step, to the end of its last line that is not blank. */
export function sectionRange({ text, lines }: Script, { start, end }: Section): TextRange {
  const first = lines.find((line) => line.start >= start && line.kind !== 'blank');
  const content = text.slice(start, end).trimEnd();
  return { start: Math.min(first?.start ?? start, start + content.length), end: start + content.length };
}

export interface OutlineSection extends TextRange {
  readonly section: Section;
  /** What is marked when it is chosen. */
  readonly selection: TextRange;
  /** Sockets in the order of the steps that open them. */
  readonly sockets: readonly (TextRange & { readonly name: TextRange & { readonly text: string }; readonly detail: string })[]; // prettier-ignore
}

export interface Outline {
  readonly definitions: readonly Definition[];
  readonly sections: readonly OutlineSection[];
}

export function outlineOf(script: Script): Outline {
  const sections = script.sections.map((section) => {
    const range = sectionRange(script, section);
    const sockets = section.steps.flatMap((step) => {
      let subject = '';
      const names: Name[] = [];
      walkStep(step, {
        define: (name) => names.push(name),
        use: ({ text }) => (subject = text),
        address: ({ source }) => (subject = source),
      });
      return names.map((name) => ({ start: step.start, end: step.end, name, detail: `${step.kind} ${subject}` }));
    });
    return { section, ...range, selection: section.heading ?? { start: range.start, end: range.start }, sockets };
  });
  return { definitions: script.definitions, sections };
}

const rangeOf = ({ start, end }: TextRange): TextRange => ({ start, end });

const hasLineBreak = ({ text }: Script, { start, end }: ScriptLine): boolean => text.slice(start, end).includes('\n');

function commentsOf({ lines }: Script): Fold[] {
  const folds: Fold[] = [];
  let first: ScriptLine | undefined;
  let last: ScriptLine | undefined;
  for (const line of [...lines, undefined]) {
    if (line?.kind === 'comment') {
      first ??= line;
      last = line;
      continue;
    }
    if (first !== undefined && last !== undefined && first !== last) {
      folds.push({ kind: 'comment', start: first.start, end: last.end });
    }
    first = undefined;
  }
  return folds;
}
