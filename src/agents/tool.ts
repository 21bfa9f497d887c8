import type { AgentContext } from './context';
import type { Target } from './agentPermit';
import type { ToolFields, InputOf } from './field';

/** A row of the table of tools. */
export interface Tool {
  /** What stands behind `sockscope_`. */
  readonly name: string;
  /** For people, in English. */
  readonly title: string;
  /** For whoever calls it: what it does, and what comes back. */
  readonly description: string;
  readonly fields: ToolFields;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
  /** It changes nothing. */
  readonly isReadOnly: boolean;
  /** It ends what may be in use. */
  readonly isDestructive: boolean;
  /** What it acts on, where that may need a person. @throws SockscopeError what is wrong with the input */
  readonly target?: (input: never, context: AgentContext) => Target | undefined;
  readonly run: (input: never, context: AgentContext, signal: AbortSignal) => Promise<object>;
}

/** A row whose functions get their input by its type. */
export function defineTool<const F extends ToolFields>(
  row: Omit<Tool, 'fields' | 'examples' | 'target' | 'run'> & {
    readonly fields: F;
    readonly examples: readonly InputOf<F>[];
    readonly target?: (input: InputOf<F>, context: AgentContext) => Target | undefined;
    readonly run: (input: InputOf<F>, context: AgentContext, signal: AbortSignal) => Promise<object>;
  },
): Tool {
  // Inputs have been held against `fields` before.
  return row;
}
