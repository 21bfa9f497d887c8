/** The values of `@name = value`, as far as they are known without reading a file. */
import { decodeUtf8 } from '../bytes/utf8';
import { encodePayload, type EncodeContext } from './payloadEncoder';
import { fillPieces } from './payloadPieces';
import { layOut, type VariableValue } from './payloadLayout';
import type { TextPart } from './payloadTerm';
import type { Definition, Script } from './script';

/** Definitions with a meaning of their own; they are no variables. */
export const SETTINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['eol', ['lf', 'crlf']],
  ['parallel', ['true', 'false']],
]);

export type Variables = ReadonlyMap<string, VariableValue>;

/** The text of parts whose variables are all known; undefined otherwise, or when it is no text. */
export function textOf(parts: readonly TextPart[], variables: Variables): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'bytes' ? part.bytes : variables.get(part.name);
    if (value === undefined) return undefined;
    const piece = value instanceof Uint8Array ? decodeUtf8(value) : String(value);
    if (piece === undefined) return undefined;
    text += piece;
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

/** Every variable of the file whose value needs no file to be read. */
export function knownConstants(script: Script): Map<string, VariableValue> {
  const values = new Map<string, VariableValue>();
  const eol = eolOf(script);
  for (const { name, value } of script.definitions) {
    if (SETTINGS.has(name.text) || values.has(name.text)) continue;
    if (value.kind === 'text') {
      const text = textOf(value.parts, values);
      if (text !== undefined) values.set(name.text, text);
      continue;
    }
    const { pieces, length } = layOut(value.terms, { variables: values, eol });
    if (length === undefined) continue;
    const bytes = new Uint8Array(length);
    fillPieces(pieces, bytes);
    values.set(name.text, bytes);
  }
  return values;
}

/** Every variable of the file. Rejects as `encodePayload` does. */
export async function evaluateConstants(
  script: Script,
  readFile: EncodeContext['readFile'],
): Promise<Map<string, VariableValue>> {
  const values = new Map<string, VariableValue>();
  const context: EncodeContext = { readFile, variables: values, eol: eolOf(script) };
  for (const { name, value } of script.definitions) {
    if (SETTINGS.has(name.text)) continue;
    values.set(name.text, await evaluate(value, context, values));
  }
  return values;
}

async function evaluate(value: Definition['value'], context: EncodeContext, values: Variables): Promise<VariableValue> {
  if (value.kind === 'payload') return encodePayload(value.terms, context);
  // A string is the one payload that resolves variables to bytes, or says which one has no value.
  const { start, end } = value;
  return (
    textOf(value.parts, values) ??
    encodePayload(
      [{ kind: 'string', text: { parts: value.parts, source: value.source, start, end }, start, end }],
      context,
    )
  );
}
