/** The values of functions that take one text: addresses and Base64. */
import type { Template } from '../../base/error';
import { parseBase64, type Base64Problem } from '../../bytes/base64';
import { parseIpv4, parseIpv6, splitZone } from '../../bytes/ip';
import type { QuotedText } from './term';
import { quoteForMessage, type ProblemList, type TextRange } from '../../base/problem';

/** The bytes of an address in network order, or a problem and `undefined`. */
export function readAddress(
  kind: 'ipv4' | 'ipv6',
  text: string,
  quoted: QuotedText,
  problems: ProblemList,
): Uint8Array | undefined {
  const bytes = kind === 'ipv4' ? parseIpv4(text) : parseIpv6(text);
  if (bytes !== undefined) return bytes;
  const shown = quoteForMessage(text);
  const code = 'PAYLOAD_BAD_ADDRESS';
  if (kind === 'ipv4') {
    if (parseIpv6(text) !== undefined)
      problems.add(quoted, code, '{0} is an IPv6 address: write ipv6("{0}").', [shown]);
    else
      problems.add(quoted, code, '“{0}” is no IPv4 address: write four numbers from 0 to 255, such as 127.0.0.1.', [
        shown,
      ]);
    return undefined;
  }
  const { address, zone } = splitZone(text);
  if (parseIpv4(text) !== undefined) {
    problems.add(quoted, code, '{0} is an IPv4 address: write ipv4("{0}"), or ipv6("::ffff:{0}").', [shown]);
  } else if (zone !== undefined && parseIpv6(address) !== undefined) {
    const template = 'A zone such as %{0} is no part of an address’s bytes: leave it out.';
    problems.add(quoted, code, template, [quoteForMessage(zone)], {
      start: quoted.start,
      end: quoted.end,
      text: `"${address}"`,
    });
  } else {
    const template = '“{0}” is no IPv6 address: write up to eight groups of hex digits, such as ::1 or 2001:db8::1.';
    problems.add(quoted, code, template, [shown]);
  }
  return undefined;
}

const BASE64_SENTENCES: Readonly<Record<Base64Problem['reason'], Template>> = {
  character: '“{0}” is no Base64 digit: Base64 is written with A–Z, a–z, 0–9, + and /, without blanks.',
  padding: 'The padding at the end does not fit: write as many = as make the length a multiple of 4, or none.',
  length: 'One digit is left over at the end: Base64 text was cut off or has one digit too many.',
  spareBits: 'The last digit “{0}” holds bits that belong to no byte: Base64 text was cut off or mistyped.',
};

/** The decoded bytes, or a problem and `undefined`. */
export function readBase64(text: string, quoted: QuotedText, problems: ProblemList): Uint8Array | undefined {
  const { bytes, problem } = parseBase64(text);
  if (problem === undefined) return bytes;
  const { reason, column } = problem;
  const character = column < text.length ? String.fromCodePoint(text.codePointAt(column)!) : '';
  // Without escapes and variables the text stands in the source as it is, so that the character can be marked.
  const range: TextRange =
    quoted.source === text && character !== ''
      ? { start: quoted.start + 1 + column, end: quoted.start + 1 + column + character.length }
      : quoted;
  problems.add(range, 'PAYLOAD_BAD_BASE64', BASE64_SENTENCES[reason], character === '' ? [] : [character]);
  return undefined;
}

/** An escape that no name of a file has, or none at all; doubled backslashes have been left out. */
const BACKSLASH_OF_PATH = /\\(?!["{]|x[0-9a-f]{2}|u\{)/i;

/** Reports a path that is written with the backslashes of Windows, such as `C:\new`: in a string they begin escapes. */
export function checkPath(quoted: QuotedText, problems: ProblemList): void {
  const { source, start, end } = quoted;
  if (!BACKSLASH_OF_PATH.test(source.replaceAll('\\\\', ''))) return;
  const path = source.replaceAll(/\\+/g, '/');
  const template = 'A backslash begins an escape here, so that this is no path: write it with slashes, file("{0}").';
  problems.add(quoted, 'PAYLOAD_BACKSLASH_PATH', template, [quoteForMessage(path)], { start, end, text: `"${path}"` });
}
