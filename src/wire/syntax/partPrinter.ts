import { printTerms } from '../payload/printer';
import type { CountArgument } from '../payload/term';
import type { DurationArgument, Expectation } from './nodes';

export function printExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'payload':
      return printTerms(expectation.terms);
    case 'regex':
      return `/${expectation.regex.source}/${expectation.regex.flags}`;
    case 'until':
      return `until ${printTerms(expectation.terms)}`;
    case 'exactly':
    case 'recv':
      return `${expectation.kind} ${printValue(expectation.count)}`;
    case 'silence':
      return `silence ${printValue(expectation.duration)}`;
    case 'any':
    case 'eof':
    case 'reset':
    case 'refused':
      return expectation.kind;
  }
}

export const printWithin = (within: DurationArgument | undefined): string =>
  within === undefined ? '' : ` within ${printValue(within)}`;

export function printValue(value: DurationArgument | CountArgument): string {
  return value.kind === 'literal' ? value.source : `{{${value.name}}}`;
}
