/** What retention needs to know of a recorded file. */
export interface RetainedCapture {
  readonly path: string;
  /** Size on disk. */
  readonly bytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  /** Being recorded, in this window or another one: never removed, but counted. */
  readonly live: boolean;
  /** The user wants to keep it: never removed, and not counted. */
  readonly kept: boolean;
}

export interface RetentionLimits {
  /** Most captures, 0 for none at all. */
  readonly captures: number;
  /** Most bytes of them all. */
  readonly bytes: number;
}

/** The captures to remove so that the rest keeps both limits: the oldest ones, until the limits hold. */
export function chooseExpired<T extends RetainedCapture>(captures: readonly T[], limits: RetentionLimits): T[] {
  const counted = captures.filter((capture) => !capture.kept);
  let count = counted.length;
  let bytes = counted.reduce((sum, capture) => sum + capture.bytes, 0);
  const expired: T[] = [];
  for (const capture of counted.toSorted((one, other) => one.modifiedAt - other.modifiedAt)) {
    if (count <= limits.captures && bytes <= limits.bytes) break;
    if (capture.live) continue;
    expired.push(capture);
    count--;
    bytes -= capture.bytes;
  }
  return expired;
}
