/** Where the names of a wire file are defined and used. */
import type { ByteRegex } from '../../../wire/byteRegex';
import { SETTINGS } from '../../../wire/constants';
import type { Term, VariableReference } from '../../../wire/payloadTerm';
import type { TextRange } from '../../../wire/problem';
import { referencesOf, splitReference, variablesOf } from '../../../wire/references';
import type { AddressText, DurationArgument, Name, RulePattern, Script, Section, Step } from '../../../wire/script';

/** `bound`: by `?name` or a named group of a regular expression. `setting`: `@eol` and the like. */
export type NameKind = 'socket' | 'constant' | 'bound' | 'setting';

/** One name with one meaning: two sections may both have a socket `srv`. */
export interface WireName {
  readonly text: string;
  readonly kind: NameKind;
  /** The section whose name it is; absent for those of the whole file. */
  readonly section?: Section;
  /** Where it begins to mean something. */
  readonly definition: TextRange;
  /** The step that opens the socket. */
  readonly step?: Step;
}

/** A place where a name stands; the range is that of the name alone, without braces, `?` or `.port`. */
export interface NameUse extends TextRange {
  readonly name: WireName;
  readonly isDefinition: boolean;
  /** The `port` of `{{srv.port}}`. */
  readonly property?: TextRange;
}

type Scope = Map<string, WireName>;

/** All uses of names that have a definition, by position. */
export function findNameUses(script: Script): NameUse[] {
  const finder = new NameFinder();
  finder.definitions(script);
  for (const section of script.sections) finder.section(script, section);
  return finder.uses.sort((a, b) => a.start - b.start);
}

/** The use at an offset; its end counts too, as a cursor behind a word is at that word. */
export function nameUseAt(uses: readonly NameUse[], offset: number): NameUse | undefined {
  return (
    uses.find(({ start, end }) => start <= offset && offset < end) ?? uses.find(({ end }) => end === offset) // prettier-ignore
  );
}

/** The names that a step at an offset can use: those of the file, and those that its section defines before it. */
export function namesBefore(script: Script, offset: number): WireName[] {
  const section = sectionAt(script, offset);
  const found = new Map<string, WireName>();
  for (const { name, isDefinition, start } of findNameUses(script)) {
    if (!isDefinition || start >= offset) continue;
    if (name.section === undefined || name.section === section) found.set(name.text, name);
  }
  return [...found.values()];
}

/** The section in which an offset lies. */
export function sectionAt(script: Script, offset: number): Section | undefined {
  return script.sections.findLast(({ start }) => start <= offset);
}

class NameFinder {
  readonly uses: NameUse[] = [];
  readonly #file: Scope = new Map();

  definitions({ definitions }: Script): void {
    for (const { name, value } of definitions) {
      const variables = value.kind === 'text' ? variablesOf(value.parts) : referencesOf(value.terms).variables;
      this.#references(variables, [this.#file]);
      const kind = SETTINGS.has(name.text) ? 'setting' : 'constant';
      this.#define(this.#file, name, { text: name.text, kind, definition: name });
    }
  }

  section({ text }: Script, section: Section): void {
    const own: Scope = new Map();
    const scopes = [own, this.#file];
    for (const step of section.steps) this.#step(text, section, step, own, scopes);
  }

  #step(text: string, section: Section, step: Step, own: Scope, scopes: readonly Scope[]): void {
    switch (step.kind) {
      case 'listen':
        this.#address(step.address, scopes);
        this.#socket(own, section, step.name, step);
        return;
      case 'dial':
        this.#address(step.address, scopes);
        this.#duration(step.within, scopes);
        this.#socket(own, section, step.name, step);
        return;
      case 'accept':
        this.#use(step.listener, scopes);
        this.#duration(step.within, scopes);
        this.#socket(own, section, step.name, step);
        return;
      case 'send':
        this.#use(step.socket, scopes);
        this.#references(referencesOf(step.terms).variables, scopes);
        if (step.to !== undefined) this.#address(step.to, scopes);
        this.#duration(step.within, scopes);
        return;
      case 'expect': {
        const { expectation } = step;
        this.#use(step.socket, scopes);
        if ('terms' in expectation) this.#references(referencesOf(expectation.terms).variables, scopes);
        if (expectation.kind === 'exactly' && expectation.count.kind === 'variable') {
          this.#references([expectation.count], scopes);
        }
        if (expectation.kind === 'silence') this.#duration(expectation.duration, scopes);
        this.#duration(step.within, scopes);
        if (expectation.kind === 'payload' || expectation.kind === 'regex') this.#bind(text, section, expectation, own);
        return;
      }
      case 'rule': {
        this.#use(step.listener, scopes);
        // What a rule's pattern binds is known in its answer alone.
        const local: Scope = new Map();
        if (step.pattern.kind === 'payload') this.#references(referencesOf(step.pattern.terms).variables, scopes);
        this.#bind(text, section, step.pattern, local);
        this.#references(referencesOf(step.answer).variables, [local, ...scopes]);
        return;
      }
      case 'action':
        this.#use(step.socket, scopes);
        return;
      case 'wait':
        this.#duration(step.duration, scopes);
        return;
    }
  }

  #socket(own: Scope, section: Section, name: Name, step: Step): void {
    this.#define(own, name, { text: name.text, kind: 'socket', section, definition: name, step });
  }

  #bind(text: string, section: Section, pattern: RulePattern, scope: Scope): void {
    const ranges = pattern.kind === 'payload' ? boundIn(pattern.terms) : groupsIn(text, pattern.regex);
    for (const range of ranges) {
      const name = text.slice(range.start, range.end);
      this.#define(scope, range, { text: name, kind: 'bound', section, definition: range });
    }
  }

  /** A value may be bound again, and stays the same name. */
  #define(scope: Scope, range: TextRange, name: WireName): void {
    const known = scope.get(name.text) ?? name;
    scope.set(name.text, known);
    this.uses.push({ name: known, isDefinition: true, start: range.start, end: range.end });
  }

  #address({ parts }: AddressText, scopes: readonly Scope[]): void {
    this.#references(variablesOf(parts), scopes);
  }

  #duration(duration: DurationArgument | undefined, scopes: readonly Scope[]): void {
    if (duration?.kind === 'variable') this.#references([duration], scopes);
  }

  #references(references: readonly VariableReference[], scopes: readonly Scope[]): void {
    for (const { name, start } of references) {
      const { base, property } = splitReference(name);
      // Behind the two braces.
      const at = start + 2;
      const end = at + base.length;
      this.#use({ text: base, start: at, end }, scopes, property === '' ? undefined : { start: end + 1, end: end + 1 + property.length }); // prettier-ignore
    }
  }

  #use({ text, start, end }: Name, scopes: readonly Scope[], property?: TextRange): void {
    const name = scopes.find((scope) => scope.has(text))?.get(text);
    if (name === undefined || name.kind === 'setting') return;
    this.uses.push({ name, isDefinition: false, start, end, ...(property === undefined ? {} : { property }) });
  }
}

function boundIn(terms: readonly Term[]): TextRange[] {
  return referencesOf(terms).bindings.map(({ name, end }) => ({ start: end - name.length, end }));
}

/** Where the named groups of a regular expression have their names. */
function groupsIn(text: string, { start, end, names }: ByteRegex): TextRange[] {
  const found: TextRange[] = [];
  for (const match of text.slice(start, end).matchAll(/\(\?<([A-Za-z_][A-Za-z0-9_]*)>/g)) {
    const at = start + match.index + 3;
    if (names.has(match[1]!)) found.push({ start: at, end: at + match[1]!.length });
  }
  return found;
}
