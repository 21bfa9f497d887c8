/** What retention needs to know of a capture. */
export interface RetainedCapture {
  readonly path: string;
  /** Size on disk. */
  readonly bytes: number;
  /**
   * Being recorded, in a tab, pinned, or not ours, in this window or another one: never removed. Nor is it counted, so that
   * opening or pinning one never costs another.
   */
  readonly isProtected: boolean;
}

/** A test run with its captures. */
export interface RetainedRun<T extends RetainedCapture> {
  readonly captures: readonly T[];
  /** It goes before one that did not. */
  readonly hasPassed: boolean;
  /** It has not ended: none of its captures is removed, and it is not counted. */
  readonly isRunning: boolean;
}

export interface RetentionLimits {
  /** Most captures that belong to no test run, 0 for none at all. */
  readonly captures: number;
  /** Most test runs with captures. */
  readonly runs: number;
  /** Most bytes, of the captures of test runs and of all others each. */
  readonly bytes: number;
}

/**
 * The captures to remove so that those that are left and not protected keep both limits: first what is too large by itself,
 * then the oldest ones. Looks at no more of them than it has to.
 *
 * @param captures The oldest first.
 * @param total Of those of them that are not protected.
 */
export function chooseExpired<T extends RetainedCapture>(
  captures: Iterable<T>,
  total: { readonly count: number; readonly bytes: number },
  limits: Pick<RetentionLimits, 'captures' | 'bytes'>,
): T[] {
  let { count, bytes } = total;
  const expired = new Set<T>();
  const passes: ((capture: T) => boolean)[] = [() => true];
  // What can never stay must not drive the others out before it goes.
  if (bytes > limits.bytes) passes.unshift((capture) => capture.bytes > limits.bytes);
  for (const isNext of passes) {
    for (const capture of captures) {
      if (count <= limits.captures && bytes <= limits.bytes) return [...expired];
      if (capture.isProtected || expired.has(capture) || !isNext(capture)) continue;
      expired.add(capture);
      count--;
      bytes -= capture.bytes;
    }
  }
  return [...expired];
}

/**
 * The captures of whole test runs to remove so that the runs that are left keep the limits: passed ones go first, the
 * oldest of each kind before the others, and the last one of all in the end. What is protected stays, and with it its run, which does not count then unless
 * others of its captures are left.
 *
 * @param runs The oldest first.
 */
export function chooseExpiredRuns<T extends RetainedCapture>(
  runs: readonly RetainedRun<T>[],
  limits: Pick<RetentionLimits, 'runs' | 'bytes'>,
): T[] {
  const removable = runs
    .filter(({ isRunning }) => !isRunning)
    .map(({ captures, hasPassed }) => {
      const unprotected = captures.filter(({ isProtected }) => !isProtected);
      return { captures: unprotected, hasPassed, bytes: unprotected.reduce((sum, { bytes }) => sum + bytes, 0) };
    })
    .filter(({ captures }) => captures.length > 0);
  let count = removable.length;
  let bytes = removable.reduce((sum, run) => sum + run.bytes, 0);
  const expired: T[] = [];
  // Whatever became of it, the last one is what somebody is looking at.
  const newest = removable.pop();
  const [passed, others] = [true, false].map((wanted) => removable.filter(({ hasPassed }) => hasPassed === wanted));
  for (const run of [...passed!, ...others!, ...(newest ? [newest] : [])]) {
    if (count <= limits.runs && bytes <= limits.bytes) break;
    expired.push(...run.captures);
    count--;
    bytes -= run.bytes;
  }
  return expired;
}
