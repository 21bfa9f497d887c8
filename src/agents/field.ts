/** What a tool takes: one table says it as a JSON schema, and holds arguments against it. */
import { checkArgument, checkChoice, optional } from '../base/argument';
import { SockscopeError } from '../base/error';
import { nearestName } from '../base/suggestion';

interface Common {
  /** For whoever calls the tool. */
  readonly description: string;
  readonly isOptional?: true;
}

interface TextField extends Common {
  readonly type: 'string';
  /** The only values that it has. */
  readonly choices?: readonly string[];
}

interface NumberField extends Common {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
}

interface FlagField extends Common {
  readonly type: 'boolean';
}

type Field = TextField | NumberField | FlagField;

export type ToolFields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends TextField ? string : F extends NumberField ? number : boolean;

/** Arguments that have been held against their fields. */
export type InputOf<F extends ToolFields> = {
  readonly [K in keyof F as F[K] extends { readonly isOptional: true } ? never : K]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends { readonly isOptional: true } ? K : never]?: ValueOf<F[K]>;
};

/** Of JSON Schema, what tools need. */
export interface JsonSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export function schemaOf(fields: ToolFields): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, propertyOf(field)])),
    required: Object.entries(fields).flatMap(([name, { isOptional }]) => (isOptional ? [] : [name])),
    additionalProperties: false,
  };
}

function propertyOf(field: Field): object {
  const { type, description } = field;
  if (type === 'integer') return { type, minimum: field.minimum, maximum: field.maximum, description };
  if (type === 'boolean' || field.choices === undefined) return { type, description };
  return { type, enum: field.choices, description };
}

const SHAPES = { string: 'string', integer: 'number', boolean: 'boolean' } as const;

/**
 * Accepts what {@link schemaOf} describes, and nothing else.
 *
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function checkInput<const F extends ToolFields>(fields: F, input: unknown): InputOf<F> {
  const shape = Object.fromEntries(
    Object.entries(fields).map(([name, { type, isOptional }]) => [
      name,
      isOptional ? optional(SHAPES[type]) : SHAPES[type],
    ]),
  );
  // A list is an object too.
  const object: unknown = Array.isArray(input) ? undefined : input;
  const names = Object.keys(fields);
  // A name that is misspelt is missing too.
  if (typeof object === 'object' && object !== null) {
    const unknown = Object.keys(object).find((name) => !names.includes(name));
    if (unknown !== undefined) throw unknownField(unknown, names);
  }
  checkArgument(object, shape);
  const given: Readonly<Record<string, unknown>> = { ...(object as object) };
  for (const name of names) checkValue(name, fields[name]!, given[name]);
  return given as InputOf<F>;
}

/** What its type does not say. */
function checkValue(name: string, field: Field, value: unknown): void {
  if (typeof value === 'string' && field.type === 'string' && field.choices) checkChoice(name, value, field.choices);
  if (typeof value !== 'number' || field.type !== 'integer') return;
  const { minimum, maximum } = field;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  const template = '"{0}" must be a whole number from {1} to {2}, not {3}.';
  throw new SockscopeError('BAD_ARGUMENT', template, [name, minimum, maximum, value]);
}

function unknownField(name: string, names: readonly string[]): SockscopeError {
  if (names.length === 0)
    return new SockscopeError('BAD_ARGUMENT', 'There is no "{0}": nothing is taken here.', [name]);
  const nearest = nearestName(name, names);
  const known = names.join(', ');
  return nearest === undefined
    ? new SockscopeError('BAD_ARGUMENT', 'There is no "{0}"; there are: {1}.', [name, known])
    : new SockscopeError('BAD_ARGUMENT', 'There is no "{0}": did you mean "{1}"?', [name, nearest]);
}
