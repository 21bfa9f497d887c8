/** How many bytes there are, for people: `1 byte`, `2 bytes`. */
export const countOf = ({ length }: { readonly length: number }): string =>
  `${length} ${length === 1 ? 'byte' : 'bytes'}`;
