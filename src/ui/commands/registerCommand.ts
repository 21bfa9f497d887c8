import * as vscode from 'vscode';
import { showProblem } from '../problems';
import { isTreeNode } from '../sockets/socketNode';

/**
 * Arguments that VS Code's own menus pass are the tree's rows, files, and what the inspector's page says of the place of a
 * click; any other asks for the API, however malformed.
 */
function isApiArgument(argument: unknown): boolean {
  const fromMenu = isTreeNode(argument) || argument instanceof vscode.Uri || isPageContext(argument);
  return argument !== undefined && argument !== null && !fromMenu;
}

/** VS Code puts the id of the webview into the context of its menu. */
function isPageContext(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'webview' in argument;
}

/**
 * A command that, with an argument, does what the API does, and rejects as that does; without one it asks, and then shows
 * what goes wrong.
 *
 * @param ask Gets what a menu passed.
 * @param api Holds its argument against its shape before it uses it.
 */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  ask: (argument: unknown) => Promise<unknown>,
  api?: (argument: never) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument?: unknown) => {
    if (api && isApiArgument(argument)) return api(argument as never);
    try {
      return await ask(argument);
    } catch (error) {
      await showProblem(error, log);
      return undefined;
    }
  });
}
