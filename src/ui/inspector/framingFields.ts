import {
  FRAMING_LIMITS,
  PREFIX_COUNTS,
  PREFIX_SIZES,
  type Framing,
  type MessageFilter,
} from '../../bytes/framing/framing';
import { direction } from '../../webview/inspector/fields';
import { malformedMessage, natural, oneOf, type Fields } from '../../webview/shared/messageFields';

/** Takes a rule by which messages are cut out of a message's fields. */
export function framing(fields: Fields): Framing {
  const rule = oneOf(fields, 'rule', ['chunks', 'delimiter', 'prefix', 'fixed', 'idle']);
  switch (rule) {
    case 'chunks':
      return { rule };
    case 'delimiter':
      return { rule, delimiter: bytes(fields, 'delimiter', FRAMING_LIMITS.delimiter) };
    case 'prefix':
      return {
        rule,
        size: oneOf(fields, 'size', PREFIX_SIZES),
        order: oneOf(fields, 'order', ['be', 'le']),
        offset: within(fields, 'offset', 0, FRAMING_LIMITS.prefixOffset),
        counts: oneOf(fields, 'counts', PREFIX_COUNTS),
      };
    case 'fixed':
      return { rule, length: within(fields, 'length', 1, FRAMING_LIMITS.fixedLength) };
    case 'idle':
      return { rule, milliseconds: within(fields, 'milliseconds', 0, FRAMING_LIMITS.idle) };
  }
}

export function messageFilter(fields: Fields): MessageFilter {
  const has = (name: keyof MessageFilter): boolean => fields[name] !== undefined;
  return {
    ...(has('direction') ? { direction: direction(fields) } : {}),
    ...(has('minLength') ? { minLength: natural(fields, 'minLength') } : {}),
    ...(has('maxLength') ? { maxLength: natural(fields, 'maxLength') } : {}),
    ...(has('pattern') ? { pattern: bytes(fields, 'pattern', FRAMING_LIMITS.filterBytes) } : {}),
    ...(fields['ignoreCase'] === true ? { ignoreCase: true } : {}),
  };
}

function within(fields: Fields, name: string, least: number, most: number): number {
  const value = natural(fields, name);
  if (value < least || value > most) throw malformedMessage(name);
  return value;
}

/** At least one byte. */
function bytes(fields: Fields, name: string, most: number): number[] {
  const value = fields[name];
  const isBytes =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= most &&
    value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 0xff);
  if (!isBytes) throw malformedMessage(name);
  return value as number[];
}
