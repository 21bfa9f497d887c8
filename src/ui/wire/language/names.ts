/** Where the names of a wire file are defined and used. */
import type { ByteRegex } from '../../../bytes/regex/byteRegex';
import { SETTINGS } from '../../../wire/check/definitions';
import type { CountArgument, Term, VariableReference } from '../../../wire/payload/term';
import type { TextRange } from '../../../base/problem';
import { referencesOf, splitReference, variablesOf } from '../../../wire/check/references';
import type { DurationArgument, Expectation, Name } from '../../../wire/syntax/nodes';
import type { Script, Section } from '../../../wire/syntax/script';
import { walkStep, type Step } from '../../../wire/syntax/stepTable';

/** `binding`: by `?name` or a named group of a regular expression. `setting`: `@eol` and the like. */
export type NameKind = 'socket' | 'definition' | 'binding' | 'setting';

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
      const kind = SETTINGS.has(name.text) ? 'setting' : 'definition';
      this.#define(this.#file, name, { text: name.text, kind, definition: name });
    }
  }

  section({ text }: Script, section: Section): void {
    const own: Scope = new Map();
    const scopes = [own, this.#file];
    for (const step of section.steps) this.#step(text, section, step, own, scopes);
  }

  #step(text: string, section: Section, step: Step, own: Scope, scopes: readonly Scope[]): void {
    // What a rule's pattern binds is known in its answer alone.
    const local: Scope = new Map();
    let bound: (() => void) | undefined;
    walkStep(step, {
      define: (name) => {
        this.#define(own, name, { text: name.text, kind: 'socket', section, definition: name, step });
      },
      use: (name) => {
        this.#use(name, scopes);
      },
      address: ({ parts }) => {
        this.#references(variablesOf(parts), scopes);
      },
      payload: (terms, pattern) => {
        if (pattern) this.#bind(text, section, pattern, local);
        this.#references(referencesOf(terms).variables, pattern ? [local, ...scopes] : scopes);
      },
      expectation: (expectation, scope) => {
        if (scope === 'section') bound = () => { this.#bind(text, section, expectation, own); }; // prettier-ignore
      },
      duration: (duration) => {
        this.#argument(duration, scopes);
      },
      count: (count) => {
        this.#argument(count, scopes);
      },
      text: ({ parts }) => {
        this.#references(variablesOf(parts), scopes);
      },
    });
    // A value does not stand for itself in what it is bound by.
    bound?.();
  }

  #bind(text: string, section: Section, expectation: Expectation, scope: Scope): void {
    const ranges = boundBy(text, expectation);
    for (const range of ranges) {
      const name = text.slice(range.start, range.end);
      this.#define(scope, range, { text: name, kind: 'binding', section, definition: range });
    }
  }

  /** A value may be bound again, and stays the same name. */
  #define(scope: Scope, range: TextRange, name: WireName): void {
    const known = scope.get(name.text) ?? name;
    scope.set(name.text, known);
    this.uses.push({ name: known, isDefinition: true, start: range.start, end: range.end });
  }

  #argument(argument: DurationArgument | CountArgument, scopes: readonly Scope[]): void {
    if (argument.kind === 'variable') this.#references([argument], scopes);
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

/** Where an expectation has the names that it binds. */
function boundBy(text: string, expectation: Expectation): TextRange[] {
  if (expectation.kind === 'payload') return boundIn(expectation.terms);
  return expectation.kind === 'regex' ? groupsIn(text, expectation.regex) : [];
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
