import type { Binding, TextPart, VariableReference } from './term';
import { quoteForMessage, type ProblemList } from '../../base/problem';

/**
 * What a payload is for. `input`: a text of its own, such as an input box or a selection, where line breaks are blanks
 * and there are no variables. `send`: a step of a wire file, which ends with its line or at `#`, and has variables.
 * `expect`: the same, and `?name` binds a number.
 */
export type PayloadPurpose = 'input' | 'send' | 'expect';

/** Reports variables and bindings where there are none. */
export class PurposeRules {
  readonly #use: PayloadPurpose;
  readonly #problems: ProblemList;

  constructor(use: PayloadPurpose, problems: ProblemList) {
    this.#use = use;
    this.#problems = problems;
  }

  /** Whether the payload ends with its line, or at a comment. */
  get endsWithLine(): boolean {
    return this.#use !== 'input';
  }

  get hasVariables(): boolean {
    return this.#use !== 'input';
  }

  checkParts(parts: readonly TextPart[]): void {
    if (this.hasVariables) return;
    for (const part of parts) if (part.kind === 'variable') this.#reportVariable(part);
  }

  #reportVariable(variable: VariableReference): void {
    const template =
      '{0} is a variable, and only wire files have variables: write its value, or \\{ for a plain brace.';
    const { start } = variable;
    this.#problems.add(variable, 'PAYLOAD_VARIABLE', template, [quoteForMessage(`{{${variable.name}}}`)], {
      start,
      end: start,
      text: '\\',
    });
  }

  checkBinding(binding: Binding): void {
    if (this.#use === 'expect') return;
    const template =
      '?{0} stands for a number that is received, in an expectation of a wire file: write the number to send.';
    this.#problems.add(binding, 'PAYLOAD_BINDING', template, [quoteForMessage(binding.name)]);
  }
}
