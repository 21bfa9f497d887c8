/** JSON in which nothing is hidden: what {@link JSON.stringify} leaves of controls, direction marks and line separators is `\\uNNNN`. */
export function visibleJson(value: unknown, indent?: number): string {
  // A line break can only be one between values: in strings they are escaped already.
  return JSON.stringify(value, undefined, indent).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index))).join(''),
  );
}

const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
