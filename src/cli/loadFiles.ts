import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkScript, type CheckedScript, type CheckedSection } from '../wire/checker';
import { readScript } from './formatCommand';
import { UsageError, type Terminal } from './terminal';

/** A wire file, and those of its sections that are to run. */
export interface LoadedFile {
  readonly name: string;
  readonly path: string;
  readonly checked: CheckedScript;
  readonly sections: readonly CheckedSection[];
}

/** What `--define NAME=VALUE` says. @throws UsageError */
export function definedValues(definitions: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const definition of definitions) {
    const match = /^@?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(definition);
    if (match === null) throw new UsageError(`--define takes NAME=VALUE, not “${definition}”.`);
    values.set(match[1]!, match[2]!);
  }
  return values;
}

/** @throws UsageError for files that cannot be read, and when no section is chosen */
export async function loadFiles(
  names: readonly string[],
  sectionText: string | undefined,
  values: ReadonlyMap<string, string>,
  terminal: Terminal,
): Promise<LoadedFile[]> {
  const wanted = sectionText?.toLowerCase();
  const files: LoadedFile[] = [];
  const titles: string[] = [];
  for (const name of await expandFolders(names, terminal.folder)) {
    const path = resolve(terminal.folder, name);
    const checked = checkScript(await readScript(path, name), values);
    titles.push(...checked.sections.map(({ section }) => section.title));
    const sections = checked.sections.filter(
      ({ section }) => wanted === undefined || section.title.toLowerCase().includes(wanted),
    );
    files.push({ name, path, checked, sections });
  }
  for (const name of values.keys()) {
    const isDefined = files.some(({ checked }) => checked.script.definitions.some((known) => known.name.text === name));
    if (!isDefined) throw new UsageError(`--define ${name}: there is no @${name} in ${names.join(', ')}.`);
  }
  if (files.every(({ sections }) => sections.length === 0)) {
    throw new UsageError(
      sectionText === undefined
        ? `There is no step to run in ${names.join(', ')}.`
        : `No section’s title contains “${sectionText}”; there are: ${titles.join(', ')}.`,
    );
  }
  return files;
}

/** A folder stands for the wire files in it and below. */
async function expandFolders(names: readonly string[], folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    const stats = await stat(resolve(folder, name)).catch(() => undefined);
    if (stats?.isDirectory() !== true) {
      files.push(name);
      continue;
    }
    const entries = await readdir(resolve(folder, name), { recursive: true, withFileTypes: true });
    const found = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.wire'))
      .map((entry) => join(name, resolve(entry.parentPath, entry.name).slice(resolve(folder, name).length + 1)));
    files.push(...found.sort());
  }
  return files;
}
