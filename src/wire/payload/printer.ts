import type { CountArgument, NumberArgument, QuotedText, Term } from './term';

/**
 * The terms as canonical text: one blank between terms, a comma and a blank between arguments. Strings and numbers stay
 * as they were written. Parsing the result gives the same terms; printing those gives the same text.
 */
export function printTerms(terms: readonly Term[]): string {
  return terms.map(printTerm).join(' ');
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'string':
      return printText(term.text);
    case 'block':
      return ['"""', ...term.lines.map((line) => line.source), '"""'].join('\n');
    case 'hex':
      return `[${term.source}]`;
    case 'integers':
    case 'floats':
      return `${term.name}(${term.values.map(printArgument).join(', ')})`;
    case 'ipv4':
    case 'ipv6':
    case 'base64':
    case 'file':
      return `${term.kind}(${printText(term.text)})`;
    case 'zeros':
      return `zeros(${printArgument(term.count)})`;
    case 'repeat':
      return `repeat(${printArgument(term.count)}, ${printTerms(term.terms)})`;
    case 'prefixed':
      return `prefixed(${term.type.name}, ${printTerms(term.terms)})`;
  }
}

function printText({ source }: QuotedText): string {
  return `"${source}"`;
}

function printArgument(argument: NumberArgument<unknown> | CountArgument): string {
  switch (argument.kind) {
    case 'literal':
      return argument.source;
    case 'variable':
      return `{{${argument.name}}}`;
    case 'binding':
      return `?${argument.name}`;
  }
}
