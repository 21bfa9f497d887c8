/** What a wire file is on a disk: its name, its size, its bytes. */
import { SockscopeError } from '../../base/error';
import { characterLength, decodeUtf8 } from '../../bytes/utf8';

/** Bytes of the largest wire file that is read: 8 MiB. */
export const MAX_SOURCE = 8 * 1024 * 1024;

/** Whether a file of that name is a wire file; in any case, as file systems and editors have it. */
export function isWireFileName(name: string): boolean {
  return /\.wire$/i.test(name);
}

/**
 * The text of a wire file, which is UTF-8. A byte order mark, which some editors put first, is no part of it.
 *
 * @throws SockscopeError `WIRE_NOT_UTF8` with line and byte, both from 1; `WIRE_FILE_TOO_LARGE`
 */
export function sourceText(bytes: Uint8Array): string {
  requireSourceSize(bytes.length);
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text.replace(/^\ufeff/, '');
  const { line, column, byte } = placeOf(bytes, firstMistake(bytes));
  throw new SockscopeError(
    'WIRE_NOT_UTF8',
    'This file is not UTF-8: in line {0}, byte {1} is {2}, which begins or continues no character there. Save it as UTF-8, or write such bytes as {3}.',
    [line, column, byte, `\\x${byte}`],
  );
}

/** @throws SockscopeError `WIRE_FILE_TOO_LARGE` */
export function requireSourceSize(bytes: number): void {
  if (bytes <= MAX_SOURCE) return;
  const template = 'This file has {0} bytes; wire files may have {1}. Split it into several.';
  throw new SockscopeError('WIRE_FILE_TOO_LARGE', template, [bytes, MAX_SOURCE]);
}

/** The same error, with the name of the file that it is about, which a text does not know. */
export function errorOfFile(error: SockscopeError, name: string): SockscopeError {
  if (!error.code.startsWith('WIRE_')) return error;
  return new SockscopeError(error.code, '{0}: {1}', [name, error.message]);
}

/** Where the first byte is that belongs to no well-formed character (RFC 3629). */
function firstMistake(bytes: Uint8Array): number {
  let at = 0;
  for (;;) {
    const length = characterLength(bytes[at]!);
    if (length === 0 || decodeUtf8(bytes.subarray(at, at + length)) === undefined) return at;
    at += length;
  }
}

function placeOf(
  bytes: Uint8Array,
  at: number,
): { readonly line: number; readonly column: number; readonly byte: string } {
  let line = 1;
  let start = 0;
  for (let before = 0; before < at; before++) {
    const isBreak = bytes[before] === LF || (bytes[before] === CR && bytes[before + 1] !== LF);
    if (!isBreak) continue;
    line++;
    start = before + 1;
  }
  return { line, column: at - start + 1, byte: bytes[at]!.toString(16).padStart(2, '0') };
}

const LF = 0x0a;
const CR = 0x0d;
