/** How a single byte is shown so that nothing is hidden: every byte value has a glyph, control characters their own. */

/** What kind of byte it is, for colouring: a printing ASCII character, a control character (or space), NUL, or not ASCII. */
export type ByteClass = 'printing' | 'control' | 'null' | 'high';

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const PRINTABLE_ASCII = /^[ -~]*$/;

export function classOfByte(byte: number): ByteClass {
  if (byte === 0) return 'null';
  if (byte < 0x20 || byte === DELETE) return 'control';
  return byte < DELETE ? 'printing' : 'high';
}

/**
 * One character that stands for the byte (0 to 255) in a text column: itself when it prints, `·` for NUL, the Unicode
 * control pictures (`␊`, `␍`, `␉`, `␡`) for the other control characters, `▪` for what is not ASCII.
 */
export function glyphOfByte(byte: number): string {
  switch (classOfByte(byte)) {
    case 'printing':
      return String.fromCharCode(byte);
    case 'null':
      return '·';
    case 'control':
      return byte === DELETE ? '␡' : String.fromCharCode(CONTROL_PICTURES + byte);
    case 'high':
      return '▪';
  }
}

/**
 * Text for one line, so that nothing in it acts or hides: ASCII control characters become their pictures, other invisible
 * ones (controls, direction marks, line separators) their code, such as `\u{202e}`.
 */
export function showInvisible(text: string): string {
  // Most texts are such, in lists of thousands.
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!;
    if (code === DELETE) return '␡';
    return code < 0x20 ? String.fromCharCode(CONTROL_PICTURES + code) : `\\u{${code.toString(16)}}`;
  });
}
