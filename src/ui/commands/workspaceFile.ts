import { SockscopeError } from '../../base/error';
import { workspaceSource } from '../wire/wireFolder';

/**
 * Reads a file that a payload names with `file("…")`: relative to the first workspace folder, and inside it even when
 * symbolic links are followed.
 *
 * @param limit Bytes; a larger file is refused.
 * @throws SockscopeError `NO_WORKSPACE`, or as `readConfinedFile` and `readVirtualFile`.
 */
export async function readWorkspaceFile(path: string, limit: number): Promise<Uint8Array> {
  const source = workspaceSource();
  if (source === undefined) {
    throw new SockscopeError('NO_WORKSPACE', 'file("{0}") is relative to the workspace: open a folder first.', [path]);
  }
  return source.read(path, limit);
}
