/** Times, lengths and offsets as the page writes them. */
import type { Direction } from '../../bytes/direction';
import type { ConversationSummary } from '../protocol';
import type { HeadingRow } from '../rows';
import type { Translate } from '../strings';
import type { Times } from './viewSettings';

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

/** A time as it is wanted; of something that has none before it, `last` counts from the start. */
export function timeFrom(time: number, times: Times, startedAt: number): string {
  return times === 'absolute' ? timeOfDay(time) : difference(time - startedAt);
}

/** A chunk's time and the difference to the chunk before; the latter alone where times count from there. */
export function chunkTimes(
  { time, delta }: Pick<HeadingRow, 'time' | 'delta'>,
  times: Times,
  startedAt: number,
): { readonly time: string; readonly delta: string } {
  const between = delta === undefined ? '' : difference(delta);
  if (times === 'last' && between !== '') return { time: between, delta: '' };
  return { time: timeFrom(time, times, startedAt), delta: between };
}

/** A chunk's heading as one line: `Chunk 3 · ← received · 21:10:03.125000 · +1.500 ms · 2 bytes`. */
export function chunkSentence(
  translate: Translate,
  chunk: HeadingRow,
  signs: Readonly<Record<Direction, string>>,
  times: Times,
  startedAt: number,
): string {
  const { direction, peer, missing } = chunk;
  const { time, delta } = chunkTimes(chunk, times, startedAt);
  const parts = [
    translate('chunk', chunk.chunk),
    `${signs[direction]} ${translate(direction)}`,
    time,
    delta,
    byteCount(translate, chunk.length),
    missing ? translate('missing') : '',
    peer === undefined ? '' : translate(direction === 'sent' ? 'toPeer' : 'fromPeer', peer),
  ];
  return parts.filter((part) => part !== '').join(' · ');
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

/** `TCP 127.0.0.1:9000 ↔ 127.0.0.1:51234`. */
export function conversationLabel(translate: Translate, summary: ConversationSummary): string {
  const { transport, local, remote, title } = summary;
  if (title !== undefined) return title;
  const here = withoutScheme(local);
  const there = withoutScheme(remote);
  return there
    ? translate('conversationOption', transport.toUpperCase(), here, there)
    : translate('conversationOptionOneSided', transport.toUpperCase(), here);
}
