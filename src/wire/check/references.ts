/** The names that a payload or an address uses. */
import type { Binding, CountArgument, NumberArgument, Term, TextPart, VariableReference } from '../payload/term';

export interface References {
  readonly variables: readonly VariableReference[];
  readonly bindings: readonly Binding[];
}

export function referencesOf(terms: readonly Term[]): References {
  const variables: VariableReference[] = [];
  const bindings: Binding[] = [];
  const addParts = (parts: readonly TextPart[]): void => {
    for (const part of parts) if (part.kind === 'variable') variables.push(part);
  };
  const addArgument = (argument: NumberArgument<unknown> | CountArgument): void => {
    if (argument.kind === 'variable') variables.push(argument);
    else if (argument.kind === 'binding') bindings.push(argument);
  };
  const add = (term: Term): void => {
    switch (term.kind) {
      case 'string':
      case 'ipv4':
      case 'ipv6':
      case 'base64':
      case 'file':
        addParts(term.text.parts);
        return;
      case 'block':
        for (const line of term.lines) addParts(line.parts);
        return;
      case 'hex':
        return;
      case 'integers':
      case 'floats':
        term.values.forEach(addArgument);
        return;
      case 'zeros':
        addArgument(term.count);
        return;
      case 'repeat':
        addArgument(term.count);
        term.terms.forEach(add);
        return;
      case 'prefixed':
        term.terms.forEach(add);
        return;
    }
  };
  terms.forEach(add);
  return { variables, bindings };
}

export function variablesOf(parts: readonly TextPart[]): VariableReference[] {
  return parts.filter((part) => part.kind === 'variable');
}

/** `srv.port` is about `srv`; `property` is empty for the name alone. */
export function splitReference(name: string): { readonly base: string; readonly property: string } {
  const dot = name.indexOf('.');
  return dot < 0 ? { base: name, property: '' } : { base: name.slice(0, dot), property: name.slice(dot + 1) };
}

/** What `{{x.…}}` can say about a socket. */
export const SOCKET_PROPERTIES = ['host', 'port', 'peer'] as const;
