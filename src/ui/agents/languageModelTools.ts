import * as vscode from 'vscode';
import { isOwnGround, type OwnGround } from '../../agents/agentPermit';
import { callTool } from '../../agents/callTool';
import type { AgentContext } from '../../agents/context';
import { checkInput } from '../../agents/field';
import type { Tool } from '../../agents/tool';
import { fullNameOf, TOOLS } from '../../agents/tools';
import { SockscopeError } from '../../base/error';
import { questionOf } from './agentConsent';

/** Offers the tools to language models, where this editor knows such. */
export function registerLanguageModelTools(
  context: AgentContext,
  ground: OwnGround,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const registered: vscode.Disposable[] = [];
  for (const tool of TOOLS) {
    try {
      registered.push(vscode.lm.registerTool(fullNameOf(tool), toolFor(tool, context, ground)));
    } catch (error) {
      // Editors on the same base may lack it, or refuse.
      log.warn(`No language model tools here: ${String(error)}`);
      break;
    }
  }
  return vscode.Disposable.from(...registered);
}

function toolFor(tool: Tool, context: AgentContext, ground: OwnGround): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: ({ input }) => confirmation(tool, input, context, ground),
    invoke: async ({ input }, token) => {
      const cancel = new AbortController();
      const subscription = token.onCancellationRequested(() => {
        cancel.abort();
      });
      try {
        const { text } = await callTool(tool, input, context, cancel.signal);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      } finally {
        subscription.dispose();
      }
    },
  };
}

/**
 * The editor's own confirmation, beside the question that is asked when it happens: this one tells where the agent is talked to, and
 * may have been given for all times.
 */
async function confirmation(
  tool: Tool,
  input: unknown,
  context: AgentContext,
  ground: OwnGround,
): Promise<vscode.PreparedToolInvocation | undefined> {
  try {
    const target = tool.target?.(checkInput(tool.fields, input) as never, context);
    if (!target || (await isOwnGround(target, ground))) return undefined;
    const { message: title } = questionOf(target);
    const twice = vscode.l10n.t('Sockscope asks once more when it is about to happen, whatever is allowed here.');
    return { confirmationMessages: { title, message: new vscode.MarkdownString().appendText(twice) } };
  } catch (error) {
    // What is wrong with the input, the call itself says.
    if (error instanceof SockscopeError) return undefined;
    throw error;
  }
}
