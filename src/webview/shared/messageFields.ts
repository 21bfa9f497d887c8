import { SockscopeError } from '../../base/error';

/** The fields of a message of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function malformedMessage(what: string): SockscopeError {
  return new SockscopeError('BAD_MESSAGE', 'A malformed message came, and was not followed ({0}).', [what]);
}

export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw malformedMessage(name);
}

/** An integer from 0. */
export function natural(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformedMessage(name);
}

/** A finite number. */
export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw malformedMessage(name);
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw malformedMessage(name);
}

/** One of the values of a table. */
export function oneOf<T extends string | number>(fields: Fields, name: string, values: readonly T[]): T {
  const found = values.find((value) => value === fields[name]);
  if (found === undefined) throw malformedMessage(name);
  return found;
}

export function boolean(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw malformedMessage(name);
}

export function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value as unknown[];
  throw malformedMessage(name);
}
