import { readMisreadStep } from './misreadSteps';
import type { Name } from './nodes';
import type { ScriptCursor, ScriptWord } from './scriptCursor';
import { reportAction, reportFirstWord, reportVerb } from './stepMistakes';
import { parseName, reportRest } from './stepParts';
import type { StepForm } from './stepSyntax';
import { syntaxOf, wordsOf, type Step } from './stepTable';

const SIGNS = wordsOf('sign').map(({ word }) => word);

/**
 * Parses the step at the cursor. Undefined after a problem: where the line is a step elsewhere, how it is written here is
 * worth more than what keeps it from being one.
 */
export function parseStep(cursor: ScriptCursor, line: number): Step | undefined {
  cursor.skipBlanks();
  const { at, problems } = cursor;
  const { count, full } = problems;
  const step = readStep(cursor, line);
  // Most lines are steps, and no more is said than the list keeps: neither need be held against other languages.
  if (step !== undefined || full) return step;
  const misread = readMisreadStep(cursor.text, { start: at, end: cursor.contentEndFrom(at) });
  if (misread === undefined) return undefined;
  cursor.at = at;
  problems.forgetFrom(count);
  problems.addAll([misread]);
  return undefined;
}

function readStep(cursor: ScriptCursor, line: number): Step | undefined {
  const start = cursor.at;
  if (reportFirstWord(cursor.peekWord(), cursor)) return undefined;
  const head = readHead(cursor);
  if (head === undefined) return undefined;
  const syntax = syntaxOf(head.form, head.word.text, cursor);
  if (syntax === undefined) {
    const report = head.form === 'opening' ? reportVerb : reportAction;
    report(head.word, head.name, cursor.problems);
    return undefined;
  }
  const fields = syntax.parse(cursor, { word: head.word.text, at: head.word.start, name: head.name });
  if (fields === undefined || reportRest(cursor)) return undefined;
  // What its syntax parses is a step of its kind.
  return { kind: syntax.kind, ...fields, line, start, end: endOfContent(cursor) } as Step;
}

interface Head {
  readonly form: StepForm;
  readonly word: ScriptWord;
  readonly name: Name;
}

/** Takes what tells which step it is; undefined after a problem. */
function readHead(cursor: ScriptCursor): Head | undefined {
  if (cursor.reserved.has(cursor.peekWord().text)) {
    const word = cursor.takeWord();
    return { form: 'leading', word, name: word };
  }
  const name = parseName(cursor, '');
  if (name === undefined) return undefined;
  if (cursor.take('=')) return { form: 'opening', word: cursor.takeWord(), name };
  cursor.skipBlanks();
  const { at } = cursor;
  const sign = SIGNS.find((candidate) => cursor.take(candidate));
  if (sign !== undefined) return { form: 'sign', word: { text: sign, start: at, end: cursor.at }, name };
  return { form: 'action', word: cursor.takeWord(), name };
}

/** Behind the last character that was taken, blanks left out. */
function endOfContent({ text, at }: ScriptCursor): number {
  let end = at;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end;
}
