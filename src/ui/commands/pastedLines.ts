/** VS Code's input is one line: what is pasted loses its line breaks, which are found again in the clipboard. */

/** A text of several lines, and what the input made of it. */
export interface PastedLines {
  readonly flat: string;
  readonly text: string;
}

/** What an input of one line may make of line breaks: Chromium writes a blank for each, others leave them out. */
const FLATTENED: readonly ((text: string) => string)[] = [
  (text) => text.replace(/\r\n|\r|\n/g, ' '),
  (text) => text.replace(/\r\n|\r|\n/g, ''),
  (text) => text.replace(/\r|\n/g, ' '),
];

/**
 * How the input shows the clipboard's lines; undefined when it has none, or does not hold them. A line break at their end, which
 * inputs leave out, is one of them.
 */
export function findPasted(value: string, clipboard: string): PastedLines | undefined {
  if (!/[\r\n]/.test(clipboard.trim())) return undefined;
  for (const flatten of FLATTENED) {
    for (const shown of [clipboard, clipboard.trimEnd()]) {
      const flat = flatten(shown);
      if (value.includes(flat)) return { flat, text: clipboard };
    }
  }
  return undefined;
}

/** The input's text with its lines; undefined when what was pasted does not stand there any more. */
export function withLines(value: string, pasted: PastedLines | undefined): string | undefined {
  if (!pasted) return undefined;
  const at = value.indexOf(pasted.flat);
  return at < 0 ? undefined : value.slice(0, at) + pasted.text + value.slice(at + pasted.flat.length);
}

/** What the input shows of a text that is put there. */
export function flatten(text: string): PastedLines | undefined {
  return /[\r\n]/.test(text) ? { flat: FLATTENED[0]!(text), text } : undefined;
}
