import * as vscode from 'vscode';
import { withDecimalPoint } from '../../base/decimalPoint';
import { counted } from '../wording';
import { timeOfDay } from '../../base/timeOfDay';
import { roughDuration } from '../../base/duration';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `0 B`, `999 B`, `1.5 KiB`: three significant digits, for a glance. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${withDecimalPoint(value.toFixed(digits), vscode.env.language)} ${UNITS[unit]!}`;
}

/** `1,234,567 bytes`: exact, in the user's number format. */
export function formatExactBytes(bytes: number): string {
  return counted('{0, plural, one {# byte} other {# bytes}}', bytes);
}

/** Date and time to the second, as the user writes them. */
export function formatDate(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** `21:10:03` when it was today, else `21 Nov, 21:10`, as the user writes it: short, for a glance. */
export function formatMoment(epochMilliseconds: number): string {
  const moment = new Date(epochMilliseconds);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return moment.toDateString() === new Date().toDateString()
    ? moment.toLocaleTimeString(vscode.env.language, { ...clock, second: '2-digit' })
    : moment.toLocaleString(vscode.env.language, { day: 'numeric', month: 'short', ...clock });
}

/** `21:10:03.123`: the time of day to the millisecond. */
export function formatTime(epochMilliseconds: number): string {
  return timeOfDay(epochMilliseconds, 3, vscode.env.language);
}

/** `2.5 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  return roughDuration(milliseconds, vscode.env.language);
}
