/** Base64 text to bytes (RFC 4648). */

/** Why text is not Base64; `column` counts UTF-16 units from 0 and is the text's length when something is missing. */
export interface Base64Problem {
  readonly reason: 'character' | 'padding' | 'length' | 'spareBits';
  readonly column: number;
}

export type Base64Result =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: Base64Problem };

const NOT_BASE64 = 0xff;
const EQUALS = 0x3d;

const DIGITS = new Uint8Array(128).fill(NOT_BASE64);
for (const alphabet of [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
]) {
  for (let i = 0; i < alphabet.length; i++) DIGITS[alphabet.charCodeAt(i)] = i;
}

/**
 * Decodes the standard or the URL-safe alphabet. Padding may be left out, but where it stands it must be complete. Blanks,
 * line breaks, and bits that no byte would hold are problems: nothing of the text is dropped silently.
 */
export function parseBase64(text: string): Base64Result {
  let digits = text.length;
  while (digits > 0 && text.charCodeAt(digits - 1) === EQUALS) digits--;
  for (let i = 0; i < digits; i++) {
    if (digitAt(text, i) === NOT_BASE64) return { problem: { reason: 'character', column: i } };
  }
  const rest = digits % 4;
  if (rest === 1) return { problem: { reason: 'length', column: text.length } };
  const padding = text.length - digits;
  if (padding > 0 && padding !== (4 - rest) % 4) return { problem: { reason: 'padding', column: digits } };

  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let count = 0;
  let bits = 0;
  let buffer = 0;
  for (let i = 0; i < digits; i++) {
    buffer = ((buffer << 6) | digitAt(text, i)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[count++] = (buffer >> bits) & 0xff;
    }
  }
  const spare = buffer & ((1 << bits) - 1);
  if (spare !== 0) return { problem: { reason: 'spareBits', column: digits - 1 } };
  return { bytes };
}

function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? DIGITS[code]! : NOT_BASE64;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The standard alphabet, padded, in one line. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const count = Math.min(3, bytes.length - at);
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let digit = 0; digit < 4; digit++) {
      parts.push(digit <= count ? ALPHABET[(bits >> (18 - 6 * digit)) & 0x3f]! : '=');
    }
  }
  return parts.join('');
}
