import * as vscode from 'vscode';

/** The files that this window has in tabs, whatever shows them; those of tabs that nobody has looked at yet too. */
export function pathsInTabs(): Set<string> {
  const paths = new Set<string>();
  for (const { input } of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    for (const uri of urisOf(input)) if (uri.scheme === 'file') paths.add(uri.fsPath);
  }
  return paths;
}

/** A tab was opened or closed, or shows another file. */
export function onDidChangePathsInTabs(listener: () => void): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
    if (opened.length + closed.length > 0) listener();
  });
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [input.uri];
  return [];
}
