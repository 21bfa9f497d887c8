import * as vscode from 'vscode';

/**
 * Opens a document that is not saved yet, in an editor of its own.
 *
 * @throws What VS Code says.
 */
export async function openNewDocument(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  // One that was closed without being saved may live on for a while, and gives its text to the next one of its name.
  if (document.getText() !== content) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), content);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}
