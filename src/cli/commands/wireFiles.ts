import { openRegularFile, readToEnd } from '../../engine/files/regularFile';
import { explain } from '../../engine/platform/systemError';
import { errorOfFile, isWireFileName, MAX_SOURCE, requireSourceSize, sourceText } from '../../wire/syntax/sourceText';
import type { FileKind } from './namedFiles';

/** What `run` and `fmt` take. */
export const WIRE_FILES: FileKind = { name: 'wire file', isOne: isWireFileName };

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
