import { resolve } from 'node:path';
import { formatMessage, SockscopeError } from '../../base/error';
import { checkScript, type CheckedScript, type CheckedSection } from '../../wire/check/checker';
import { parseDefinitionValue } from '../../wire/syntax/overrides';
import type { Definition } from '../../wire/syntax/script';
import type { ParsedLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';
import { expandNames } from './namedFiles';
import { readScript, WIRE_FILES } from './wireFiles';

/** A wire file, and those of its sections that are to run. */
export interface LoadedFile {
  readonly name: string;
  readonly path: string;
  readonly checked: CheckedScript;
  readonly sections: readonly CheckedSection[];
}

export type DefinedValues = ReadonlyMap<string, Definition['value']>;

/** What `--define NAME=VALUE` says: all that may stand behind `@NAME =`. @throws UsageError */
export function definedValues(definitions: readonly string[]): DefinedValues {
  const values = new Map<string, Definition['value']>();
  for (const definition of definitions) {
    const match = /^@?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(definition);
    if (match === null) throw new UsageError(`--define takes NAME=VALUE, not “${definition}”.`);
    const name = match[1]!;
    if (values.has(name)) throw new UsageError(`--define ${name} stands here twice: give it once.`);
    const parsed = parseDefinitionValue(name, match[2]!);
    if (parsed.kind === 'problem') {
      const { start, template, args } = parsed.problem;
      throw new UsageError(`In --define ${name}, column ${start + 1} of its value: ${formatMessage(template, args)}`);
    }
    values.set(name, parsed.value);
  }
  return values;
}

/** Which sections are to run; all of them where nothing is said. */
export interface ChosenSections {
  /** Part of their titles, in any case. */
  readonly text?: string;
  /** The one in which this line of the file is, counted from 1; the first one for a line before it. */
  readonly line?: number;
}

/** What `--section` and `--line` say. @throws UsageError */
export function chosenSections({ values }: ParsedLine): ChosenSections {
  const text = values.get('section');
  const line = values.get('line');
  if (line === undefined) return text === undefined ? {} : { text };
  if (text !== undefined) throw new UsageError('--line and --section each choose sections: leave out one of them.');
  if (!/^[1-9][0-9]{0,8}$/.test(line)) throw new UsageError(`--line takes the number of a line, not “${line}”.`);
  return { line: Number(line) };
}

/** @throws UsageError for files that cannot be read, and when no section is chosen */
export async function loadFiles(
  names: readonly string[],
  chosen: ChosenSections,
  values: DefinedValues,
  terminal: Terminal,
): Promise<LoadedFile[]> {
  const files: LoadedFile[] = [];
  const titles: string[] = [];
  const all = await expandNames(names, terminal.folder, WIRE_FILES);
  if (chosen.line !== undefined && all.length > 1) {
    throw new UsageError(`--line is of one file, and there are ${all.length}: name one.`);
  }
  for (const name of all) {
    const path = resolve(terminal.folder, name);
    const checked = checkScript(await readGiven(path, name), values);
    requireGoodValues(checked, values);
    const lines = checked.script.text.split('\n').length;
    if (chosen.line !== undefined && chosen.line > lines) {
      throw new UsageError(`There is no line ${chosen.line} in ${name}: it has ${lines}.`);
    }
    titles.push(...checked.sections.map(({ section }) => section.title));
    files.push({ name, path, checked, sections: choose(checked.sections, chosen) });
  }
  for (const name of values.keys()) {
    const isDefined = files.some(({ checked }) => checked.script.definitions.some((known) => known.name.text === name));
    if (!isDefined) throw new UsageError(`--define ${name}: there is no @${name} in ${names.join(', ')}.`);
  }
  if (files.every(({ sections }) => sections.length === 0)) throw nothingToRun(names, chosen, titles);
  return files;
}

function nothingToRun(names: readonly string[], { text }: ChosenSections, titles: readonly string[]): UsageError {
  if (text === undefined) return new UsageError(`There is no step to run in ${names.join(', ')}.`);
  const named = titles.filter((title) => title !== '');
  return new UsageError(
    named.length === 0
      ? `No section of ${names.join(', ')} has a title: leave out --section to run it.`
      : `No section’s title contains “${text}”; there are: ${named.join(', ')}.`,
  );
}

function choose(sections: readonly CheckedSection[], { text, line }: ChosenSections): readonly CheckedSection[] {
  if (line !== undefined) {
    const found = sections.findLast(({ section }) => section.line < line) ?? sections[0];
    return found === undefined ? [] : [found];
  }
  const wanted = text?.toLowerCase();
  return sections.filter(({ section }) => wanted === undefined || section.title.toLowerCase().includes(wanted));
}

/** What is wrong with a value only in this file, such as a name that it lacks, is no mistake of the file. */
function requireGoodValues({ script, problems }: CheckedScript, values: DefinedValues): void {
  for (const { name, value } of script.definitions) {
    if (!values.has(name.text)) continue;
    const problem = problems.find(
      ({ severity, start, end }) => severity === 'error' && start >= value.start && end <= value.end,
    );
    if (problem === undefined) continue;
    throw new UsageError(`In --define ${name.text}: ${formatMessage(problem.template, problem.args)}`);
  }
}

async function readGiven(path: string, name: string): Promise<string> {
  try {
    return await readScript(path, name);
  } catch (error) {
    throw error instanceof SockscopeError ? new UsageError(error.message) : error;
  }
}
