import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeTempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';

/** A language that nobody speaks: English with marks on every letter, and longer, as translations are. */
export const PSEUDO_LANGUAGE = 'qps-ploc';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MARKED = 'åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';

/** What stays as it is: placeholders with what tells their form, links and what stands in code. */
const KEPT = /\{\d+(?:, \w+)?\}|\]\([^)]*\)|`[^`]*`/g;

/** Letters that are added to so many. */
const LETTERS_PER_ADDED = 3;

/** A text in the language that nobody speaks. */
export function pseudo(text: string): string {
  // Each form of a plural is a text of its own; `{0, plural, one {# byte} other {# bytes}}`
  const plural = /\{\d+, plural,(?: \w+ \{[^{}]*\})+\}/g;
  const marked = replaceAround(text, plural, (part) => replaceAround(part, KEPT, marks, (kept) => kept), (whole) =>
    whole.replaceAll(/(\w+) \{([^{}]*)\}/g, (_, form: string, words: string) => `${form} {${marks(words)}}`),
  ); // prettier-ignore
  const letters = text
    .replaceAll(plural, '')
    .replaceAll(KEPT, '')
    .replaceAll(/[^a-z]/gi, '').length;
  return marked + '~'.repeat(Math.ceil(letters / LETTERS_PER_ADDED)).replaceAll(/~{6}(?=~)/g, '$& ');
}

function replaceAround(
  text: string,
  pattern: RegExp,
  around: (part: string) => string,
  inside: (match: string) => string,
): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(around(text.slice(end, match.index)), inside(match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, around(text.slice(end))].join('');
}

function marks(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => MARKED[PLAIN.indexOf(letter)] ?? letter);
}

/** A copy of a folder of extensions in which the packaged extension speaks the language that nobody speaks as well. */
export async function withPseudoLanguage(installed: string): Promise<string> {
  const { path } = await makeTempFolder();
  const extensionsDir = join(path, 'extensions');
  await cp(installed, extensionsDir, { recursive: true });
  const list = join(extensionsDir, 'extensions.json');
  await writeFile(list, (await readFile(list, 'utf8')).replaceAll(installed, extensionsDir));
  const name = (await readdir(extensionsDir)).find((each) => each.startsWith('sockscope.'));
  if (name === undefined) throw new Error(`The extension is not in ${extensionsDir}.`);
  const extension = join(extensionsDir, name);
  const write = async (from: string, to: string): Promise<void> => {
    const texts = JSON.parse(await readFile(from, 'utf8')) as Readonly<Record<string, string>>;
    const translated = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]));
    await writeFile(to, JSON.stringify(translated));
  };
  await write(join(PROJECT_ROOT, 'l10n', 'bundle.l10n.json'), join(extension, 'l10n', `bundle.l10n.${PSEUDO_LANGUAGE}.json`)); // prettier-ignore
  await write(join(extension, 'package.nls.json'), join(extension, `package.nls.${PSEUDO_LANGUAGE}.json`));
  return extensionsDir;
}
