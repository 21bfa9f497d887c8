import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { explain } from '../../engine/systemError';

/**
 * Reads a file that a payload names with `file("…")`: relative to the first workspace folder, and inside it even when
 * symbolic links are followed.
 *
 * @param limit Bytes; a larger file is refused before it is read.
 * @throws SockscopeError `NO_WORKSPACE`, `FILE_OUTSIDE_WORKSPACE`, `FILE_TOO_LARGE`, or a system code such as `ENOENT`.
 */
export async function readWorkspaceFile(path: string, limit: number): Promise<Uint8Array> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) {
    throw new SockscopeError('NO_WORKSPACE', 'file("{0}") is relative to the workspace: open a folder first.', [path]);
  }
  try {
    const root = await realpath(folder);
    const target = await realpath(resolve(root, path));
    const inside = relative(root, target);
    if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new SockscopeError(
        'FILE_OUTSIDE_WORKSPACE',
        'file("{0}") leads out of the workspace and is not read: copy the file into the workspace.',
        [path],
      );
    }
    const { size } = await stat(target);
    if (size > limit) {
      throw new SockscopeError(
        'FILE_TOO_LARGE',
        'file("{0}") has {1} bytes; the payload has room for {2}. Use Send File for large files.',
        [path, size, limit],
      );
    }
    return await readFile(target);
  } catch (error) {
    throw explain(error, 'read-file', path);
  }
}
