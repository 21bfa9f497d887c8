import { TextError } from '../../base/problem';
import { encodePayload, type EncodeContext } from './encoder';
import { parsePayload } from './parser';

/**
 * The bytes of a text in the payload syntax.
 *
 * @throws TextError with the place of the first mistake, or what reading a `file("…")` says.
 */
export async function encodePayloadSource(text: string, context: EncodeContext): Promise<Uint8Array> {
  const { terms, problems } = parsePayload(text);
  const [problem] = problems;
  if (problem) throw new TextError(problem);
  return encodePayload(terms, context);
}
