import { printTerms } from './payloadPrinter';
import type { CountArgument } from './payloadTerm';
import type { Definition, DurationArgument, Expectation, Step } from './script';

/** The step as canonical text: one blank between its parts; names, numbers and strings stay as they were written. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case 'listen': {
      const service = step.service === undefined ? '' : ` ${step.service.text}`;
      return `${step.name.text} = listen ${step.address.source}${service}`;
    }
    case 'dial':
      return `${step.name.text} = dial ${step.address.source}${printWithin(step.within)}`;
    case 'accept':
      return `${step.name.text} = accept ${step.listener.text}${printWithin(step.within)}`;
    case 'send': {
      const to = step.to === undefined ? '' : ` to ${step.to.source}`;
      return `${step.socket.text} > ${printTerms(step.terms)}${to}${printWithin(step.within)}`;
    }
    case 'expect':
      return `${step.socket.text} < ${printExpectation(step.expectation)}${printWithin(step.within)}`;
    case 'rule':
      return `on ${step.listener.text} ${printExpectation(step.pattern)} > ${printTerms(step.answer)}`;
    case 'action':
      return `${step.socket.text} ${step.action}`;
    case 'wait':
      return `wait ${printValue(step.duration)}`;
  }
}

export function printExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'payload':
      return printTerms(expectation.terms);
    case 'regex':
      return `/${expectation.regex.source}/${expectation.regex.flags}`;
    case 'until':
      return `until ${printTerms(expectation.terms)}`;
    case 'exactly':
      return `exactly ${printValue(expectation.count)}`;
    case 'silence':
      return `silence ${printValue(expectation.duration)}`;
    case 'any':
    case 'eof':
    case 'reset':
      return expectation.kind;
  }
}

export function printDefinition({ name, value }: Definition): string {
  return `@${name.text} = ${value.kind === 'text' ? value.source : printTerms(value.terms)}`;
}

const printWithin = (within: DurationArgument | undefined): string =>
  within === undefined ? '' : ` within ${printValue(within)}`;

function printValue(value: DurationArgument | CountArgument): string {
  return value.kind === 'literal' ? value.source : `{{${value.name}}}`;
}
