import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SockscopeError } from '../../base/error';
import { codeOf, explain } from '../../engine/platform/systemError';

/** What became of the samples, by their names in order. */
export interface CopiedSamples {
  readonly copied: readonly string[];
  /** Was there already, byte for byte. */
  readonly same: readonly string[];
  /** Something else of that name is there, and stays. */
  readonly kept: readonly string[];
}

/**
 * Copies the files of one folder into another, which is made where it is missing. Nothing that is there is overwritten, and
 * nothing of a file stays that could not be written to its end.
 *
 * @throws SockscopeError What the system says.
 */
export async function copySamples(from: string, to: string): Promise<CopiedSamples> {
  const names = await sampleNames(from);
  try {
    await mkdir(to, { recursive: true });
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw explain(error, 'write-file', to);
    const template =
      'The samples cannot be copied to {0}: a file is in the way of that folder. Choose another folder. ({1})';
    throw new SockscopeError(code, template, [to, code], { cause: error });
  }
  const became = { copied: [] as string[], same: [] as string[], kept: [] as string[] };
  for (const name of names) {
    const source = join(from, name);
    const bytes = await readFile(source).catch((error: unknown) => {
      throw explain(error, 'read-file', source);
    });
    became[await writeNew(join(to, name), bytes)].push(name);
  }
  return became;
}

/** @throws SockscopeError What the system says. */
export async function sampleNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    throw explain(error, 'read-file', folder);
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<keyof CopiedSamples> {
  let file;
  try {
    // Exclusive: a link of that name is not followed either.
    file = await open(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return (await holds(path, bytes)) ? 'same' : 'kept';
    throw explain(error, 'write-file', path);
  }
  try {
    await file.writeFile(bytes);
    await file.close();
    return 'copied';
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw explain(error, 'write-file', path);
  }
}

/** What cannot be read is something else. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(bytes);
  } catch {
    return false;
  }
}
