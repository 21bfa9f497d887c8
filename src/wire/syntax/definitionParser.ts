import { looksLikePayload } from '../payload/recognition';
import { parsePayload } from '../payload/parser';
import type { Definition } from './script';
import type { ScriptCursor } from './scriptCursor';
import { parseName, reportRest } from './stepParts';
import { textParts } from './textParts';

/** Parses `@name = value`, at whose `@` the cursor stands. */
export function parseDefinition(cursor: ScriptCursor, line: number): Definition | undefined {
  const start = cursor.at;
  cursor.at++;
  const name = parseName(
    cursor,
    'A definition is written @name = value: begin it with a name of letters, digits and _.',
  );
  if (name === undefined) return undefined;
  if (!cursor.take('=')) {
    const template = 'A definition is written @name = value: put = behind @{0}.';
    cursor.problems.add(name, 'WIRE_MISSING_EQUALS', template, [name.text], {
      start: name.end,
      end: name.end,
      text: ' =',
    });
    return undefined;
  }
  if (cursor.isDone) {
    const template = '@{0} has no value: write one, or "" for none.';
    cursor.problems.add({ start, end: cursor.at }, 'WIRE_MISSING_VALUE', template, [name.text]);
    return undefined;
  }
  const { text } = cursor;
  const valueStart = cursor.at;
  const valueEnd = cursor.contentEnd;
  if (!looksLikePayload(text.slice(valueStart, valueEnd))) {
    cursor.at = valueEnd;
    const range = { start: valueStart, end: valueEnd };
    const source = text.slice(valueStart, valueEnd);
    const value = { kind: 'text', parts: textParts(text, valueStart, valueEnd), source, ...range } as const;
    return { name, value, line, start, end: valueEnd };
  }
  const { terms, problems, end } = parsePayload(text, { use: 'send', start: valueStart });
  cursor.problems.addAll(problems);
  cursor.at = end;
  if (problems.length > 0 || reportRest(cursor)) return undefined;
  const last = terms.at(-1)!.end;
  return { name, value: { kind: 'payload', terms, start: valueStart, end: last }, line, start, end: last };
}
