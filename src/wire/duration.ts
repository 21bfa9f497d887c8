/** How wire files write times: `200ms`, `2s`, `1.5s`, `3min`. */

/** Longest time that a step may take: one day, in milliseconds. */
export const MAX_DURATION = 86_400_000;

/** Milliseconds that `<`, `accept`, `dial` and `>` have unless told otherwise. */
export const DEFAULT_STEP_TIMEOUT = 5000;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
]);

/** Whole milliseconds; undefined when the text is no duration. May exceed `MAX_DURATION`. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)(ms|s|min)$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * UNITS.get(match[2]!)!);
}

/** For people: `200 ms`, `2.5 s`, `3 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 100) / 10} s`;
  return `${Math.round(milliseconds / 6000) / 10} min`;
}
