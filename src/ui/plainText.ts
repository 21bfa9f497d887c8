/**
 * Text of others: what users typed, and what files, captures and peers hold. Here it is made such that no place of VS Code
 * which shows it takes it for more than text. What acts on the text around it becomes visible, and nothing is endless.
 */
import { showInvisible } from '../base/printable';

/** Longest text that is shown, in UTF-16 units: as much as somebody reads in one place. */
const MAX_SHOWN = 1000;

/** `$(name)` and `$(name~spin)`, which lists, the status bar and lenses draw as icons. */
const ICON = /\$\([\w-]+(?:~\w+)?\)/g;

/** `[text](command:…)`: what notifications and input boxes say may hold links, which run commands. */
const LINK = /\](?=\((?:https?:|command:|file:))/gi;

/** One line of text, for places that know neither icons nor links: rows of trees, tooltips, dialogs, screen readers. */
export function plainText(text: string): string {
  // Cut first: what is not shown needs no work.
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1).replace(/\p{Cs}$/u, '')}…` : text;
  return showInvisible(cut);
}

/** Text in which `$(error)` is no icon, for quick picks, completions, the status bar and lenses. */
export function listText(text: string): string {
  return text.replace(ICON, '\\$&');
}

/** U+2060 WORD JOINER, which is not seen. */
const JOINER = '\u2060';

/** Text in which `$(error)` is no icon, for what is shown both where VS Code draws icons and where it does not: symbols. */
export function symbolText(text: string): string {
  return text.replace(ICON, (icon) => `$${JOINER}${icon.slice(1)}`);
}

/** Text in which nothing is a link, for notifications and progress. */
export function messageText(text: string): string {
  return text.replace(LINK, '] ');
}
