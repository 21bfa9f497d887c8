import type { Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import type { StreamRange } from '../../base/streamRange';
import type { ChunkLog } from '../../capture/chunkLog';

/** Where *Go to* leads, as the user says it. */
export type GoToTarget =
  /** An offset in the stream. */
  | { readonly kind: 'offset'; readonly offset: number }
  /** From the caret on, or back. */
  | { readonly kind: 'relative'; readonly by: number }
  /** The number, from 1, of a message of the list that is shown; of a chunk where none is. */
  | { readonly kind: 'message'; readonly number: number }
  /** Milliseconds since midnight, local time. */
  | { readonly kind: 'time'; readonly timeOfDay: number };

/** The messages of a list that is shown, by the numbers that it shows. */
export interface NumberedMessages {
  /** @throws SockscopeError when the list has no such message, does not show it, or is not that far. */
  find(number: number): StreamRange;
}

const OFFSET = /^([+-]?)(0x[0-9a-f]+|\d+)$/i;
const MESSAGE = /^#(\d+)$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/;

/** `500` or `0x1f4`, `+16`, `-0x10`, `#12`, `21:10:03.5`; undefined for anything else. */
export function parseTarget(text: string): GoToTarget | undefined {
  const trimmed = text.trim().replaceAll('_', '');
  const offset = OFFSET.exec(trimmed);
  if (offset) {
    const value = Number(offset[2]);
    if (!Number.isSafeInteger(value)) return undefined;
    if (offset[1] === '') return { kind: 'offset', offset: value };
    return { kind: 'relative', by: offset[1] === '-' ? -value : value };
  }
  const message = MESSAGE.exec(trimmed);
  if (message) return { kind: 'message', number: Number(message[1]) };
  const time = TIME.exec(trimmed);
  if (!time) return undefined;
  const [hours, minutes, seconds] = [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds >= 60) return undefined;
  return { kind: 'time', timeOfDay: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}

/**
 * The bytes that a target names.
 *
 * @param from Where the user is: relative targets count from its offset, and offsets are those of its direction.
 * @param startTime Milliseconds since the Unix epoch, from which the log's times count.
 * @param messages The list of messages that the user looks at; undefined where none is shown, and chunks have the numbers.
 * @throws SockscopeError `NO_SUCH_BYTE`, `NO_SUCH_MESSAGE`, when there are no such bytes; the sentence says what there is.
 *   As {@link NumberedMessages.find} does.
 */
export function resolveTarget(
  target: GoToTarget,
  log: ChunkLog,
  from: StreamRange,
  startTime: number,
  messages?: NumberedMessages,
): StreamRange {
  switch (target.kind) {
    case 'offset':
      return byteAt(log, from.direction, target.offset);
    case 'relative':
      return byteAt(log, from.direction, from.offset + target.by);
    case 'message':
      return messages ? notEmpty(messages.find(target.number), target.number) : chunkAt(log, target.number - 1);
    case 'time':
      return chunkAt(log, Math.min(chunkAtTime(log, target.timeOfDay, startTime), log.length - 1));
  }
}

function byteAt(log: ChunkLog, direction: Direction, offset: number): StreamRange {
  const length = log.bytes(direction);
  if (offset >= 0 && offset < length) return { direction, offset, length: 1 };
  throw new SockscopeError(
    'NO_SUCH_BYTE',
    'There is no byte {0}: the stream has {1, plural, one {# byte} other {# bytes}}.',
    [offset, length],
  );
}

/**
 * The bytes of a chunk.
 *
 * @param chunk From 0.
 * @throws SockscopeError `NO_SUCH_MESSAGE`
 */
export function chunkAt(log: ChunkLog, chunk: number): StreamRange {
  if (!(Number.isInteger(chunk) && chunk >= 0 && chunk < log.length)) {
    throw new SockscopeError('NO_SUCH_MESSAGE', 'There is no message {0}: the last one is {1}.', [
      chunk + 1,
      log.length,
    ]);
  }
  const place = { direction: log.direction(chunk), offset: log.offset(chunk), length: log.byteLength(chunk) };
  return notEmpty(place, chunk + 1);
}

function notEmpty(place: StreamRange, number: number): StreamRange {
  if (place.length > 0) return place;
  throw new SockscopeError('NO_SUCH_MESSAGE', 'Message {0} has no bytes.', [number]);
}

/** The first chunk at or after a time of the day on which the conversation began, or of the next day when that is before it. */
function chunkAtTime(log: ChunkLog, timeOfDay: number, startTime: number): number {
  const first = log.length > 0 ? startTime + log.time(0) / 1e6 : startTime;
  const day = new Date(first);
  day.setHours(0, 0, 0, 0);
  const sameDay = day.getTime() + timeOfDay;
  // Half a day before its begin is meant to be before it; more than that is the day after.
  day.setDate(day.getDate() + 1);
  const time = first - sameDay > DAY / 2 ? day.getTime() + timeOfDay : sameDay;
  return log.atTime((time - startTime) * 1e6);
}

const DAY = 86_400_000;
