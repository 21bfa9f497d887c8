import { SockscopeError } from '../base/error';
import { TextError } from '../base/problem';
import { resultJson } from './agentText';
import type { AgentContext } from './context';
import { checkInput } from './field';
import type { Tool } from './tool';

/** What comes of a call: JSON, for a result as for a failure. */
export interface CallResult {
  readonly text: string;
  readonly isError: boolean;
}

/** Never rejects but for a mistake in this program. */
export async function callTool(
  tool: Tool,
  input: unknown,
  context: AgentContext,
  signal: AbortSignal,
): Promise<CallResult> {
  try {
    context.requireTrust();
    const checked = checkInput(tool.fields, input);
    return { text: resultJson(await tool.run(checked as never, context, signal)), isError: false };
  } catch (error) {
    if (!(error instanceof SockscopeError)) throw error;
    const { code, message } = error;
    const place = error instanceof TextError ? { column: error.range.start + 1 } : {};
    return { text: resultJson({ error: { code, message, ...place } }), isError: true };
  }
}
