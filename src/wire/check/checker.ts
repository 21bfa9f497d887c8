import { eolOf, knownDefinitions, SETTINGS, textOf, type Variables } from './definitions';
import type { FileFacts } from './fileFacts';
import { overrideDefinitions } from '../syntax/overrides';
import { referencesOf, variablesOf } from './references';
import type { Definition, Script, Section } from '../syntax/script';
import { parseScript } from '../syntax/scriptParser';
import { ScriptProblems, type ScriptProblem } from '../syntax/scriptProblem';
import { SectionChecker } from './sectionChecker';
import { nearestName } from '../../base/suggestion';

export interface CheckedSection {
  readonly section: Section;
  /** By position. */
  readonly problems: readonly ScriptProblem[];
}

/** A wire file with all that is wrong in it. */
export interface CheckedScript {
  readonly script: Script;
  /** What concerns the file rather than one of its sections: its definitions. */
  readonly problems: readonly ScriptProblem[];
  readonly sections: readonly CheckedSection[];
  /** The file's variables, as far as they are known without reading a file. */
  readonly values: Variables;
}

/**
 * Parses and checks a wire file. Never throws; takes time linear in the length of the text.
 *
 * @param values Values for definitions of the file, in place of those that it has.
 * @param platform The system that it would run on.
 */
export function checkScript(
  text: string,
  values: ReadonlyMap<string, Definition['value']> = new Map(),
  platform: string = process.platform,
): CheckedScript {
  const script = overrideDefinitions(parseScript(text), values);
  const problems = new ScriptProblems();
  problems.errors.addAll(script.problems);
  const lines = checkDefinitions(script, problems);
  const { values: known, problems: unusable } = knownDefinitions(script);
  problems.errors.addAll(unusable);
  const facts: FileFacts = {
    lines,
    values: known,
    platform,
    eol: eolOf(script),
    used: new Set(),
  };
  markUsedByDefinitions(script, facts.used);
  const titles = new Map<string, number>();
  const sections = script.sections.map((section) => checkSection(section, facts, titles));
  for (const { name, start, end } of script.definitions) {
    if (SETTINGS.has(name.text) || facts.used.has(name.text) || name.text.startsWith('_')) continue;
    const template = '@{0} is never used: leave it out, or write {1} where it belongs.';
    problems.warn(name, 'WIRE_UNUSED', template, [name.text, `{{${name.text}}}`], { start, end, text: '' });
  }
  return { script, problems: problems.toSorted(), sections, values: known };
}

/** All problems of the file and its sections, by position. */
export function allProblems({ problems, sections }: CheckedScript): ScriptProblem[] {
  return [...problems, ...sections.flatMap((section) => section.problems)].sort((a, b) => a.start - b.start);
}

/** The problems that keep a section from running. */
export function blockingProblems({ problems }: CheckedScript, section: CheckedSection): ScriptProblem[] {
  return [...problems, ...section.problems].filter(({ severity }) => severity === 'error');
}

function checkSection(section: Section, facts: FileFacts, titles: Map<string, number>): CheckedSection {
  const problems = new ScriptProblems();
  problems.errors.addAll(section.problems);
  const checker = new SectionChecker(section, facts, problems);
  for (const step of section.steps) checker.check(step);
  const { heading, title, line } = section;
  const earlier = titles.get(title);
  if (heading !== undefined && earlier !== undefined && title !== '') {
    const template = 'The section in line {0} has the same title: give each its own, so that tests can be told apart.';
    problems.warn(heading, 'WIRE_DUPLICATE_TITLE', template, [earlier + 1]);
  }
  titles.set(title, line);
  return { section, problems: problems.toSorted() };
}

/** Checks the definitions, and gives the line of each variable. */
function checkDefinitions(script: Script, problems: ScriptProblems): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const { name, value, line } of script.definitions) {
    const references = value.kind === 'text' ? variablesOf(value.parts) : referencesOf(value.terms).variables;
    for (const { name: used, start, end } of references) {
      if ((lines.has(used) && !SETTINGS.has(used)) || script.mistaken.includes(used)) continue;
      const near = nearestName(used, lines.keys());
      const template = 'A definition can only use those above it, and {0} is not among them.';
      const fix = near === undefined ? undefined : { start: start + 2, end: end - 2, text: near };
      problems.error({ start, end }, 'WIRE_UNKNOWN_NAME', template, [used], fix);
    }
    const known = lines.get(name.text);
    if (known !== undefined) {
      const template = '@{0} is defined in line {1} already: choose another name.';
      problems.error(name, 'WIRE_DUPLICATE_NAME', template, [name.text, known + 1]);
      continue;
    }
    lines.set(name.text, line);
    const allowed = SETTINGS.get(name.text);
    if (allowed === undefined) continue;
    const text = value.kind === 'text' ? textOf(value.parts, new Map()) : undefined;
    if (text !== undefined && allowed.includes(text)) continue;
    const template = '@{0} is {1} or {2}.';
    problems.error(value, 'WIRE_BAD_SETTING', template, [name.text, allowed[0]!, allowed[1]!]);
  }
  for (const setting of SETTINGS.keys()) lines.delete(setting);
  for (const name of script.mistaken) if (!lines.has(name)) lines.set(name, 0);
  return lines;
}

function markUsedByDefinitions(script: Script, used: Set<string>): void {
  for (const { value } of script.definitions) {
    const references = value.kind === 'text' ? variablesOf(value.parts) : referencesOf(value.terms).variables;
    for (const { name } of references) used.add(name);
  }
}
