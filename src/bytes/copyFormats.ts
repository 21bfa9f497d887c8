/** Bytes as text to paste: into programs, terminals, documents. A further format is a further row of the table. */
import type { Template } from '../base/error';
import { toBase64 } from './base64';
import { toHex } from './hex';
import { hexDump } from './hexDump';

export interface CopyFormat {
  /** Stable: keybindings name it. */
  readonly id: string;
  /** For people, in English. */
  readonly label: Template;
  readonly format: (bytes: Uint8Array) => string;
}

/** Bytes in a line of an array. */
const PER_LINE = 12;

/** `0x0a, 0x0b`, indented, so many to a line, each line ended by a comma. */
function arrayLines(bytes: Uint8Array, indent: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = Array.from(bytes.subarray(at, at + PER_LINE), (byte) => `0x${toHex(Uint8Array.of(byte))}`);
    lines.push(`${indent}${line.join(', ')},\n`);
  }
  return lines.join('');
}

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/** The inside of a byte string between double quotes, the same in Python and Rust. */
function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const short = SHORT_ESCAPES.get(byte);
    if (short !== undefined) return short;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${toHex(Uint8Array.of(byte))}`;
  }).join('');
}

export const COPY_FORMATS: readonly CopyFormat[] = [
  // What is not UTF-8 becomes U+FFFD: the other formats are for bytes that are no text.
  { id: 'text', label: 'Text (UTF-8)', format: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) },
  { id: 'hex', label: 'Hex', format: (bytes) => toHex(bytes, ' ') },
  { id: 'hexDump', label: 'Hex dump', format: (bytes) => hexDump(bytes) },
  { id: 'base64', label: 'Base64', format: toBase64 },
  {
    id: 'c',
    label: 'C array',
    format: (bytes) => `static const unsigned char bytes[${bytes.length}] = {\n${arrayLines(bytes, '    ')}};\n`,
  },
  { id: 'go', label: 'Go slice', format: (bytes) => `[]byte{\n${arrayLines(bytes, '\t')}}` },
  { id: 'javascript', label: 'JavaScript array', format: (bytes) => `Uint8Array.of(\n${arrayLines(bytes, '  ')})` },
  { id: 'python', label: 'Python literal', format: (bytes) => `b"${escaped(bytes)}"` },
  { id: 'rust', label: 'Rust literal', format: (bytes) => `b"${escaped(bytes)}"` },
];
