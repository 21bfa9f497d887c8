/** What the words of the language mean that begin no step, for hovers and completions: one row each. Sentences are English, to be translated. */
import type { MessageArgument, Template } from '../../../base/error';
import { PAYLOAD_FUNCTIONS, type PayloadFunction } from '../../../wire/payload/functions';

export interface WordInfo {
  /** How it is written. */
  readonly usage: string;
  readonly template: Template;
  readonly args?: readonly MessageArgument[];
}

/** Words within steps, and of definitions that the language knows. */
export const OTHER_WORDS: ReadonlyMap<string, WordInfo> = new Map<string, WordInfo>([
  [
    'within',
    { usage: 'within 2s', template: 'How long the step may take, in ms, s or min: five seconds if not said.' },
  ],
  ['to', { usage: 'srv > "hi" to 127.0.0.1:9000', template: 'Who gets the datagram.' }],
  ['eol', { usage: '@eol = crlf', template: 'What ends each line of a """ block: lf or crlf.' }],
  [
    'parallel',
    { usage: '@parallel = true', template: 'The sections of this file may run at the same time: they share no port.' },
  ],
  [
    'refused',
    {
      usage: '@refused = skip',
      template: 'A section of this file is skipped, and has not failed, where nobody listens.',
    },
  ],
]);

/** The sentence for each kind of function besides numbers. */
const FUNCTION_SENTENCES: Readonly<Record<Exclude<PayloadFunction['kind'], 'integers' | 'floats'>, WordInfo>> = {
  ipv4: { usage: 'ipv4("127.0.0.1")', template: 'The 4 bytes of an address, in network order.' },
  ipv6: { usage: 'ipv6("::1")', template: 'The 16 bytes of an address, in network order.' },
  base64: { usage: 'base64("aGk=")', template: 'The decoded bytes.' },
  file: { usage: 'file("request.bin")', template: 'A file’s content; its path is relative to this file.' },
  repeat: { usage: 'repeat(3, "ab")', template: 'A payload so many times.' },
  zeros: { usage: 'zeros(16)', template: 'So many zero bytes.' },
  prefixed: { usage: 'prefixed(u16be, "ab")', template: 'The length of a payload as that integer, then the payload.' },
};

/** What a function of the payload syntax makes; undefined for any other word. */
export function functionInfo(name: string): WordInfo | undefined {
  const found = PAYLOAD_FUNCTIONS.get(name);
  if (found === undefined) return undefined;
  const isLittle = name.endsWith('le');
  if (found.kind === 'floats') {
    const template = isLittle
      ? '{0}-bit floating-point numbers (IEEE 754), little-endian.'
      : '{0}-bit floating-point numbers (IEEE 754), big-endian: the most significant byte first, network order.';
    return { usage: `${name}(3.14)`, template, args: [found.type.bytes * 8] };
  }
  if (found.kind !== 'integers') return FUNCTION_SENTENCES[found.kind];
  const bits = found.type.bytes * 8;
  const usage = `${name}(1, 0x0a)`;
  const isSigned = name.startsWith('i');
  if (bits === 8) return { usage, template: isSigned ? 'Signed bytes.' : 'Unsigned bytes.' };
  return { usage, template: isSigned ? signedOf(isLittle) : unsignedOf(isLittle), args: [bits] };
}

const signedOf = (isLittle: boolean): Template =>
  isLittle
    ? 'Signed {0}-bit integers, little-endian.'
    : 'Signed {0}-bit integers, big-endian: the most significant byte first, network order.';

const unsignedOf = (isLittle: boolean): Template =>
  isLittle
    ? 'Unsigned {0}-bit integers, little-endian.'
    : 'Unsigned {0}-bit integers, big-endian: the most significant byte first, network order.';
