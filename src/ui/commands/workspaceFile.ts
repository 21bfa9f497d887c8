import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { readConfinedFile } from '../../wire/confinedFile';

/**
 * Reads a file that a payload names with `file("…")`: relative to the first workspace folder, and inside it even when
 * symbolic links are followed.
 *
 * @param limit Bytes; a larger file is refused before it is read.
 * @throws SockscopeError `NO_WORKSPACE`, or as {@link readConfinedFile}.
 */
export async function readWorkspaceFile(path: string, limit: number): Promise<Uint8Array> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) {
    throw new SockscopeError('NO_WORKSPACE', 'file("{0}") is relative to the workspace: open a folder first.', [path]);
  }
  return readConfinedFile({ root: folder, base: folder }, path, limit);
}
