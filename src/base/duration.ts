/** Times that passed, as people are told of them: roughly for a glance, exactly where they are measured; with the decimal point of `language`. */
import { withDecimalPoint } from './decimalPoint';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `200 ms`, `2.5 s`, `12 s`, `3 min 20 s`, `5 h 12 min`, from milliseconds: rounded to what the unit shows, nothing behind a whole one. */
export function roughDuration(milliseconds: number, language?: string): string {
  if (Math.round(milliseconds) < SECOND) return `${Math.round(milliseconds)} ms`;
  const tenths = Math.round(milliseconds / 100) / 10;
  if (tenths < 10) return `${withDecimalPoint(String(tenths), language)} s`;
  const seconds = Math.round(milliseconds / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < HOUR / SECOND) return parts(seconds, 'min', 's');
  return parts(Math.round(milliseconds / MINUTE), 'h', 'min');
}

/** A whole number of the smaller unit, sixty of which are the larger one. */
function parts(count: number, larger: string, smaller: string): string {
  const whole = `${Math.floor(count / 60)} ${larger}`;
  return count % 60 === 0 ? whole : `${whole} ${count % 60} ${smaller}`;
}

/** `0 µs`, `12 µs`, `1.234 ms`, `2.500 s`, `3 min 05 s`, `2 h 01 min`, from milliseconds: of one width in a column where units are equal. */
export function exactDuration(milliseconds: number, language?: string): string {
  if (milliseconds < 0.9995) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < SECOND - 0.0005) return `${withDecimalPoint(milliseconds.toFixed(3), language)} ms`;
  if (milliseconds < MINUTE - 0.5) return `${withDecimalPoint((milliseconds / SECOND).toFixed(3), language)} s`;
  const seconds = Math.round(milliseconds / SECOND);
  if (seconds < HOUR / SECOND) return paddedParts(seconds, 'min', 's');
  return paddedParts(Math.round(milliseconds / MINUTE), 'h', 'min');
}

const paddedParts = (count: number, larger: string, smaller: string): string =>
  `${Math.floor(count / 60)} ${larger} ${String(count % 60).padStart(2, '0')} ${smaller}`;
