import { stat } from 'node:fs/promises';
import { ifMissing } from './ifMissing';

/**
 * What a file would meet under another name: nothing; itself, where names compare without case (Windows, macOS) and only the
 * case is another; or another file, which renaming would put itself in the place of without a word, on every system.
 */
export async function nameFor(path: string, target: string): Promise<'free' | 'own' | 'taken'> {
  const [own, there] = await Promise.all(
    [path, target].map((each) => stat(each, { bigint: true }).catch(ifMissing(undefined))),
  );
  if (there === undefined) return 'free';
  return own?.dev === there.dev && own.ino === there.ino ? 'own' : 'taken';
}
