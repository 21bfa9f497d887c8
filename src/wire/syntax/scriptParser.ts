import { parseDefinition } from './definitionParser';
import { ProblemList } from '../../base/problem';
import type { Definition, Script, ScriptLine, Section } from './script';
import { ScriptCursor } from './scriptCursor';
import { parseStep } from './stepParser';
import { RESERVED_WORDS, type Step } from './stepTable';

/** Longest title that is kept, in UTF-16 units. */
const MAX_TITLE = 200;

interface OpenSection {
  readonly title: string;
  readonly heading?: { readonly start: number; readonly end: number };
  readonly start: number;
  readonly line: number;
  readonly steps: Step[];
  readonly problems: ProblemList;
  readonly mistaken: string[];
}

const openSection = (start: number, line: number): OpenSection => ({
  title: '',
  start,
  line,
  steps: [],
  problems: new ProblemList(),
  mistaken: [],
});

/** Parses a wire file. Never throws, goes on after a problem, and takes time linear in the length of the text. */
export function parseScript(text: string): Script {
  const lines: ScriptLine[] = [];
  const definitions: Definition[] = [];
  const sections: Section[] = [];
  const problems = new ProblemList();
  const mistaken: string[] = [];
  let section = openSection(0, 0);
  const endSection = (end: number): void => {
    const found = section.problems.toSorted();
    if (section.heading === undefined && section.steps.length === 0 && found.length === 0) return;
    sections.push({ ...section, end, problems: found });
  };
  let line = 0;
  for (let at = 0; at < text.length;) {
    const cursor = new ScriptCursor(text, at, section.problems, RESERVED_WORDS);
    cursor.skipBlanks();
    const start = cursor.at;
    const heading = headingAt(cursor);
    let read: ScriptLine;
    if (heading !== undefined) {
      endSection(at);
      section = {
        ...openSection(at, line),
        title: heading.title.slice(0, MAX_TITLE),
        heading: { start, end: heading.end },
      };
      read = { kind: 'heading', title: heading.title, start, end: heading.end };
      cursor.at = cursor.lineEnd;
    } else if (cursor.isDone) {
      const end = cursor.lineEnd;
      read = {
        kind: text[start] === '#' ? 'comment' : 'blank',
        start,
        end: endOfContent(text, start, end),
      };
      cursor.at = end;
    } else if (text[start] === '@') {
      const own = new ScriptCursor(text, start, problems, RESERVED_WORDS);
      const definition = parseDefinition(own, line);
      if (definition !== undefined) definitions.push(definition);
      else mistaken.push(...namesMadeBy(new ScriptCursor(text, start + 1, problems, RESERVED_WORDS)));
      read = finishLine(own, start, definition && { kind: 'definition', definition });
      cursor.at = own.at;
    } else {
      const step = parseStep(cursor, line);
      if (step !== undefined) section.steps.push(step);
      else section.mistaken.push(...namesMadeBy(new ScriptCursor(text, start, section.problems, RESERVED_WORDS)));
      read = finishLine(cursor, start, step && { kind: 'step', step });
    }
    lines.push(read);
    line += countLineBreaks(text, at, cursor.at);
    at = nextLine(text, cursor.at);
    if (at > cursor.at) line++;
  }
  endSection(text.length);
  return { text, lines, definitions, sections, problems: problems.toSorted(), mistaken };
}

function headingAt(cursor: ScriptCursor): { readonly title: string; readonly end: number } | undefined {
  if (!cursor.text.startsWith('###', cursor.at)) return undefined;
  const end = endOfContent(cursor.text, cursor.at, cursor.lineEnd);
  return { title: cursor.text.slice(cursor.at, end).replace(/^#+[ \t]*/, ''), end };
}

type Content =
  { readonly kind: 'definition'; readonly definition: Definition } | { readonly kind: 'step'; readonly step: Step };

/** Goes to the end of the line, behind its comment. */
function finishLine(cursor: ScriptCursor, start: number, content: Content | undefined): ScriptLine {
  const { text } = cursor;
  cursor.skipBlanks();
  if (content === undefined) {
    const end = cursor.lineEnd;
    cursor.at = end;
    return { kind: 'broken', start, end: endOfContent(text, start, end) };
  }
  const node = content.kind === 'step' ? content.step : content.definition;
  const lineEnd = cursor.lineEnd;
  const comment =
    text[cursor.at] === '#' ? { start: cursor.at, end: endOfContent(text, cursor.at, lineEnd) } : undefined;
  cursor.at = lineEnd;
  const { end } = node;
  if (content.kind === 'definition') {
    const line = { kind: content.kind, definition: content.definition, start, end };
    return comment === undefined ? line : { ...line, comment };
  }
  const line = { kind: content.kind, step: content.step, start, end };
  return comment === undefined ? line : { ...line, comment };
}

/** The names that a line with a mistake would have made, so that their uses are no mistakes too. */
function namesMadeBy(cursor: ScriptCursor): string[] {
  const line = cursor.text.slice(cursor.at, cursor.lineEnd);
  const opened = /^([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/.exec(line);
  const bound = line.matchAll(/\?<?([A-Za-z_][A-Za-z0-9_]*)/g);
  return [...(opened === null ? [] : [opened[1]!]), ...Array.from(bound, (match) => match[1]!)];
}

/** Where what stands from `start` up to `end` ends, without the blanks behind it, nor the line breaks behind an endless block. */
function endOfContent(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && ' \t\r\n'.includes(text[last - 1]!)) last--;
  return last;
}

/** Where the line behind the one that ends at `at` begins. */
function nextLine(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return at < text.length ? at + 1 : at;
}

/** Line breaks within a block of text: LF, CR LF or CR. */
function countLineBreaks(text: string, start: number, end: number): number {
  return text.slice(start, end).match(/\r\n?|\n/g)?.length ?? 0;
}
