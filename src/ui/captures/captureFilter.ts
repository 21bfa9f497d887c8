/** Whether all words of the filter are in the texts together, in whatever case; an empty filter lets everything through. */
export function matchesFilter(filter: string, texts: readonly string[]): boolean {
  const searched = texts.join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}
