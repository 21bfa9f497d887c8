import { SockscopeError, type Template } from './error';

interface Values {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly bytes: Uint8Array;
  readonly strings: readonly string[];
  readonly object: Readonly<Record<string, unknown>>;
}

type Type = keyof Values;

interface Optional<T extends Type> {
  readonly optional: T;
}

type Shape = Readonly<Record<string, Type | Optional<Type>>>;

/** An argument that was held against its shape. */
type Checked<S extends Shape> = {
  readonly [K in keyof S as S[K] extends Type ? K : never]: S[K] extends Type ? Values[S[K]] : never;
} & {
  readonly [K in keyof S as S[K] extends Type ? never : K]?: S[K] extends Optional<infer T> ? Values[T] : never;
};

export function optional<T extends Type>(type: T): Optional<T> {
  return { optional: type };
}

const MUST_BE: Readonly<Record<Type, Template>> = {
  string: '"{0}" must be a string.',
  number: '"{0}" must be a number.',
  boolean: '"{0}" must be true or false.',
  bytes: '"{0}" must be a Uint8Array.',
  strings: '"{0}" must be a list of strings.',
  object: '"{0}" must be an object.',
};

function isOf(type: Type, value: unknown): boolean {
  if (type === 'bytes') return value instanceof Uint8Array;
  if (type === 'strings') return Array.isArray(value) && value.every((each) => typeof each === 'string');
  return typeof value === type && value !== null && !Array.isArray(value);
}

/**
 * Holds a command's argument, which may come from a keybinding's JSON, against what it should be.
 *
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function checkArgument<const S extends Shape>(argument: unknown, shape: S): asserts argument is Checked<S> {
  if (typeof argument !== 'object' || argument === null) {
    const names = Object.keys(shape);
    if (names.length === 0) throw new SockscopeError('BAD_ARGUMENT', 'The argument must be an object without fields.');
    throw new SockscopeError('BAD_ARGUMENT', 'The argument must be an object with: {0}.', [names.join(', ')]);
  }
  const given: Readonly<Record<string, unknown>> = { ...argument };
  for (const [name, rule] of Object.entries(shape)) {
    const type = typeof rule === 'string' ? rule : rule.optional;
    const value = given[name];
    if (value === undefined && typeof rule !== 'string') continue;
    if (!isOf(type, value)) throw new SockscopeError('BAD_ARGUMENT', MUST_BE[type], [name]);
  }
}

/** The named fields of an argument that has been checked, and nothing else that somebody may have put beside them. */
export function pick<T extends object, K extends keyof T>(argument: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.filter((name) => argument[name] !== undefined).map((name) => [name, argument[name]]),
  ) as Pick<T, K>;
}

/**
 * One of the values that an argument's field may have.
 *
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function checkChoice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw new SockscopeError('BAD_ARGUMENT', '"{0}" must be one of: {1}.', [name, choices.join(', ')]);
}
