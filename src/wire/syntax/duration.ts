/** How wire files write times: `200ms`, `2s`, `1.5s`, `3min`. */

/** Shortest time that can be told, in milliseconds. */
export const MIN_DURATION = 1;

/** Longest time that a step may take: one day, in milliseconds. */
export const MAX_DURATION = 86_400_000;

/** Milliseconds that `<`, `accept`, `dial` and `>` have unless told otherwise. */
export const DEFAULT_STEP_TIMEOUT = 5000;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
]);

/** Whole milliseconds; undefined when the text is no duration. May lie outside of `MIN_DURATION` to `MAX_DURATION`. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)(ms|s|min)$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * UNITS.get(match[2]!)!);
}

/** Whole milliseconds as they can be typed, in the largest unit that tells them exactly: `1ms`, `90s`, `1440min`. */
export function writeDuration(milliseconds: number): string {
  const [unit, size] = [...UNITS].reverse().find(([, each]) => milliseconds % each === 0)!;
  return `${milliseconds / size}${unit}`;
}
