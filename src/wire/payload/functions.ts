/** The functions of the payload syntax by name: one row each, and what people write by mistake. */
import { FLOAT_TYPES, type FloatType } from '../../bytes/numbers/floats';
import { INTEGER_TYPES, type IntegerType } from '../../bytes/numbers/integers';
import { nearestName } from '../../base/suggestion';

export type PayloadFunction =
  | { readonly kind: 'integers'; readonly type: IntegerType }
  | { readonly kind: 'floats'; readonly type: FloatType }
  | { readonly kind: 'ipv4' | 'ipv6' | 'base64' | 'file' | 'repeat' | 'zeros' | 'prefixed' };

function everyFunction(): Map<string, PayloadFunction> {
  const functions = new Map<string, PayloadFunction>();
  for (const [name, type] of INTEGER_TYPES) functions.set(name, { kind: 'integers', type });
  for (const [name, type] of FLOAT_TYPES) functions.set(name, { kind: 'floats', type });
  // The names of the socket API: "host to network short" and "long".
  functions.set('htons', { kind: 'integers', type: INTEGER_TYPES.get('u16be')! });
  functions.set('htonl', { kind: 'integers', type: INTEGER_TYPES.get('u32be')! });
  for (const kind of ['ipv4', 'ipv6', 'base64', 'file', 'repeat', 'zeros', 'prefixed'] as const) {
    functions.set(kind, { kind });
  }
  return functions;
}

export const PAYLOAD_FUNCTIONS: ReadonlyMap<string, PayloadFunction> = everyFunction();

/** What other languages call it. */
const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['ntohs', 'htons'],
  ['ntohl', 'htonl'],
  ['byte', 'u8'],
  ['bytes', 'u8'],
  ['char', 'i8'],
  ['float', 'f32be'],
  ['double', 'f64be'],
  ['inet_aton', 'ipv4'],
  ['ip', 'ipv4'],
  ['ip4', 'ipv4'],
  ['ip6', 'ipv6'],
  ['b64', 'base64'],
  ['zero', 'zeros'],
]);

/** A number type without its byte order: `u16`, `i64`, `f32`. */
export function lacksByteOrder(name: string): boolean {
  return PAYLOAD_FUNCTIONS.has(`${name}be`) && PAYLOAD_FUNCTIONS.has(`${name}le`);
}

/** The function that was probably meant by `name`. */
export function suggestFunction(name: string): string | undefined {
  const lowerCase = name.toLowerCase();
  if (lacksByteOrder(lowerCase)) return `${lowerCase}be`;
  const foreign = FOREIGN_NAMES.get(lowerCase);
  if (foreign !== undefined) return foreign;
  // `u8be`, `uint16_t`, `int32le`
  const integer = /^(u)?(?:int|i)?_?(8|16|24|32|48|64)(?:_t)?(le|be)?$/.exec(lowerCase);
  if (integer !== null && lowerCase.startsWith(integer[1] ?? 'i')) {
    const type = (integer[1] ?? 'i') + integer[2]!;
    return integer[2] === '8' ? type : type + (integer[3] ?? 'be');
  }
  return nearestName(lowerCase, PAYLOAD_FUNCTIONS.keys());
}
