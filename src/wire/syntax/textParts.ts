import { encodeUtf8 } from '../../bytes/utf8';
import type { TextPart } from '../payload/term';
import { variableAt } from '../payload/text';

/** Text in which only `{{name}}` means something. */
export function textParts(text: string, start: number, end: number): TextPart[] {
  const parts: TextPart[] = [];
  let runStart = start;
  const endRun = (at: number): void => {
    if (at > runStart) parts.push({ kind: 'bytes', bytes: encodeUtf8(text.slice(runStart, at)) });
  };
  for (let at = text.indexOf('{{', start); at >= 0 && at < end; at = text.indexOf('{{', at)) {
    const variable = variableAt(text, at);
    if (variable === undefined || variable.end > end) {
      at++;
    } else {
      endRun(at);
      parts.push(variable);
      runStart = variable.end;
      at = variable.end;
    }
  }
  endRun(end);
  return parts;
}
