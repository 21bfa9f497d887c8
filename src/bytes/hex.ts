/** Bytes as hexadecimal text; `written/hexText.ts` reads it. */

/** The two lower-case digits of each byte. */
export const BYTE_TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Two lower-case digits for each byte, with `separator` (none by default) between bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const parts = new Array<string>(bytes.length);
  for (let i = 0; i < bytes.length; i++) parts[i] = BYTE_TEXT[bytes[i]!]!;
  return parts.join(separator);
}

/**
 * The first bytes of some in hex, and a sign that there are more.
 *
 * @param length Of all, when `first` are only the first of them.
 */
export function hexPreview(first: Uint8Array, limit: number, length = first.length): string {
  return toHex(first.subarray(0, limit), ' ') + (length > limit ? ' …' : '');
}
