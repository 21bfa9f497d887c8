import { SockscopeError } from '../../base/error';
import { TextError } from '../../base/problem';
import { encodeUtf8 } from '../../bytes/utf8';
import { readHexLike } from '../../bytes/written/readWritten';
import { encodePayloadSource } from '../../wire/payload/encodeText';
import type { AgentContext } from '../context';
import type { ToolFields } from '../field';

/** Three ways to write bytes, one of which is taken. */
export const BYTES_FIELDS = {
  payload: {
    type: 'string',
    isOptional: true,
    description:
      'Bytes in payload syntax: "text\\r\\n", [de ad be ef], u16be(258), zeros(16), file("path"), or several of them',
  },
  text: { type: 'string', isOptional: true, description: 'Text that is sent as it stands, in UTF-8' },
  hex: { type: 'string', isOptional: true, description: 'Bytes in hex: "dead beef", or a hex dump' },
} as const satisfies ToolFields;

const WAYS = ['payload', 'text', 'hex'] as const;

/** @throws SockscopeError `BAD_ARGUMENT`; TextError; what reading a file says */
export async function inputBytes(
  input: Readonly<Partial<Record<(typeof WAYS)[number], string>>>,
  { readFile }: Pick<AgentContext, 'readFile'>,
): Promise<Uint8Array> {
  const [way, ...more] = WAYS.filter((each) => input[each] !== undefined);
  if (way === undefined || more.length > 0) {
    throw new SockscopeError('BAD_ARGUMENT', 'Give exactly one of: {0}.', [WAYS.join(', ')]);
  }
  const text = input[way]!;
  switch (way) {
    case 'payload':
      return encodePayloadSource(text, { readFile });
    case 'text':
      return encodeUtf8(text);
    case 'hex':
      return hexBytes(text);
  }
}

function hexBytes(text: string): Uint8Array {
  const { readings, problem } = readHexLike(text);
  if (problem) throw new TextError(problem);
  const [reading, ...others] = readings;
  if (reading && others.length === 0) return reading.bytes;
  const template = reading
    ? '"hex" can be read in {0} ways: write it as a payload instead, such as [de ad be ef].'
    : '"hex" must be bytes in hex, such as "de ad be ef".';
  throw new SockscopeError('BAD_ARGUMENT', template, [readings.length]);
}
