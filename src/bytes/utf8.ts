/** Which bytes make one UTF-8 character (RFC 3629). */

/** Longest UTF-8 character, in bytes. */
export const LONGEST_CHARACTER = 4;

/** Bytes that a character with this first byte (0 to 255) takes: 1 to 4, or 0 when no character begins with it. */
export function characterLength(firstByte: number): number {
  if (firstByte < 0x80) return 1;
  if (firstByte < 0xc2) return 0;
  if (firstByte < 0xe0) return 2;
  if (firstByte < 0xf0) return 3;
  return firstByte < 0xf5 ? 4 : 0;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text, or undefined when the bytes are not well-formed UTF-8. A byte order mark is kept: it is data. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

/** Up to so many characters a `Uint8Array` has no buffer of its own in V8, which makes many small ones cheap. */
const SMALL = 64;

/** The text's UTF-8. Half of a UTF-16 pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (text.length > SMALL) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return encoder.encode(text);
    bytes[at] = code;
  }
  return bytes;
}

/** How many of the bytes make whole characters when the last one may have been cut off by whoever took the bytes. */
export function wholeCharactersLength(bytes: Uint8Array): number {
  for (let back = 1; back < LONGEST_CHARACTER && back <= bytes.length; back++) {
    const start = bytes.length - back;
    const length = characterLength(bytes[start]!);
    if (length > 0) return length > back ? start : bytes.length;
  }
  return bytes.length;
}
