import { homedir } from 'node:os';
import * as vscode from 'vscode';

/** Where a dialog that saves something begins: the workspace, or else the user's home. */
export function saveFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}
