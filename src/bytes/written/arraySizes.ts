/** How many bytes declared arrays have: the sizes in their brackets, from the outermost to the innermost. */

/** One for each pair of brackets; undefined where it holds nothing, so that the items are counted. */
export type ArraySizes = readonly (number | undefined)[];

/** A size as C, Go and Rust write it; undefined when it is no number. */
export function sizeOf(digits: string): number | undefined {
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Bytes of one item of the outermost array; 1 where that is not said. */
export function itemSize(sizes: ArraySizes): number {
  return sizes.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
}

/** Bytes of the whole, of which some are written down. Without an outermost size, as many items as those begin. */
export function filledSize(sizes: ArraySizes, written: number): number {
  const item = itemSize(sizes);
  const [count = item === 0 ? 0 : Math.ceil(written / item)] = sizes;
  return count * item;
}
