import type { TextRange } from '../../base/problem';
import { printTerms } from '../payload/printer';
import type { Definition, Script, ScriptLine } from './script';
import { printStep } from './stepTable';

/** Another text for a range of the script. */
export interface TextEdit extends TextRange {
  readonly text: string;
}

/** The whole script, formatted: applying it again changes nothing. Lines with mistakes stay as they are. */
export function formatScript(script: Script): string {
  const newline = script.text.includes('\r\n') ? '\r\n' : '\n';
  const printed: string[] = [];
  for (const line of script.lines) {
    const isBlank = line.kind === 'blank';
    // At most one blank line stands between others, exactly one before a section's heading, none at the start.
    const last = printed.at(-1);
    if (isBlank && (last === undefined || last === '')) continue;
    if (line.kind === 'heading' && last !== undefined && last !== '' && !isComment(last)) printed.push('');
    printed.push(isBlank ? '' : printLine(script.text, line));
  }
  while (printed.at(-1) === '') printed.pop();
  const text = printed.join('\n');
  return text === '' ? '' : `${text}\n`.replaceAll(/\r?\n/g, newline);
}

/** A comment directly before a heading belongs to it. */
const isComment = (line: string): boolean => /^#(?!##)/.test(line);

/** The smallest edit that makes the script formatted; undefined when it is already. */
export function formattingEdit(script: Script): TextEdit | undefined {
  const { text } = script;
  const formatted = formatScript(script);
  if (formatted === text) return undefined;
  let start = 0;
  while (start < text.length && text[start] === formatted[start]) start++;
  let back = 0;
  const most = Math.min(text.length, formatted.length) - start;
  while (back < most && text[text.length - 1 - back] === formatted[formatted.length - 1 - back]) back++;
  return { start, end: text.length - back, text: formatted.slice(start, formatted.length - back) };
}

function printLine(text: string, line: ScriptLine): string {
  switch (line.kind) {
    case 'blank':
      return '';
    case 'comment':
      return text.slice(line.start, line.end);
    case 'broken':
      // What it should have been is unknown: its leading blanks stay too.
      return text.slice(startOfLine(text, line.start), line.end);
    case 'heading':
      return line.title === '' ? '###' : `### ${line.title}`;
    case 'definition':
      return printDefinition(line.definition) + printComment(text, line);
    case 'step':
      return printStep(line.step) + printComment(text, line);
  }
}

function printComment(text: string, { comment }: ScriptLine): string {
  return comment === undefined ? '' : `  ${text.slice(comment.start, comment.end)}`;
}

function startOfLine(text: string, at: number): number {
  let start = at;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  return start;
}

function printDefinition({ name, value }: Definition): string {
  return `@${name.text} = ${value.kind === 'text' ? value.source : printTerms(value.terms)}`;
}
