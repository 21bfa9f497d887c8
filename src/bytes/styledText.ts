/** Text for one line, in parts that may be set off. How they look is up to whoever shows them. */

export type Tone = 'good' | 'wrong' | 'strong' | 'faint';

export interface TonedText {
  readonly text: string;
  readonly tone: Tone;
}

/** The parts of a line, one behind the other. What is in them is never syntax: an escape sequence is text to be shown. */
export type StyledLine = readonly (string | TonedText)[];

const toned =
  (tone: Tone) =>
  (text: string): TonedText => ({ text, tone });

export const good = toned('good');
export const wrong = toned('wrong');
export const strong = toned('strong');
export const faint = toned('faint');

/** The line without its tones. */
export function withoutTones(line: StyledLine): string {
  return line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}
