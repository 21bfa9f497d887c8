import { readdir } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { showInvisible } from '../../base/printable';
import { PAYLOAD_FUNCTIONS } from '../../wire/payload/functions';
import { staysInside } from '../../wire/run/confinedFile';
import type { Completion } from '../terminal/lineEditor';

const NAME = /[a-z_][a-z0-9_]*$/i;

/** What can stand at the end of a payload that is being typed: functions, and files in `file("…")`. @param folder Where files are read. */
export async function completePayload(text: string, folder: string): Promise<Completion> {
  const string = openString(text);
  if (string === undefined) {
    const [word = ''] = NAME.exec(text) ?? [];
    const names = [...PAYLOAD_FUNCTIONS.keys()].filter((name) => name.startsWith(word.toLowerCase()));
    return { word, words: names.map((name) => `${name}(`) };
  }
  const word = text.slice(string + 1);
  return { word, words: /\bfile\(\s*$/.test(text.slice(0, string)) ? await filesFor(word, folder) : [] };
}

/** Where a string begins that is not ended. */
function openString(text: string): number | undefined {
  let start: number | undefined;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && start !== undefined) at++;
    else if (text[at] === '"') start = start === undefined ? at : undefined;
  }
  return start;
}

/** Folders end in a slash, files in the quote that ends their name. Names that cannot be written as they stand are left out. */
async function filesFor(path: string, folder: string): Promise<string[]> {
  const before = path.slice(0, path.lastIndexOf('/') + 1);
  const inside = resolve(folder, before);
  if (inside !== resolve(folder) && !staysInside(relative(folder, inside), sep)) return [];
  // A folder that is not there holds nothing to offer.
  const entries = await readdir(inside, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => showInvisible(name) === name && !/["\\]/.test(name))
    .map((entry) => before + entry.name + (entry.isDirectory() ? '/' : '"'))
    .filter((offered) => offered.startsWith(path))
    .sort();
}
