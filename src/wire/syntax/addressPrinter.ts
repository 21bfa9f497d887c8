import { SockscopeError } from '../../base/error';
import { toHex } from '../../bytes/hex';
import { splitZone } from '../../bytes/ip';
import {
  addressBytes,
  formatEndpoint,
  formatSocketAddress,
  parseEndpoint,
  requireZone,
  type Endpoint,
} from '../../engine/address/endpoint';
import type { Scheme } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';

/** Stands in a step as it is: no blank ends it, no sign of the language is in it. */
const BARE = /^[\p{L}\p{N}:/.,_~%@+()[\]-]+$/u;
/** Characters that can be read where they stand, the ordinary blank among them. */
const READABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** What acts on the text around it, or hides: controls, direction marks, line separators, halves of pairs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** An address as `listen`, `dial` and `to` read it back: as it stands, or as a string where something in it has a meaning. */
export function printAddress(address: string): string {
  return BARE.test(address) ? address : `"${escapeText(address)}"`;
}

/** Text for between the quotes of a string, which is read back as exactly this text. */
export function escapeText(text: string): string {
  return Array.from(text, escapeCharacter).join('');
}

function escapeCharacter(character: string): string {
  // A brace might begin a variable with what stands behind it, here or once somebody types on.
  if (character === '"' || character === '\\' || character === '{') return `\\${character}`;
  return READABLE.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/**
 * The address of one end of a socket, when that can be dialled and is nothing but an address. A capture may come from
 * anywhere, and its ends may hold any text.
 *
 * @throws SockscopeError `BAD_ENDPOINT`, `ZONE_MISSING`
 */
export function dialableAddress(scheme: Scheme, end: SocketAddress, platform: string = process.platform): string {
  const text = formatSocketAddress(scheme, end);
  if (UNSAFE.test(text)) {
    throw new SockscopeError('BAD_ENDPOINT', 'It holds characters that cannot be seen, or that act on others.');
  }
  const endpoint = parseEndpoint(text, platform);
  requireZone(endpoint);
  if (!isSameEnd(endpoint, scheme, end)) {
    throw new SockscopeError('BAD_ENDPOINT', 'It would be read as {0}.', [formatEndpoint(endpoint)]);
  }
  if (!('path' in endpoint) && endpoint.port === 0) {
    throw new SockscopeError('BAD_ENDPOINT', 'Nobody can be dialled at port 0.');
  }
  return formatEndpoint(endpoint);
}

function isSameEnd(endpoint: Endpoint, scheme: Scheme, end: SocketAddress): boolean {
  if ('path' in endpoint) return end.family === endpoint.scheme && endpoint.path === end.path;
  if (end.family !== 'ip' || endpoint.scheme !== scheme || endpoint.port !== end.port) return false;
  return endpoint.host === end.address.toLowerCase() || isSameIp(endpoint.host, end.address);
}

/** The same IPv6 address may be written in several ways. */
function isSameIp(one: string, other: string): boolean {
  const bytes = addressBytes(one);
  const others = addressBytes(other);
  if (bytes === undefined || others === undefined || splitZone(one).zone !== splitZone(other).zone) return false;
  return toHex(bytes) === toHex(others);
}
