/** The values of `@name = value`, as far as they are known without reading a file. */
import { resolveLayout, type EncodeContext } from '../payload/encoder';
import { layOut } from '../payload/layout';
import { MAX_PAYLOAD, type Term, type TextPart } from '../payload/term';
import { ProblemList, TextError, type Problem } from '../../base/problem';
import type { Definition, Script } from '../syntax/script';
import { isTooLong, textOfValue, valueOf, type VariableValue } from '../payload/value';

/** Definitions with a meaning of their own; they are no variables. */
export const SETTINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['eol', ['lf', 'crlf']],
  ['parallel', ['true', 'false']],
  ['refused', ['fail', 'skip']],
]);

export type Variables = ReadonlyMap<string, VariableValue>;

/** The text of parts whose variables are all known; undefined otherwise, or when it is no text, or longer than 64 KiB. */
export function textOf(parts: readonly TextPart[], variables: Variables): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'bytes' ? part.bytes : variables.get(part.name);
    const piece = value === undefined ? undefined : textOfValue(value);
    if (piece === undefined) return undefined;
    text += piece;
    if (isTooLong(text.length)) return undefined;
  }
  return text;
}

/** How a setting is set in the file, where it is. */
function settingOf(script: Script, name: string): string | undefined {
  const definition = script.definitions.find((candidate) => candidate.name.text === name);
  return definition?.value.kind === 'text' ? definition.value.source : undefined;
}

/** What ends each line of a block of text. */
export function eolOf(script: Script): 'lf' | 'crlf' {
  return settingOf(script, 'eol') === 'crlf' ? 'crlf' : 'lf';
}

/** Whether the file's sections may run at the same time. */
export function isParallel(script: Script): boolean {
  return settingOf(script, 'parallel') === 'true';
}

/** Whether the file's sections are skipped where nobody listens. */
export function skipsRefused(script: Script): boolean {
  return settingOf(script, 'refused') === 'skip';
}

/** The values of a file's variables that are known without reading a file, and why others have none. */
export interface KnownDefinitions {
  readonly values: Variables;
  readonly problems: readonly Problem[];
}

/** Only lengths are worked out, and short values: what a definition makes of others is not built. */
export function knownDefinitions(script: Script): KnownDefinitions {
  const values = new Map<string, VariableValue>();
  const lines = new Map<string, number>();
  const problems = new ProblemList();
  const total = new TotalLength();
  const eol = eolOf(script);
  for (const definition of script.definitions) {
    const { name, line } = definition;
    if (SETTINGS.has(name.text) || values.has(name.text)) continue;
    const layout = layOut(termsOf(definition), { variables: values, eol, lines, isPreview: true });
    problems.addAll(layout.problems);
    if (layout.length === undefined) continue;
    const tooLarge = total.add(layout.length, definition);
    if (tooLarge !== undefined) {
      problems.addAll([tooLarge]);
      continue;
    }
    values.set(name.text, valueOf(layout.pieces, layout.length));
    lines.set(name.text, line);
  }
  return { values, problems: problems.toSorted() };
}

/** Every variable of the file. Rejects as `encodePayload` does. */
export async function evaluateDefinitions(
  script: Script,
  readFile: EncodeContext['readFile'],
): Promise<Map<string, VariableValue>> {
  const values = new Map<string, VariableValue>();
  const context: EncodeContext = { readFile, variables: values, eol: eolOf(script) };
  const total = new TotalLength();
  for (const definition of script.definitions) {
    if (SETTINGS.has(definition.name.text)) continue;
    const { pieces, length } = await resolveLayout(termsOf(definition), context, false, total.left);
    const tooLarge = total.add(length, definition);
    if (tooLarge !== undefined) throw new TextError(tooLarge);
    values.set(definition.name.text, valueOf(pieces, length));
  }
  return values;
}

/** A text is a string without escapes. */
function termsOf({ value }: Definition): readonly Term[] {
  if (value.kind === 'payload') return value.terms;
  const { start, end, parts, source } = value;
  return [{ kind: 'string', text: { parts, source, start, end }, start, end }];
}

/** All values of a file together may have as many bytes as one payload: a few lines can double a value again and again. */
class TotalLength {
  #bytes = 0;

  get left(): number {
    return MAX_PAYLOAD - this.#bytes;
  }

  /** Counts a value, or says that there is no room for it. */
  add(length: number, { name, value }: Definition): Problem | undefined {
    const { start, end } = value;
    if (length <= this.left) {
      this.#bytes += length;
      return undefined;
    }
    const template =
      'The definitions of this file would have {0} bytes together with @{1}: at most {2} (64 MiB) are possible.';
    const args = [this.#bytes + length, name.text, MAX_PAYLOAD];
    return { code: 'WIRE_DEFINITIONS_TOO_LARGE', template, args, start, end };
  }
}
