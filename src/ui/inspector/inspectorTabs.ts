import * as vscode from 'vscode';
import { EDITORS } from '../ids';

function isInspector({ input }: vscode.Tab, uri?: vscode.Uri): boolean {
  return (
    input instanceof vscode.TabInputCustom &&
    input.viewType === EDITORS.inspector &&
    (uri === undefined || input.uri.toString() === uri.toString())
  );
}

/** Whether any capture is in a tab. */
export function isInspectorOpen(): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => isInspector(tab)));
}

/**
 * The group for a capture that is opened from the tree: that in which it is already, or that of other captures; else the one
 * that is used, or beside it where that shows something else.
 */
export function columnFor(uri: vscode.Uri, isBeside: boolean): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const groups = [activeTabGroup, ...all.filter((group) => group !== activeTabGroup)];
  const found =
    groups.find(({ tabs }) => tabs.some((tab) => isInspector(tab, uri))) ??
    groups.find(({ tabs }) => tabs.some((tab) => isInspector(tab)));
  if (found) return found.viewColumn;
  return isBeside && activeTabGroup.tabs.length > 0 ? vscode.ViewColumn.Beside : activeTabGroup.viewColumn;
}
