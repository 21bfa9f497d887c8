/** What can be written at a place of a wire file, told by the text of its line before that place. */

/** `prefix`: what has been typed of the word that is completed. */
export type CompletionPlace = { readonly prefix: string } & (
  | { readonly kind: 'step' }
  /** Behind `@` at the start of a line. */
  | { readonly kind: 'setting' }
  | { readonly kind: 'settingValue'; readonly setting: string }
  /** Behind `x =`. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'address'; readonly operation: 'listen' | 'dial' | 'to' }
  | { readonly kind: 'service' }
  | { readonly kind: 'listener' }
  /** Behind a socket’s name. */
  | { readonly kind: 'deed'; readonly socket: string }
  | { readonly kind: 'expectation' }
  | { readonly kind: 'payload'; readonly isSent: boolean }
  | { readonly kind: 'duration' }
  /** Within `{{`; `base` is the socket when a property follows. */
  | { readonly kind: 'variable'; readonly base?: string }
  /** Within the quotes of `file("…")`; the prefix is the path so far. */
  | { readonly kind: 'file' }
);

/** How each place is recognised: the first row that matches the line before the cursor. */
const ROWS: readonly (readonly [RegExp, (groups: readonly string[]) => CompletionPlace])[] = [
  [/^\s*([A-Za-z_]\w*)?$/, ([prefix = '']) => ({ kind: 'step', prefix })],
  [/^\s*@(\w*)$/, ([prefix = '']) => ({ kind: 'setting', prefix })],
  [/^\s*@(\w+)\s*=\s*(\w*)$/, ([setting = '', prefix = '']) => ({ kind: 'settingValue', setting, prefix })],
  [/^\s*\w+\s*=\s*(\w*)$/, ([prefix = '']) => ({ kind: 'opening', prefix })],
  [/^\s*\w+\s*=\s*listen\s+(\S*)$/, ([prefix = '']) => ({ kind: 'address', operation: 'listen', prefix })],
  [/^\s*\w+\s*=\s*listen\s+\S+\s+(\w*)$/, ([prefix = '']) => ({ kind: 'service', prefix })],
  [/^\s*\w+\s*=\s*dial\s+(\S*)$/, ([prefix = '']) => ({ kind: 'address', operation: 'dial', prefix })],
  [/^\s*\w+\s*=\s*accept\s+(\w*)$/, ([prefix = '']) => ({ kind: 'listener', prefix })],
  [/^\s*on\s+(\w*)$/, ([prefix = '']) => ({ kind: 'listener', prefix })],
  [/^\s*on\s+\w+\s+(?:[^>]*\s)?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: false, prefix })],
  [/^\s*on\s+\w+\s.*>\s*(?:.*[\s(,])?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: true, prefix })],
  [/^.*\s(?:within|silence)\s+([\w.]*)$/, ([prefix = '']) => ({ kind: 'duration', prefix })],
  [/^\s*wait\s+([\w.]*)$/, ([prefix = '']) => ({ kind: 'duration', prefix })],
  [/^\s*\w+\s*>.*\sto\s+(\S*)$/, ([prefix = '']) => ({ kind: 'address', operation: 'to', prefix })],
  [/^\s*\w+\s*<\s*(\w*)$/, ([prefix = '']) => ({ kind: 'expectation', prefix })],
  [/^\s*\w+\s*>\s*(?:.*[\s(,])?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: true, prefix })],
  [/^\s*\w+\s*<\s*(?:.*[\s(,])?(\w*)$/, ([prefix = '']) => ({ kind: 'payload', isSent: false, prefix })],
  [/^\s*(?!wait\s)(\w+)\s+(\w*)$/, ([socket = '', prefix = '']) => ({ kind: 'deed', socket, prefix })],
];

/** Undefined where nothing is offered: in comments, headings, texts and regular expressions. */
export function completionPlaceOf(line: string): CompletionPlace | undefined {
  const variable = /\{\{(?:(\w+)\.)?(\w*)$/.exec(line);
  if (variable !== null) {
    const [, base, prefix = ''] = variable;
    return { kind: 'variable', prefix, ...(base === undefined ? {} : { base }) };
  }
  const opened = openQuote(line);
  if (opened >= 0) {
    return /\bfile\(\s*$/.test(line.slice(0, opened)) ? { kind: 'file', prefix: line.slice(opened + 1) } : undefined;
  }
  // Blanks in a string say nothing of where the words around it stand.
  const shown = line.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${'_'.repeat(text.length - 2)}"`);
  if (/(?:^|\s)#/.test(shown) || /(?:[<]|\bon\s+\w+)\s*\/[^/]*$/.test(shown)) return undefined;
  for (const [pattern, place] of ROWS) {
    const match = pattern.exec(shown);
    if (match !== null) return place(match.slice(1));
  }
  return undefined;
}

/** Where the string begins that is not closed yet; -1 when there is none. */
function openQuote(line: string): number {
  let opened = -1;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && opened >= 0) at++;
    else if (line[at] === '"') opened = opened < 0 ? at : -1;
  }
  return opened;
}
