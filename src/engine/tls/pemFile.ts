import { SockscopeError } from '../../base/error';
import { openRegularFile, readToEnd } from '../files/regularFile';
import { explain } from '../platform/systemError';
import type { Pem } from '../tlsOptions';

/** Bytes of a file with certificates or a key: all that systems trust have less than 1 MiB together. */
export const MAX_PEM_BYTES = 4 * 1024 * 1024;

/**
 * Reads PEM text.
 *
 * @param name What errors call the file.
 * @throws SockscopeError `PEM_TOO_LARGE`, `NOT_A_FILE`, or a system code.
 */
export async function readPemFile(path: string, name = path): Promise<Pem> {
  try {
    const file = await openRegularFile(path, { name });
    try {
      const bytes = await readToEnd(file, MAX_PEM_BYTES);
      if (bytes !== undefined) return Buffer.from(bytes).toString('latin1');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explain(error, 'read-file', name);
  }
  const template = '{0} has more than {1} bytes, as no file with certificates or a key does: choose another one.';
  throw new SockscopeError('PEM_TOO_LARGE', template, [name, MAX_PEM_BYTES]);
}
