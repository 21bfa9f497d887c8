/** What stands in front of a literal in a program: `static const char x[3] =` and its like. */
import type { ArraySizes } from './arraySizes';
import { WIDE_TYPE, type Language } from './languages';
import type { LiteralLexer } from './literalLexer';
import type { WrittenMistake } from './problem';

/** Parts of a declaration before its `=`. */
const MAX_DECLARATION = 64;

/** What stands in front of a value's `=`. */
export interface Declaration {
  readonly name: string;
  readonly wide: WrittenMistake | undefined;
  /** Of the array that is declared; none where no array is, or its sizes say nothing about bytes. */
  readonly sizes: ArraySizes;
}

/** Passes over `static const char x[3] =` and its like; undefined where nothing is declared. */
export function takeDeclaration(lexer: LiteralLexer, language: Language): Declaration | undefined {
  const { place } = lexer;
  if (place.token.kind !== 'name') return undefined;
  let name = '';
  let wide: WrittenMistake | undefined;
  const sizes: (number | undefined)[] = [];
  /** The brackets that are open, by their places in {@link sizes}. */
  const open: number[] = [];
  let unclear: WrittenMistake | undefined;
  let hasPointers = false;
  let hasColon = false;
  let last = '';
  const { arrays, brackets } = language;
  for (let parts = 0; parts < MAX_DECLARATION; parts++) {
    const part = lexer.token;
    if (part.kind === 'name') {
      if (open.length === 0) name = part.text;
      else if (arrays === 'filled') unclear ??= lexer.unknownName(part.text, part.start, part.end);
      if (WIDE_TYPE.test(part.text)) wide ??= lexer.wide(part.text, part.start, part.end);
    } else if (part.kind === 'sign') {
      if (part.text === '=' || part.text === ':=') {
        if (brackets === 'beforeType' && last === ']') break;
        lexer.next();
        if (unclear) {
          lexer.hasLiteral = true;
          throw unclear;
        }
        return { name, wide, sizes: hasPointers ? [] : sizes };
      }
      if (part.text === '[') {
        if (hasColon !== (brackets === 'behindColon')) break;
        open.push(sizes.push(undefined) - 1);
      } else if (part.text === ']') open.pop();
      else if (!(open.length === 0 ? '*&:<>' : hasColon ? ';*&' : '*').includes(part.text)) break;
      else if (open.length > 0 && part.text === '*') unclear ??= lexer.unexpectedAt(part.start, part.end);
      // An array of pointers, or a pointer: what it points at has no size.
      else if ('*&'.includes(part.text)) hasPointers ||= arrays === 'filled' || open.length > 0;
      hasColon ||= part.text === ':';
      last = part.text;
    } else if (part.kind !== 'number' || open.length === 0 || !arrays) break;
    else sizes[open.at(-1)!] = Number(part.value);
    if (part.kind !== 'sign') last = '';
    lexer.next();
  }
  lexer.goTo(place);
  return undefined;
}
