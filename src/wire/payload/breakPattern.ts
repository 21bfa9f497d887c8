import { SockscopeError } from '../../base/error';
import { ProblemList, TextError } from '../../base/problem';
import { matchesNothing, type ByteRegex } from '../../bytes/regex/byteRegex';
import { compilePatterns } from '../../bytes/regex/compiler';
import { readRegexLiteral } from '../../bytes/regex/literal';
import type { BreakPattern } from '../../engine/relay/interception/breakCondition';
import type { EncodeContext } from './encoder';
import { encodePayloadSource } from './encodeText';

/** A string, which stays as it is, or hex bytes. */
const STRING_OR_HEX = /"(?:\\.|[^"\\])*"|\[[^\]"]*\]/gs;

/**
 * What a relay is to hold: an expression such as `/id=\d+/`, or a payload in whose hex bytes `?` stands for any digit, such as
 * `"GET " [0a ??]`. It matches wherever it occurs.
 *
 * @throws TextError with the place of the first mistake; SockscopeError `PATTERN_EMPTY`, `REGEX_TOO_LARGE`, and what encoding throws
 */
export async function readBreakPattern(text: string, context: EncodeContext): Promise<BreakPattern> {
  const trimmed = text.trim();
  const literal = trimmed.startsWith('/') ? trimmed : await literalOf(trimmed, context);
  const regex = parseLiteral(literal);
  if (matchesNothing(regex.node)) throw emptyPattern();
  const program = compilePatterns([{ kind: 'regex', regex }]);
  if (!program) throw new SockscopeError('REGEX_TOO_LARGE', 'This expression is too large: repeat less in it.');
  return { text: trimmed, program };
}

function parseLiteral(literal: string): ByteRegex {
  const problems = new ProblemList();
  const { regex, end } = readRegexLiteral(literal, 0, problems);
  const [problem] = problems.toSorted();
  if (problem) throw new TextError(problem);
  if (regex && literal.slice(end).trim() === '') return regex;
  throw new SockscopeError('PATTERN_REST', 'Nothing may stand behind the expression but its flags; there is “{0}”.', [
    literal.slice(end).trim(),
  ]);
}

/** Where the bytes differ that the smallest and the largest digit make, any fit. */
async function literalOf(text: string, context: EncodeContext): Promise<string> {
  const withDigit = (digit: string): string =>
    text.replace(STRING_OR_HEX, (part) => (part.startsWith('[') ? part.replaceAll('?', digit) : part));
  const low = await encodePayloadSource(withDigit('0'), context);
  const high = await encodePayloadSource(withDigit('f'), context);
  if (low.length === 0) throw emptyPattern();
  const parts = Array.from(low, (byte, at) => {
    const free = byte ^ high[at]!;
    if (free === 0) return hex(byte);
    if (free === 0x0f || free === 0xff) return `[${hex(byte)}-${hex(byte | free)}]`;
    return `[${Array.from({ length: 16 }, (_, digit) => hex(byte | (digit << 4))).join('')}]`;
  });
  return `/${parts.join('')}/`;
}

function emptyPattern(): SockscopeError {
  const template = 'This pattern matches where there is nothing, too: say at least one byte.';
  return new SockscopeError('PATTERN_EMPTY', template);
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
