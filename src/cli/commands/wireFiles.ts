import { readdir, stat } from 'node:fs/promises';
import { posix, resolve, sep, win32 } from 'node:path';
import { Minimatch } from 'minimatch';
import { openRegularFile, readToEnd } from '../../engine/files/regularFile';
import { codeOf, explain } from '../../engine/platform/systemError';
import { errorOfFile, isWireFileName, MAX_SOURCE, requireSourceSize, sourceText } from '../../wire/syntax/sourceText';
import { UsageError } from '../terminal/terminal';

/** What makes a name a pattern where no file is called so. */
const PATTERN = /[*?[{]/;

/**
 * The names, in which a folder stands for the wire files in it and below, and a pattern for those that match, in their order.
 * Shells other than those of POSIX expand no patterns, and few of these know `**`. On Windows all have slashes, as reports of
 * test runs have them.
 *
 * @throws UsageError for a pattern that matches nothing; SockscopeError for a folder that cannot be read
 */
export async function expandNames(
  names: readonly string[],
  folder: string,
  platform: string = process.platform,
): Promise<string[]> {
  const files: string[] = [];
  for (const written of names) {
    const name = slashed(written, platform);
    const path = resolve(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined && PATTERN.test(name)) {
      files.push(...(await expandPattern(name, folder, platform)));
      continue;
    }
    if (stats?.isDirectory() !== true) {
      files.push(name);
      continue;
    }
    const found = await filesBelow(path, true, name);
    files.push(...found.filter(isWireFileName).map((below) => joined(name, below, platform)).sort()); // prettier-ignore
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

async function expandPattern(name: string, folder: string, platform: string): Promise<string[]> {
  const parts = name.split('/');
  const first = parts.findIndex((part) => PATTERN.test(part));
  const [base, pattern] = [parts.slice(0, first).join('/'), parts.slice(first).join('/')];
  const matcher = new Minimatch(pattern, { nocase: platform !== 'linux' });
  const found = (await filesBelow(resolve(folder, first === 1 && base === '' ? '/' : base), pattern.includes('/')))
    .filter((path) => matcher.match(path))
    .map((path) => (first === 0 ? path : `${base}/${path}`));
  const files = found.filter(isWireFileName).sort();
  if (files.length > 0) return files;
  const others = found.length === 0 ? '' : ' (other files do)';
  throw new UsageError(`No wire file matches “${name}”${others}: look where you are, ${folder}, or name the files.`);
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

/**
 * The text of a wire file.
 *
 * @param name As it was given on the command line.
 * @throws SockscopeError that names the file
 */
export async function readScript(path: string, name: string): Promise<string> {
  try {
    return sourceText(await readSource(path, name));
  } catch (error) {
    throw errorOfFile(explain(error, 'read-file', name), name);
  }
}

async function readSource(path: string, name: string): Promise<Uint8Array> {
  const file = await openRegularFile(path, { name });
  try {
    const { size } = await file.stat();
    requireSourceSize(size);
    const bytes = await readToEnd(file, MAX_SOURCE);
    if (bytes === undefined) requireSourceSize(MAX_SOURCE + 1);
    return bytes!;
  } finally {
    await file.close();
  }
}
