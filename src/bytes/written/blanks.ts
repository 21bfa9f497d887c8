/** Blanks and line ends as editors, pages and terminals put them into what is copied. */

/** Characters without width, which pages put between others to say where a line may end or which way it runs. */
const ZERO_WIDTH = '\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069';
/** Next line, which JavaScript's `\s` leaves out. */
const NEXT_LINE = '\\u0085';

/** What stands between others and means nothing: all of Unicode's blanks and line ends, and characters without width. */
export const BLANK_CLASS = `[\\s${NEXT_LINE}${ZERO_WIDTH}]`;

const OTHER_LINE_END = new RegExp(`\\r(?!\\n)|[${NEXT_LINE}\\u2028\\u2029]`, 'g');
const OTHER_BLANK = new RegExp(`[^\\S \\t\\r\\n]|[${ZERO_WIDTH}]`, 'g');

/** The text with ASCII's blanks and line ends only; each is one UTF-16 unit, as before, so that places stay. */
export function plainBlanks(text: string): string {
  return text.replace(OTHER_LINE_END, '\n').replace(OTHER_BLANK, ' ');
}
