import { parseDefinition } from './definitionParser';
import { looksLikePayload } from '../payload/recognition';
import { ProblemList, type Problem } from '../../base/problem';
import type { Definition, Script } from './script';
import { ScriptCursor } from './scriptCursor';
import { RESERVED_WORDS } from './stepTable';

/** A value for `@name`, or what is wrong in it, with ranges in the value's own text. */
export type ParsedValue =
  | { readonly kind: 'value'; readonly value: Definition['value'] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Reads what may stand behind `@name =`: text in which `{{other}}` is another definition's value, or a payload. All of it has
 * to be value: what a wire file would pass over is refused, since it stands here by mistake.
 */
export function parseDefinitionValue(name: string, source: string): ParsedValue {
  const prefix = `@${name} = `;
  // Around a payload blanks mean nothing.
  const text = prefix + (looksLikePayload(source) ? source.trim() : source);
  const problems = new ProblemList();
  const definition = parseDefinition(new ScriptCursor(text, 0, problems, RESERVED_WORDS), 0);
  const [problem] = problems.toSorted();
  if (problem !== undefined || definition === undefined) return { kind: 'problem', problem: shifted(problem!, prefix) };
  const { value } = definition;
  if (value.start === prefix.length && value.end === text.length) return { kind: 'value', value };
  const [start, end] = value.start > prefix.length ? [prefix.length, value.start] : [value.end, text.length];
  const range = { start, end };
  const mistake: Problem =
    value.kind === 'text'
      ? { code: 'WIRE_VALUE_CUT_SHORT', template: CUT_SHORT, args: [JSON.stringify(source)], ...range }
      : {
          code: 'WIRE_BEHIND_VALUE',
          template: 'A comment stands behind the payload: leave it out.',
          args: [],
          ...range,
        };
  return { kind: 'problem', problem: shifted(mistake, prefix) };
}

const CUT_SHORT =
  'Text ends before a comment or a line break, and has no blanks at its ends: put it into quotes, such as {0}.';

function shifted(problem: Problem, prefix: string): Problem {
  const start = Math.max(0, problem.start - prefix.length);
  return { ...problem, start, end: Math.max(start, problem.end - prefix.length) };
}

/**
 * The script with other values for some of its definitions; names that it lacks are left out. The values stand where those of
 * the file stood, with all that is in them.
 */
export function overrideDefinitions(script: Script, values: ReadonlyMap<string, Definition['value']>): Script {
  if (values.size === 0) return script;
  const definitions = script.definitions.map((definition) => {
    const value = values.get(definition.name.text);
    if (value === undefined) return definition;
    const { start, end } = definition.value;
    return { ...definition, value: placedAt(value, start, end) };
  });
  return { ...script, definitions };
}

/** The same tree, whose ranges are all that of one place. */
function placedAt<Node>(node: Node, start: number, end: number): Node {
  if (Array.isArray(node)) return node.map((part: unknown) => placedAt(part, start, end)) as Node;
  // What has no place and no parts with one is a value, such as a type.
  if (typeof node !== 'object' || node === null || !('start' in node || 'parts' in node)) return node;
  const parts = Object.entries(node).map(([key, part]: [string, unknown]) => [key, placedAt(part, start, end)]);
  const copy = Object.fromEntries(parts) as Node;
  return 'start' in node ? { ...copy, start, end } : copy;
}
