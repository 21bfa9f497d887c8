import { withDecimalPoint } from './decimalPoint';

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/**
 * `21:10:03.123456`: the local time of day of milliseconds since the Unix epoch.
 *
 * @param digits Of the fraction of a second, to which it is rounded.
 * @param language Whose decimal point stands before the fraction.
 */
export function timeOfDay(time: number, digits: 3 | 6, language?: string): string {
  // Rounded, not cut: a double holds today's times to a quarter of a microsecond, so `.123` may be kept as `.12298`.
  const unit = 10 ** (digits - 3);
  const fractions = Math.round((time - Math.floor(time)) * unit);
  const date = new Date(Math.floor(time) + Math.floor(fractions / unit));
  const fraction = date.getMilliseconds() * unit + (fractions % unit);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');
  return clock + withDecimalPoint(`.${pad(fraction, digits)}`, language);
}
