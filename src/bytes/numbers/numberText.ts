/** How numbers are written in wire texts and in what is looked for. */

/** Digits of the longest number that an integer type can hold, which is binary; longer ones need not be evaluated. */
const MOST_DIGITS = 64;

export type IntegerText =
  | { readonly kind: 'value'; readonly value: bigint }
  /** So many digits that no type holds it. */
  | { readonly kind: 'huge' }
  /** `010`: ten, or in C eight. `decimal` is the same without the zeros. */
  | { readonly kind: 'leadingZero'; readonly decimal: string }
  | { readonly kind: 'malformed' };

// In each, digits and `_` are disjoint, so that no input makes the expression backtrack.
const DECIMAL = /^[0-9]+(?:_[0-9]+)*$/;
const PREFIXED: ReadonlyMap<string, RegExp> = new Map([
  ['0x', /^[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*$/],
  ['0o', /^[0-7]+(?:_[0-7]+)*$/],
  ['0b', /^[01]+(?:_[01]+)*$/],
]);
const FLOAT = /^-?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?$/;

/** Decimal, `0x`, `0o` or `0b`, each with an optional minus sign and single `_` between digits. */
export function parseIntegerText(text: string): IntegerText {
  const negative = text.startsWith('-');
  const unsigned = negative ? text.slice(1) : text;
  const prefix = unsigned.slice(0, 2).toLowerCase();
  const pattern = PREFIXED.get(prefix);
  const digits = pattern === undefined ? unsigned : unsigned.slice(2);
  if (!(pattern ?? DECIMAL).test(digits)) return { kind: 'malformed' };
  const significant = digits.replaceAll('_', '').replace(/^0+/, '');
  if (pattern === undefined && digits.length > 1 && digits.startsWith('0')) {
    return { kind: 'leadingZero', decimal: (negative ? '-' : '') + (significant || '0') };
  }
  if (significant.length > MOST_DIGITS) return { kind: 'huge' };
  const magnitude = BigInt((pattern === undefined ? '' : prefix) + (significant || '0'));
  return { kind: 'value', value: negative ? -magnitude : magnitude };
}

/**
 * A decimal fraction with an optional exponent, `inf`, `-inf`, `nan`, or an integer in any notation; `undefined` when
 * malformed. A number beyond double precision becomes an infinity; `-0` keeps its sign.
 */
export function parseFloatText(text: string): number | undefined {
  switch (text.toLowerCase()) {
    case 'inf':
      return Infinity;
    case '-inf':
      return -Infinity;
    case 'nan':
      return NaN;
  }
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  const integer = parseIntegerText(text);
  return integer.kind === 'value' ? Number(integer.value) : undefined;
}
