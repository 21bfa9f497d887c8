import { formatMessage } from '../bytes/error';
import { readConfinedFile } from '../wire/confinedFile';
import { encodePayload, looksLikePayload, parsePayload } from '../wire/payload';
import { UsageError, type Terminal } from './terminal';

/**
 * The bytes of an argument: payload syntax where it looks like that, as in the input box, else the text itself in UTF-8.
 *
 * @throws UsageError with the column of the first mistake, or a SockscopeError for a file that cannot be read
 */
export async function encodeArgument(text: string, { folder }: Terminal): Promise<Uint8Array> {
  if (!looksLikePayload(text)) return new TextEncoder().encode(text);
  const { terms, problems } = parsePayload(text);
  const [problem] = problems;
  if (problem !== undefined) {
    const column = problem.start + 1;
    const line = text.slice(0, problem.start).split('\n').length;
    const where = line > 1 ? `line ${line}` : `column ${column}`;
    throw new UsageError(`In the payload, ${where}: ${formatMessage(problem.template, problem.args)}`);
  }
  return encodePayload(terms, {
    readFile: (path, limit) => readConfinedFile({ root: folder, base: folder }, path, limit),
  });
}
