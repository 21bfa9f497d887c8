import type { Direction } from '../../bytes/direction';
import { SockscopeError } from '../../bytes/error';

/** The fields of a message of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function malformed(what: string): SockscopeError {
  return new SockscopeError('BAD_MESSAGE', 'The inspector’s page sent a malformed message ({0}).', [what]);
}

export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw malformed(name);
}

/** An integer from 0. */
export function natural(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(name);
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw malformed(name);
}

/** One of the values of a table. */
export function oneOf<T extends string | number>(fields: Fields, name: string, values: readonly T[]): T {
  const found = values.find((value) => value === fields[name]);
  if (found === undefined) throw malformed(name);
  return found;
}

export function direction(fields: Fields, name = 'direction'): Direction {
  return oneOf(fields, name, ['received', 'sent']);
}
