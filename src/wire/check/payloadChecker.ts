import { compilePatterns, MAX_PROGRAM } from '../../bytes/regex/compiler';
import type { ByteRegex } from '../../bytes/regex/byteRegex';
import { isIpScheme } from '../../engine/address/schemes';
import type { FileFacts } from './fileFacts';
import { layOut } from '../payload/layout';
import type { CountArgument, Term, VariableReference } from '../payload/term';
import { ProblemList, type TextRange } from '../../base/problem';
import { referencesOf, SOCKET_PROPERTIES, splitReference } from './references';
import { readCount } from '../payload/arguments';
import type { DurationArgument } from '../syntax/nodes';
import type { ScriptProblems } from '../syntax/scriptProblem';
import type { SectionScope } from './sectionScope';
import { readDuration } from '../syntax/stepParts';
import { textOf } from './definitions';

/** Checks what steps refer to: variables in payloads, addresses, counts and times. */
export class ReferenceChecker {
  readonly #scope: SectionScope;
  readonly #facts: FileFacts;
  readonly #problems: ScriptProblems;
  /** Groups of the pattern that was matched last. */
  groups = -1;

  constructor(scope: SectionScope, facts: FileFacts, problems: ScriptProblems) {
    this.#scope = scope;
    this.#facts = facts;
    this.#problems = problems;
  }

  /** Checks the terms. `local`: names that exist only here; `groups`: how many groups `{{1}}` … may name. */
  payload(terms: readonly Term[], local: ReadonlySet<string> = new Set(), groups = this.groups): void {
    const { variables, bindings } = referencesOf(terms);
    if (variables.length === 0 && bindings.length === 0) return;
    for (const variable of variables) this.reference(variable, local, groups);
    const { values, eol, lines } = this.#facts;
    const known = local.size === 0 ? values : new Map([...values].filter(([name]) => !local.has(name)));
    const { problems } = layOut(terms, { variables: known, eol, lines, holes: true, isPreview: true });
    this.#problems.errors.addAll(problems);
  }

  references(variables: readonly VariableReference[]): void {
    for (const variable of variables) this.reference(variable);
  }

  reference(variable: VariableReference, local: ReadonlySet<string> = new Set(), groups = this.groups): void {
    const { base, property } = splitReference(variable.name);
    if (/^[0-9]+$/.test(base)) {
      this.#group(variable, groups);
      return;
    }
    if (local.has(base)) return;
    const symbol = this.#scope.get(base);
    if (symbol === undefined) {
      this.#scope.reportUnknown(variable, base, 'name');
      return;
    }
    if (symbol.kind === 'definition') this.#facts.used.add(base);
    if (symbol.kind === 'definition' || symbol.kind === 'binding') {
      if (property === '') return;
      const template = '{0} is a value and has no .{1}: only sockets have {2}.';
      const args = [base, property, SOCKET_PROPERTIES.map((name) => `.${name}`).join(', ')];
      this.#problems.error(variable, 'WIRE_UNKNOWN_PROPERTY', template, args);
      return;
    }
    symbol.told = true;
    if (property !== '' && !(SOCKET_PROPERTIES as readonly string[]).includes(property)) {
      const template = 'A socket has no .{0}: there are {1}.';
      const args = [property, SOCKET_PROPERTIES.map((name) => `.${name}`).join(', ')];
      this.#problems.error(variable, 'WIRE_UNKNOWN_PROPERTY', template, args);
    } else if (
      symbol.transport !== undefined &&
      !isIpScheme(symbol.transport) &&
      (property === 'port' || property === 'host')
    ) {
      const template = '{0} is a Unix socket or a named pipe, and has no {1}: it has a path or a name.';
      this.#problems.error(variable, 'WIRE_UNKNOWN_PROPERTY', template, [base, property]);
    } else if (symbol.kind === 'listener' && property === 'peer') {
      const template = '{0} is a listener and has no peer: its connections have.';
      this.#problems.error(variable, 'WIRE_UNKNOWN_PROPERTY', template, [base]);
    }
  }

  #group(variable: VariableReference, groups: number): void {
    const shown = `{{${variable.name}}}`;
    const { base, property } = splitReference(variable.name);
    if (groups < 0) {
      const template =
        '{0} stands for a group of a pattern, and none was matched before: expect a /pattern/ or recv first.';
      this.#problems.error(variable, 'WIRE_UNKNOWN_GROUP', template, [shown]);
    } else if (property !== '' && (property !== 'length' || base !== '0')) {
      const template = '{0} is no value: {{0.length}} is how many bytes all of the match, or recv, had.';
      this.#problems.error(variable, 'WIRE_UNKNOWN_PROPERTY', template, [shown]);
    } else if (Number(base) > groups) {
      const template =
        '{0} stands for a group that the pattern does not have: it has {1}, counted by its opening parentheses.';
      this.#problems.error(variable, 'WIRE_UNKNOWN_GROUP', template, [shown, groups]);
    }
  }

  count(count: CountArgument): void {
    if (count.kind !== 'variable') return;
    this.reference(count);
    const text = textOf([count], this.#facts.values);
    if (text !== undefined) readCount({ text: text.trim(), start: count.start, end: count.end }, this.#problems.errors);
  }

  /** Undefined while it is not known. */
  knownCount(count: CountArgument): number | undefined {
    if (count.kind === 'literal') return count.value;
    const text = textOf([count], this.#facts.values);
    const { start, end } = count;
    return text === undefined ? undefined : readCount({ text: text.trim(), start, end }, new ProblemList())?.value;
  }

  duration(duration: DurationArgument | undefined): void {
    if (duration?.kind !== 'variable') return;
    this.reference(duration);
    const text = textOf([duration], this.#facts.values);
    const { start, end } = duration;
    if (text !== undefined) readDuration({ text: text.trim(), start, end }, this.#problems.errors);
  }

  /** A pattern whose program is too large is refused before it runs. */
  regex(regex: ByteRegex): void {
    if (!isSurelySmall(regex) && compilePatterns([{ kind: 'regex', regex }]) === undefined)
      reportTooLarge(regex, this.#problems);
  }
}

/** Most instructions that a character of a pattern can make, where it repeats nothing and stands for single bytes. */
const MOST_FOR_CHARACTER = 4;

/** Spares compiling: hardly any pattern is near the limit. */
const isSurelySmall = ({ source, unicode }: ByteRegex): boolean =>
  !unicode && !source.includes('{') && source.length * MOST_FOR_CHARACTER < MAX_PROGRAM / 2;

export function reportTooLarge(range: TextRange, problems: ScriptProblems): void {
  const template =
    'This pattern is too large to be matched in bounded time: repeat less, or expect it in several steps.';
  problems.error(range, 'REGEX_TOO_LARGE', template);
}
