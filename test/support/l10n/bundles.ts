/**
 * The sentences of the code, and what they are in other languages: `npm run l10n` writes the former into `l10n/bundle.l10n.json`, and
 * makes room for them in the bundles of the languages. A unit test holds all of it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../vscode-install';
import { findSentences, type Sentences } from './sentences';

export type Bundle = Readonly<Record<string, string>>;

const FOLDER = 'l10n';
const ENGLISH = 'bundle.l10n.json';
const MANIFEST = 'package.nls.json';

/** Pairs of files: what is in English, and what it is in another language. */
export interface Translation {
  readonly language: string;
  readonly english: string;
  readonly translated: string;
}

export function translations(): readonly Translation[] {
  return [
    ...inFolder(FOLDER, /^bundle\.l10n\.(.+)\.json$/, join(FOLDER, ENGLISH), FOLDER),
    ...inFolder('.', /^package\.nls\.(.+)\.json$/, MANIFEST, ''),
  ];
}

function inFolder(folder: string, pattern: RegExp, english: string, prefix: string): Translation[] {
  return readdirSync(join(PROJECT_ROOT, folder)).flatMap((name) => {
    const language = pattern.exec(name)?.[1];
    return language === undefined ? [] : [{ language, english, translated: join(prefix, name) }];
  });
}

export function readBundle(path: string): Bundle {
  return JSON.parse(readFileSync(join(PROJECT_ROOT, path), 'utf8')) as Bundle;
}

export function readEnglish(): Bundle {
  return readBundle(join(FOLDER, ENGLISH));
}

export function bundleOf({ found }: Sentences): Bundle {
  return Object.fromEntries(found.map((sentence) => [sentence, sentence]));
}

/** Each placeholder once, sorted; of one that chooses by number, only that it does. */
export function placeholdersOf(sentence: string): readonly string[] {
  const found = sentence.matchAll(/\{(\d+)(, plural|, duration)?/g);
  return [...new Set(Array.from(found, ([, index, kind = '']) => `{${index!}${kind}}`))].sort();
}

/** Writes all bundles anew; a sentence that is not translated yet is empty. Tells how many those are. */
export function writeBundles(): void {
  const sentences = findSentences();
  for (const mistake of sentences.mistakes) console.error(mistake);
  write(join(FOLDER, ENGLISH), bundleOf(sentences));
  for (const { english, translated } of translations()) {
    const known = readBundle(translated);
    const entries = Object.keys(readBundle(english)).map((key) => [key, known[key] ?? ''] as const);
    write(translated, Object.fromEntries(entries));
    console.log(`${translated}: ${entries.filter(([, text]) => text === '').length} to translate`);
  }
}

function write(path: string, bundle: Bundle): void {
  writeFileSync(join(PROJECT_ROOT, path), `${JSON.stringify(bundle, undefined, 2)}\n`);
}
