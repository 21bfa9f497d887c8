import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { checkArgument } from '../../base/argument';
import { CLICKED, ClickedRow } from '../clicked';
import { EDITORS } from '../ids';
import { showProblem } from '../problems';

/** What VS Code's own menus pass: rows, files, what the inspector's page says of the place of a click, a test's message. */
const FROM_MENUS: readonly ((argument: unknown) => boolean)[] = [
  (argument) => ClickedRow.is(argument),
  (argument) => argument instanceof vscode.Uri,
  (argument) => fieldOf(argument, 'webview') === EDITORS.inspector,
  (argument) => fieldOf(argument, 'message') instanceof vscode.TestMessage,
];

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Any argument that no menu passes asks for the API, however malformed. */
function isApiArgument(argument: unknown): boolean {
  if (argument === undefined || argument === null) return false;
  return !FROM_MENUS.some((isFromMenu) => isFromMenu(argument));
}

/** For commands that only ask, or act on what was clicked. */
function refuse(): Promise<never> {
  const template = 'This command takes no argument: it asks, or acts on the row that was clicked.';
  return Promise.reject(new SockscopeError('BAD_ARGUMENT', template));
}

/** For commands that want to know nothing: an object without fields stands for the argument. */
export function withoutArgument(action: () => Promise<unknown>): (argument: unknown) => Promise<unknown> {
  return (argument) => {
    checkArgument(argument, {});
    return action();
  };
}

/**
 * Whose row's button was pressed, where VS Code no longer knows the row: it passes nothing then, though an argument.
 *
 * @returns What stands for it; undefined where that is not certain.
 */
export type LostRow = (command: string) => unknown;

/**
 * A command. With an argument it does what the API does, and rejects as that does, without a dialog; without one it asks,
 * and shows what goes wrong. It never waits for anybody to read that.
 *
 * @param ask Gets what a menu, a lens or a link passed, and the other rows that are selected.
 * @param api Holds its argument against its shape before it uses it. Absent: any argument is refused.
 * @param lostRow For what stands in the menu of a row.
 */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  ask: (argument: unknown, selected: unknown) => Promise<unknown>,
  api: (argument: never) => Promise<unknown> = refuse,
  lostRow?: LostRow,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => {
    const [argument, other] = given;
    if (other !== CLICKED && isApiArgument(argument)) return api(argument as never);
    try {
      const isLost = given.length > 0 && (argument === undefined || argument === null);
      return await ask(isLost ? lostRow?.(id) : argument, other);
    } catch (error) {
      showProblem(error, log);
      return undefined;
    }
  });
}
