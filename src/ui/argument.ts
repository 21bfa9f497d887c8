import { SockscopeError } from '../bytes/error';

type Type = 'string' | 'number' | 'bytes';

interface Optional {
  readonly optional: Type;
}

export function optional(type: Type): Optional {
  return { optional: type };
}

const TYPE_NAMES: Readonly<Record<Type, string>> = { string: 'a string', number: 'a number', bytes: 'a Uint8Array' };

function isOf(type: Type, value: unknown): boolean {
  return type === 'bytes' ? value instanceof Uint8Array : typeof value === type;
}

/**
 * Holds a command's argument, which may come from a keybinding's JSON, against what it should be.
 *
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function checkArgument(argument: unknown, shape: Readonly<Record<string, Type | Optional>>): void {
  if (typeof argument !== 'object' || argument === null) {
    throw new SockscopeError('BAD_ARGUMENT', 'The argument must be an object with: {0}.', [
      Object.keys(shape).join(', '),
    ]);
  }
  const given: Readonly<Record<string, unknown>> = { ...argument };
  for (const [name, rule] of Object.entries(shape)) {
    const type = typeof rule === 'string' ? rule : rule.optional;
    const value = given[name];
    if (value === undefined && typeof rule !== 'string') continue;
    if (!isOf(type, value)) throw new SockscopeError('BAD_ARGUMENT', '"{0}" must be {1}.', [name, TYPE_NAMES[type]]);
  }
}
