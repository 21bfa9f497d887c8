import type { Script } from './script';

/** The script with other values for some of its definitions, as text that stands as it is; names that it lacks are left out. */
export function overrideDefinitions(script: Script, values: ReadonlyMap<string, string>): Script {
  if (values.size === 0) return script;
  const definitions = script.definitions.map((definition) => {
    const source = values.get(definition.name.text);
    if (source === undefined) return definition;
    const { start, end } = definition.value;
    const parts = [{ kind: 'bytes', bytes: new TextEncoder().encode(source) }] as const;
    return { ...definition, value: { kind: 'text', parts, source, start, end } as const };
  });
  return { ...script, definitions };
}
