import * as vscode from 'vscode';

/**
 * The row on which a key acts in a view that has the focus. The arrow keys move the focus alone, and VS Code tells extensions
 * of the selection alone: so the focused row becomes the selected one first, without being opened.
 *
 * @returns Undefined where no row has the focus.
 */
export async function focusedRow<T>(view: Pick<vscode.TreeView<T>, 'selection'>): Promise<T | undefined> {
  await vscode.commands.executeCommand('list.clear');
  await vscode.commands.executeCommand('list.toggleSelection');
  return view.selection[0];
}
