export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;

const NANOSECONDS_PER_SECOND = 1e9;

/** Three significant digits, or all that are before the point, without an exponent. */
export function formatNumber(value: number): string {
  const precision = Math.abs(value) < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString('en-US', precision);
}

export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) >= GIB) return `${formatNumber(bytes / GIB)} GiB`;
  if (Math.abs(bytes) >= MIB) return `${formatNumber(bytes / MIB)} MiB`;
  return `${formatNumber(bytes / KIB)} KiB`;
}

export function formatSeconds(nanoseconds: number): string {
  const seconds = nanoseconds / NANOSECONDS_PER_SECOND;
  return seconds < 1 ? formatMilliseconds(seconds * 1000) : `${formatNumber(seconds)} s`;
}

export function formatMilliseconds(milliseconds: number): string {
  return `${formatNumber(milliseconds)} ms`;
}

/** A duration with what was moved in it per second. */
export function formatRate(nanoseconds: number, bytes: number): string {
  const perSecond = (bytes * NANOSECONDS_PER_SECOND) / nanoseconds;
  return `${formatSeconds(nanoseconds)}, ${formatBytes(perSecond)}/s`;
}
