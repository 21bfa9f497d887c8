/** Times, lengths and offsets as the page writes them. */
import type { Direction } from '../../../base/direction';
import { exactDuration } from '../../../base/duration';
import { timeOfDay } from '../../../base/timeOfDay';
import type { ConversationSummary } from '../protocol';
import type { HeadingRow } from '../rows';
import type { Translate } from '../strings';
import type { Times } from './viewSettings';

/** `+12 µs`, `−1.234 ms`: milliseconds, exactly, with their sign. */
export const difference = (milliseconds: number): string =>
  `${milliseconds < 0 ? '−' : '+'}${exactDuration(Math.abs(milliseconds))}`;

/** A time as it is wanted; of something that has none before it, `last` counts from the start. */
export function timeFrom(time: number, times: Times, startedAt: number): string {
  return times === 'absolute' ? timeOfDay(time, 6) : difference(time - startedAt);
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

/** A chunk's heading as one line: `Chunk 3 · ↓ received · 21:10:03.125000 · +1.500 ms · 2 bytes`. */
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

/** Hexadecimal digits that every offset below `length` fits into: eight, or more beyond 4 GiB. */
export function offsetDigits(length: number): number {
  return Math.max(8, Math.max(0, length - 1).toString(16).length);
}

/** An endpoint without its scheme, as a label: `127.0.0.1:9000`, `/run/x.sock`; empty for an unnamed Unix socket or pipe. */
export function withoutScheme(endpoint: string): string {
  return endpoint.replace(/^(?:[a-z]+:\/\/|unix:|pipe:)/, '');
}

/** `TCP 127.0.0.1:9000 ↔ 127.0.0.1:51234`. */
export function conversationLabel(translate: Translate, summary: ConversationSummary): string {
  const { scheme, local, remote, whole, client, title } = summary;
  if (title !== undefined) return title;
  const here = withoutScheme(local);
  if (whole) return translate('conversationWhole', scheme.toUpperCase(), here);
  const there = withoutScheme(remote);
  if (there && client) {
    const [from, to] = client === 'sent' ? [here, there] : [there, here];
    return translate('conversationSides', scheme.toUpperCase(), from, to);
  }
  return there
    ? translate('conversationOption', scheme.toUpperCase(), here, there)
    : translate('conversationOptionOneSided', scheme.toUpperCase(), here);
}
