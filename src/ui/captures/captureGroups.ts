import type { TestRun } from '../../capture/testRun';

/** What a test run recorded. */
export interface RunGroup<T> {
  readonly run: TestRun;
  /** In the order in which they were given. */
  readonly captures: readonly T[];
}

interface Placed<T> {
  readonly row: T | RunGroup<T>;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/**
 * The rows of the view: captures, and the runs that others belong to, the one that began last first.
 *
 * @param beganAt Milliseconds since the Unix epoch.
 */
export function groupByRun<T extends { readonly run?: TestRun }>(
  captures: readonly T[],
  beganAt: (capture: T) => number,
): (T | RunGroup<T>)[] {
  const alone: Placed<T>[] = [];
  const runs = new Map<string, { readonly run: TestRun; readonly captures: T[] }>();
  for (const capture of captures) {
    const { run } = capture;
    if (run === undefined) {
      alone.push({ row: capture, time: beganAt(capture) });
      continue;
    }
    const group = runs.get(run.id) ?? { run, captures: [] };
    runs.set(run.id, group);
    group.captures.push(capture);
  }
  const grouped = Array.from(runs.values(), (group) => ({ row: group, time: group.run.startedAt }));
  return [...alone, ...grouped].sort((one, other) => other.time - one.time).map(({ row }) => row);
}
