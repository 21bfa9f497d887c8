import { basename } from 'node:path';

/** Longest path that a row shows whole, in UTF-16 units: what comes behind it should not be pushed out of view. */
const MAX_WHOLE = 24;

/** A path as a row shows it: whole when it is short, else its last part behind `…/`. */
export function shortPath(path: string): string {
  return path.length <= MAX_WHOLE ? path : `…/${basename(path)}`;
}
