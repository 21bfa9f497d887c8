/** What stands where a type has no value, and the names of the types' families: for the page and the terminal alike. */
import { formatMessage, type Template } from '../../base/error';
import type { NoValueReason, TypeReading, TypeFamily } from './typeRow';

/** Templates; {0} is what the reason is about. */
export const NO_VALUE_TEXTS: Readonly<Record<NoValueReason | 'endOfData', Template>> = {
  endOfData: 'End of data',
  nonAscii: 'Not ASCII',
  notUtf8: 'Not UTF-8',
  notUtf16: 'Not UTF-16',
  otherFamily: 'Family {0}',
  tooLong: 'Longer than {0} bytes',
  outOfRange: 'Out of range',
  unterminated: 'No end within {0} bytes',
  unset: 'Not set',
};

export const FAMILY_TEXTS: Readonly<Record<TypeFamily, Template>> = {
  integers: 'Integers',
  floats: 'Floating point',
  text: 'Text',
  addresses: 'Addresses',
  socketAddresses: 'Socket addresses',
  times: 'Times (UTC)',
  identifiers: 'Identifiers',
};

/** The value, or why there is none. */
export function readingText(reading: TypeReading): string {
  switch (reading.kind) {
    case 'value':
      return reading.value;
    case 'endOfData':
      return NO_VALUE_TEXTS.endOfData;
    case 'none':
      return formatMessage(NO_VALUE_TEXTS[reading.reason], [reading.argument]);
  }
}
