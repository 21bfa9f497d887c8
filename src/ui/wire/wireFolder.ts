import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { readConfinedFile, type ConfinedFolder } from '../../wire/confinedFile';
import type { EncodeContext } from '../../wire/payloadEncoder';

/**
 * Where a wire file may read: relative to its own folder and inside its workspace folder, or inside its own folder where it
 * belongs to none. An untitled one reads from the first workspace folder. Undefined where there is no folder on disk.
 */
export function folderOf(uri: vscode.Uri): ConfinedFolder | undefined {
  const { workspaceFolders, getWorkspaceFolder } = vscode.workspace;
  if (uri.scheme === 'file') {
    const base = dirname(uri.fsPath);
    return { root: getWorkspaceFolder(uri)?.uri.fsPath ?? base, base };
  }
  const first = workspaceFolders?.[0];
  if (uri.scheme !== 'untitled' || first?.uri.scheme !== 'file') return undefined;
  return { root: first.uri.fsPath, base: first.uri.fsPath };
}

/** Reads what a wire file names by `file("…")`. Rejects as {@link readConfinedFile} does. */
export function fileReader(uri: vscode.Uri): EncodeContext['readFile'] {
  return async (path, limit) => {
    const folder = folderOf(uri);
    if (folder !== undefined) return readConfinedFile(folder, path, limit);
    const template = 'file("{0}") is relative to the folder of its wire file: save that to disk, or open a folder.';
    throw new SockscopeError('NO_WORKSPACE', template, [path]);
  };
}
