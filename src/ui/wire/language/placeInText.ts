/** Line and UTF-16 unit of an offset, both from 0, as editors count them. */
export function placeInText(text: string, offset: number): { readonly line: number; readonly character: number } {
  let line = 0;
  let start = 0;
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    const next = match.index + match[0].length;
    if (next > offset) break;
    line++;
    start = next;
  }
  return { line, character: offset - start };
}
