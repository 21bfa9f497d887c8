/** A row as *Copy As* writes it; any other dump would cost the page a reader of its own. */
const ROW = /^[0-9a-f]{8,16} {2}([0-9a-f]{2}(?: {1,2}[0-9a-f]{2})*) +\|.*\|$/;

/** The bytes of a hex dump that *Copy As* made, as hex in a line; undefined of any other text. */
export function dumpAsHex(text: string): string | undefined {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) => ROW.exec(line)?.[1]);
  return rows.every((row) => row !== undefined) ? rows.join(' ').replaceAll('  ', ' ') : undefined;
}
