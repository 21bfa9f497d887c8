import { RegexParser } from './parser';
import type { ByteRegex } from './byteRegex';
import { ProblemList } from '../../base/problem';

/** Flags, and what they do. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['i', 'any case'],
  ['s', '. matches line breaks too'],
  ['m', '^ and $ match at line breaks'],
  ['u', 'characters are UTF-8'],
]);

/** What stands at the `/` at `start`: an expression, or undefined and a problem; and where the text goes on. */
export function readRegexLiteral(
  text: string,
  start: number,
  problems: ProblemList,
): { readonly regex: ByteRegex | undefined; readonly end: number } {
  const close = closingSlash(text, start + 1);
  if (text[close] !== '/') {
    const template = 'This pattern has no closing slash: put / where it ends.';
    problems.add({ start, end: close }, 'REGEX_MISSING_SLASH', template, [], { start: close, end: close, text: '/' });
    return { regex: undefined, end: close };
  }
  let end = close + 1;
  while (/[A-Za-z0-9_]/.test(text[end] ?? '')) end++;
  const flags = text.slice(close + 1, end);
  const own = new ProblemList();
  checkFlags(flags, close + 1, own);
  const unicode = flags.includes('u');
  const parser = new RegexParser(text, start + 1, close, flags, end, own);
  const node = parser.parse();
  const found = own.toSorted();
  problems.addAll(found);
  if (found.length > 0) return { regex: undefined, end };
  const source = text.slice(start + 1, close);
  return {
    regex: { source, flags, node, unicode, groups: parser.groups, names: parser.names, start, end },
    end,
  };
}

function checkFlags(flags: string, at: number, problems: ProblemList): void {
  for (const [index, flag] of Array.from(flags).entries()) {
    const start = at + index;
    const range = { start, end: start + 1 };
    const without = { ...range, text: '' };
    if (flags.indexOf(flag) < index) {
      problems.add(range, 'REGEX_BAD_FLAG', 'The flag {0} stands here twice: leave one out.', [flag], without);
    } else if (!FLAGS.has(flag)) {
      const all = Array.from(FLAGS, ([name, meaning]) => `${name} (${meaning})`).join(', ');
      const template = 'There is no flag “{0}”; there are {1}.';
      problems.add(range, 'REGEX_BAD_FLAG', template, [flag, all], without);
    }
  }
}

/** Where the closing slash stands; the end of the line, without blanks behind the last character, when there is none. */
function closingSlash(text: string, start: number): number {
  let inClass = false;
  let at = start;
  let lastVisible = start;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\n' || character === '\r') break;
    if (character === '/' && !inClass) return at;
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '\\' && at + 1 < text.length && text[at + 1] !== '\n' && text[at + 1] !== '\r') at++;
    if (text[at] !== ' ' && text[at] !== '\t') lastVisible = at + 1;
  }
  return lastVisible;
}
