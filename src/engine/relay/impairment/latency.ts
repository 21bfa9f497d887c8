import type { Draw } from './draw';
import type { Impairments } from './impairments';

/** The milliseconds that what has this number, or this place in its stream, is late: never less than none. */
export function latencyOf(
  { delayMs = 0, jitterMs = 0, normal = false }: Impairments,
  draw: Draw,
  index: number,
): number {
  if (jitterMs === 0) return delayMs;
  const first = draw('jitter', index);
  if (!normal) return Math.max(0, delayMs + (2 * first - 1) * jitterMs);
  // Box and Muller; a draw may be 0, of which there is no logarithm.
  const deviation = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * draw('jitter2', index));
  return Math.max(0, delayMs + deviation * jitterMs);
}
