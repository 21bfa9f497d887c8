/** Sets of characters as sorted, disjoint ranges of code points that do not touch. */

export interface CharacterRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export type CharacterSet = readonly CharacterRange[];

/** Without the flag `u` a character is one byte (Latin-1); with it, any of Unicode. */
export const LARGEST_CHARACTER = { byte: 0xff, unicode: 0x10ffff } as const;

/** Sorts ranges and joins those that overlap or touch. */
export function characterSet(ranges: readonly CharacterRange[]): CharacterSet {
  const sorted = ranges.toSorted((a, b) => a.first - b.first);
  const joined: CharacterRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && range.first <= last.last + 1) {
      joined[joined.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

export const characters = (text: string): CharacterSet =>
  characterSet(Array.from(text, (character) => singleCharacter(character.codePointAt(0)!)));

export const singleCharacter = (codePoint: number): CharacterRange => ({ first: codePoint, last: codePoint });

/** All characters up to `largest` that are not in the set. */
export function complementOf(set: CharacterSet, largest: number): CharacterSet {
  const rest: CharacterRange[] = [];
  let next = 0;
  for (const { first, last } of set) {
    if (first > next) rest.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next <= largest) rest.push({ first: next, last: largest });
  return rest;
}

/** What the classes of a regular expression mean, as in ECMAScript. */
export const DIGITS: CharacterSet = [{ first: 0x30, last: 0x39 }];
export const WORD_CHARACTERS: CharacterSet = [
  { first: 0x30, last: 0x39 },
  { first: 0x41, last: 0x5a },
  { first: 0x5f, last: 0x5f },
  { first: 0x61, last: 0x7a },
];
export const BLANKS: CharacterSet = characterSet([
  { first: 0x09, last: 0x0d },
  ...[0x20, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff].map(singleCharacter),
  { first: 0x2000, last: 0x200a },
  { first: 0x2028, last: 0x2029 },
]);
export const LINE_BREAKS: CharacterSet = characterSet([0x0a, 0x0d, 0x2028, 0x2029].map(singleCharacter));

/** The part of the set up to `largest`. */
export function charactersUpTo(set: CharacterSet, largest: number): CharacterSet {
  return set
    .filter(({ first }) => first <= largest)
    .map(({ first, last }) => ({ first, last: Math.min(last, largest) }));
}

/** Last character that has an upper or a lower case form of its own. */
const LAST_WITH_CASE = 0x1ffff;

let caseGroups: ReadonlyMap<number, readonly number[]> | undefined;

/** The characters with case, each with all that are the same in any case. Worked out when first asked for. */
function everyCaseGroup(): ReadonlyMap<number, readonly number[]> {
  if (caseGroups !== undefined) return caseGroups;
  const byFolded = new Map<string, number[]>();
  for (let codePoint = 0; codePoint <= LAST_WITH_CASE; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const character = String.fromCodePoint(codePoint);
    const folded = character.toUpperCase().toLowerCase();
    if (folded === character && character.toUpperCase() === character) continue;
    const group = byFolded.get(folded);
    if (group === undefined) byFolded.set(folded, [codePoint]);
    else group.push(codePoint);
  }
  const groups = new Map<number, readonly number[]>();
  for (const group of byFolded.values()) {
    if (group.length > 1) for (const codePoint of group) groups.set(codePoint, group);
  }
  caseGroups = groups;
  return groups;
}

/** The set with all of its characters in either case. */
export function inAnyCase(set: CharacterSet, largest: number): CharacterSet {
  const ranges: CharacterRange[] = [...set];
  if (largest === LARGEST_CHARACTER.byte) {
    for (let byte = 0; byte <= largest; byte++) {
      if (!contains(set, byte)) continue;
      const character = String.fromCharCode(byte);
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        const code = other.codePointAt(0)!;
        if (other.length === 1 && code <= largest) ranges.push(singleCharacter(code));
      }
    }
    return characterSet(ranges);
  }
  const groups = everyCaseGroup();
  if (set.reduce((sum, { first, last }) => sum + last - first + 1, 0) < groups.size) {
    for (const { first, last } of set) {
      for (let codePoint = first; codePoint <= last; codePoint++) {
        ranges.push(...(groups.get(codePoint) ?? []).map(singleCharacter));
      }
    }
  } else {
    for (const [codePoint, group] of groups) {
      if (contains(set, codePoint)) ranges.push(...group.map(singleCharacter));
    }
  }
  return characterSet(ranges);
}

function contains(set: CharacterSet, codePoint: number): boolean {
  return set.some(({ first, last }) => codePoint >= first && codePoint <= last);
}
