/** Text of wire files in Markdown, so that nothing of it acts, hides, or turns what is around it. */
import { showInvisible } from '../../../base/printable';

/** A sentence as Markdown that shows it as it stands. */
export function escapedSentence(text: string): string {
  return showInvisible(text.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]()#+\-.!~<>|&:]/g, '\\$&');
}

/** Text of a file for one line of a block of code; blanks stay as wide as they are. */
export function codeLine(text: string): string {
  return showInvisible(text.replaceAll('\t', '  '));
}

/** A link that runs one command; nothing of its arguments can end it. */
export function commandLink(label: string, command: string, ...args: readonly unknown[]): string {
  const encoded = encodeURIComponent(JSON.stringify(args)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `[${escapedSentence(label)}](command:${command}?${encoded})`;
}
