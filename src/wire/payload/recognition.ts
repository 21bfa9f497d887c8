import { PAYLOAD_FUNCTIONS } from './functions';

/** `name(`, sticky at the start. Function names are short. */
const CALL = /^([A-Za-z][A-Za-z0-9]{0,11})\(/;
/** A number type, though perhaps not an existing one: `u16(` wants help with its byte order. */
const NUMBER_TYPE = /^[uif][0-9]{1,3}(?:le|be)?$/;
/** Hex digits and separators up to the closing bracket or, while it is being typed, to the end. */
const HEX = /^\[[\s,]*[0-9a-fA-F][0-9a-fA-F\s,]*(?:\]|$)/;

/**
 * Whether an input that may also be plain text is meant as payload syntax. It is when, behind leading blanks, it begins
 * with one of
 * - a quote: `"hi\r\n"`,
 * - a bracket in which at least one hex digit and otherwise only hex digits, blanks and commas stand, closed or not yet:
 *   `[0a 0b]`, `[0a`; not `[INFO] hi`, `[12:30] hi`, `[]`,
 * - the name of a function, or of something like a number type, directly followed by a parenthesis: `u16be(1)`,
 *   `u16(1)`, `zeros(`; not `use(this)`, `u16be`, `if (x)`.
 *
 * Everything else is plain text: `hello`, `GET / HTTP/1.0`. What begins like payload syntax and has a mistake behind
 * that is a payload with a problem, never silently plain text; to send it as text, put it in quotes.
 */
export function looksLikePayload(text: string): boolean {
  const input = text.trimStart();
  if (input.startsWith('"') || HEX.test(input)) return true;
  const name = CALL.exec(input)?.[1];
  return name !== undefined && (PAYLOAD_FUNCTIONS.has(name) || NUMBER_TYPE.test(name));
}

/** As `U16BE(258)` or `u16be (258)`: what was meant as payload syntax, perhaps, and is none. */
const NEAR_CALL = /^([A-Za-z][A-Za-z0-9]{0,11})\s*\(/;

/** Whether a text that is no payload syntax resembles it so much that the mistake is to be told. */
export function resemblesPayload(text: string): boolean {
  const name = NEAR_CALL.exec(text.trimStart())?.[1]?.toLowerCase();
  return name !== undefined && (PAYLOAD_FUNCTIONS.has(name) || NUMBER_TYPE.test(name));
}
