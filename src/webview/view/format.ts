/** Times, lengths and offsets as the page writes them. */
import type { Translate } from '../strings';

const pad = (value: number, digits: number) => String(value).padStart(digits, '0');

/** `21:10:03.123456`: the local time of day of milliseconds since the Unix epoch, rounded to microseconds. */
export function timeOfDay(time: number): string {
  // Rounded, not cut: a double holds today's times to a quarter of a microsecond, so `.123` may be kept as `.12298`.
  const microseconds = Math.round((time - Math.floor(time)) * 1000);
  const date = new Date(Math.floor(time) + Math.floor(microseconds / 1000));
  const fraction = date.getMilliseconds() * 1000 + (microseconds % 1000);
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}.${pad(fraction, 6)}`;
}

/** `+0 µs`, `+12 µs`, `+1.234 ms`, `+2.500 s`, `+3 min 05 s`, `+2 h 01 min`: milliseconds, rounded to what the unit shows. */
export function difference(milliseconds: number): string {
  const sign = milliseconds < 0 ? '−' : '+';
  const size = Math.abs(milliseconds);
  if (size < 0.9995) return `${sign}${Math.round(size * 1000)} µs`;
  if (size < 999.9995) return `${sign}${size.toFixed(3)} ms`;
  if (size < 59_999.5) return `${sign}${(size / 1000).toFixed(3)} s`;
  const seconds = Math.round(size / 1000);
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} min ${pad(seconds % 60, 2)} s`;
  const minutes = Math.round(seconds / 60);
  return `${sign}${Math.floor(minutes / 60)} h ${pad(minutes % 60, 2)} min`;
}

/** `1 byte`, `1,234 bytes`. */
export function byteCount(translate: Translate, count: number): string {
  return count === 1 ? translate('oneByte') : translate('bytes', count.toLocaleString());
}

/** An offset as hexadecimal digits, at least eight. */
export function hexOffset(offset: number, digits = 8): string {
  return offset.toString(16).padStart(digits, '0');
}

/** Hexadecimal digits that every offset below `length` fits into: eight, or more beyond 4 GiB. */
export function offsetDigits(length: number): number {
  return Math.max(8, Math.max(0, length - 1).toString(16).length);
}

/** An endpoint without its scheme, as a label: `127.0.0.1:9000`, `/run/x.sock`; empty for an unnamed Unix socket. */
export function withoutScheme(endpoint: string): string {
  return endpoint.replace(/^(?:[a-z]+:\/\/|unix:)/, '');
}
