/**
 * IP addresses as text and as bytes in network order. Nothing here resolves names; a zone (`%eth0`) is split off by
 * `splitZone` before an address is parsed, because it is no part of the address's bytes.
 */

/** Longest text that can be an address: eight groups whose last two are written as IPv4. */
const LONGEST_IPV6_TEXT = 45;
const LONGEST_IPV4_TEXT = 15;

const DIGIT_0 = 0x30;
const DOT = 0x2e;

/**
 * Parses strict dotted decimal: four numbers from 0 to 255 without leading zeros, which some systems read as octal.
 * Returns four bytes in network order, or `undefined`.
 */
export function parseIpv4(text: string): Uint8Array | undefined {
  if (text.length > LONGEST_IPV4_TEXT) return undefined;
  const bytes = new Uint8Array(4);
  let index = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : DOT;
    if (code === DOT) {
      if (digits === 0 || index === 4) return undefined;
      bytes[index++] = value;
      digits = 0;
      value = 0;
      continue;
    }
    const digit = code - DIGIT_0;
    if (digit < 0 || digit > 9) return undefined;
    if (digits > 0 && value === 0) return undefined;
    value = value * 10 + digit;
    digits++;
    if (value > 255) return undefined;
  }
  return index === 4 ? bytes : undefined;
}

/**
 * Parses an IPv6 address (RFC 4291, section 2.2): up to eight groups of one to four hex digits, one `::`, and
 * optionally the last four bytes as dotted decimal. No brackets and no zone.
 * Returns sixteen bytes in network order, or `undefined`.
 */
export function parseIpv6(text: string): Uint8Array | undefined {
  if (text.length > LONGEST_IPV6_TEXT) return undefined;
  const gap = text.indexOf('::');
  if (gap < 0) {
    const groups = parseGroups(text, true);
    return groups?.length === 16 ? Uint8Array.from(groups) : undefined;
  }
  const head = gap === 0 ? [] : parseGroups(text.slice(0, gap), false);
  const rest = text.slice(gap + 2);
  const tail = rest === '' ? [] : parseGroups(rest, true);
  // The gap stands for at least one group.
  if (head === undefined || tail === undefined || head.length + tail.length > 14) return undefined;
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** The bytes of groups between colons; `undefined` where one is malformed. */
function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (mayEndInIpv4 && index === groups.length - 1 && group.includes('.')) {
      const embedded = parseIpv4(group);
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}

/**
 * Splits `fe80::1%eth0` (RFC 4007, section 11) at its first `%`. `zone` is absent when there is no `%`, and empty
 * when nothing follows it; neither part is checked.
 */
export function splitZone(text: string): { readonly address: string; readonly zone?: string } {
  const percent = text.indexOf('%');
  return percent < 0 ? { address: text } : { address: text.slice(0, percent), zone: text.slice(percent + 1) };
}

/** Four bytes in network order as dotted decimal. Throws a `RangeError` on any other number of bytes. */
export function formatIpv4(bytes: Uint8Array): string {
  if (bytes.length !== 4) throw new RangeError(`An IPv4 address has 4 bytes, not ${bytes.length}.`);
  return bytes.join('.');
}

/**
 * Sixteen bytes in network order in the canonical form of RFC 5952: lower case, no leading zeros, the longest run of
 * two or more zero groups (the first of equals) as `::`, IPv4-mapped addresses with their last four bytes in dotted
 * decimal. Throws a `RangeError` on any other number of bytes.
 */
export function formatIpv6(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`An IPv6 address has 16 bytes, not ${bytes.length}.`);
  if (isIpv4Mapped(bytes)) return `::ffff:${formatIpv4(bytes.subarray(12))}`;
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((bytes[i]! << 8) | bytes[i + 1]!);
  const gap = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (gap.length < 2) return hex(groups);
  return `${hex(groups.slice(0, gap.start))}::${hex(groups.slice(gap.start + gap.length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index + 1 - length, length };
  }
  return best;
}

/** `::ffff:0:0/96`: how a dual-stack socket shows an IPv4 peer. */
function isIpv4Mapped(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  );
}

/** Of an IPv4-mapped address (`::ffff:0:0/96`) the four bytes of the IPv4 address in it; others as they are. */
export function unmapIpv4(bytes: Uint8Array): Uint8Array {
  return isIpv4Mapped(bytes) ? bytes.subarray(12) : bytes;
}

/** `127.0.0.0/8` or `::1`, also IPv4-mapped. Takes 4 or 16 bytes; any other number is `false`. */
export function isLoopback(bytes: Uint8Array): boolean {
  const address = unmapIpv4(bytes);
  if (address.length === 4) return address[0] === 127;
  return address.length === 16 && address[15] === 1 && address.subarray(0, 15).every((byte) => byte === 0);
}

/** `0.0.0.0` or `::`, which a listener takes as "every address". Takes 4 or 16 bytes; any other number is `false`. */
export function isUnspecified(bytes: Uint8Array): boolean {
  const address = unmapIpv4(bytes);
  return (address.length === 4 || address.length === 16) && address.every((byte) => byte === 0);
}

/** A group: `224.0.0.0/4` (RFC 5771) or `ff00::/8` (RFC 4291, 2.7). Takes 4 or 16 bytes; any other number is `false`. */
export function isMulticast(bytes: Uint8Array): boolean {
  const address = unmapIpv4(bytes);
  if (address.length === 4) return address[0]! >= 224 && address[0]! <= 239;
  return address.length === 16 && address[0] === 0xff;
}

/** `169.254.0.0/16` (RFC 3927) or `fe80::/10`, which needs a zone. Takes 4 or 16 bytes; any other number is `false`. */
export function isLinkLocal(bytes: Uint8Array): boolean {
  const address = unmapIpv4(bytes);
  if (address.length === 4) return address[0] === 169 && address[1] === 254;
  return address.length === 16 && address[0] === 0xfe && (address[1]! & 0xc0) === 0x80;
}
