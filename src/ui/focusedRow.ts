import * as vscode from 'vscode';

/**
 * The row on which a key acts in a view that has the focus. The arrow keys move the focus alone, and VS Code tells extensions
 * of the selection alone: so the focused row is taken into the selection or out of it for a moment, which opens nothing.
 *
 * @param keyOf Tells rows apart: the views make them anew.
 * @returns Undefined where no row has the focus.
 */
export async function focusedRow<T>(
  view: Pick<vscode.TreeView<T>, 'selection'>,
  keyOf: (row: T) => string,
): Promise<T | undefined> {
  const toggle = 'list.toggleSelection';
  const before = view.selection;
  await vscode.commands.executeCommand(toggle);
  const after = view.selection;
  await vscode.commands.executeCommand(toggle);
  return rowsWithout(after, before, keyOf)[0] ?? rowsWithout(before, after, keyOf)[0];
}

function rowsWithout<T>(rows: readonly T[], others: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const keys = new Set(others.map(keyOf));
  return rows.filter((row) => !keys.has(keyOf(row)));
}
