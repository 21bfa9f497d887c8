import { readdir, stat } from 'node:fs/promises';
import { posix, resolve, sep, win32 } from 'node:path';
import { Minimatch } from 'minimatch';
import { codeOf, explain } from '../../engine/platform/systemError';
import { UsageError } from '../terminal/terminal';

/** What makes a name a pattern where no file is called so. */
const PATTERN = /[*?[{]/;

/** What a folder or a pattern stands for. */
export interface FileKind {
  /** For errors, such as `wire file`. */
  readonly name: string;
  readonly isOne: (name: string) => boolean;
}

/**
 * The names, in which a folder stands for the files of a kind in it and below, and a pattern for those that match, in their order.
 * Shells other than those of POSIX expand no patterns, and few of these know `**`. On Windows all have slashes, as reports of
 * test runs have them.
 *
 * @throws UsageError for a pattern that matches nothing, and for an empty name; SockscopeError for a folder that cannot be read
 */
export async function expandNames(
  names: readonly string[],
  folder: string,
  kind: FileKind,
  platform: string = process.platform,
): Promise<string[]> {
  const files: string[] = [];
  for (const written of names) {
    // Of a variable of the shell that was never set, it would be this folder.
    if (written === '') throw new UsageError(`The name of a ${kind.name} is empty here: . is this folder.`);
    const name = slashed(written, platform);
    const path = resolve(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined && PATTERN.test(name)) {
      files.push(...(await expandPattern(name, folder, kind, platform)));
      continue;
    }
    if (stats?.isDirectory() !== true) {
      files.push(name);
      continue;
    }
    const found = await filesBelow(path, true, name);
    files.push(...found.filter(kind.isOne).map((below) => joined(name, below, platform)).sort()); // prettier-ignore
  }
  return files;
}

/** Elsewhere a backslash is a character like others, or keeps the next one from being special. */
function slashed(path: string, platform: string): string {
  return platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

function joined(folder: string, path: string, platform: string): string {
  // That of POSIX would make a path of this machine of `//server/share`.
  return platform === 'win32' ? slashed(win32.join(folder, path), platform) : posix.join(folder, path);
}

async function expandPattern(name: string, folder: string, kind: FileKind, platform: string): Promise<string[]> {
  const parts = name.split('/');
  const first = parts.findIndex((part) => PATTERN.test(part));
  const [base, pattern] = [parts.slice(0, first).join('/'), parts.slice(first).join('/')];
  const matcher = new Minimatch(pattern, { nocase: platform !== 'linux' });
  const found = (await filesBelow(resolve(folder, first === 1 && base === '' ? '/' : base), pattern.includes('/')))
    .filter((path) => matcher.match(path))
    .map((path) => (first === 0 ? path : `${base}/${path}`));
  const files = found.filter(kind.isOne).sort();
  if (files.length > 0) return files;
  const others = found.length === 0 ? '' : ' (other files do)';
  throw new UsageError(`No ${kind.name} matches “${name}”${others}: look where you are, ${folder}, or name the files.`);
}

/** Their paths in it, with `/`; none of a folder that is not there. @param name What errors call it. */
async function filesBelow(folder: string, recursive: boolean, name = folder): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw explain(error, 'read-file', name);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name).slice(folder.length + (folder.endsWith(sep) ? 0 : 1)))
    .map((path) => path.replaceAll(sep, '/'));
}
