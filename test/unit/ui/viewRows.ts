import fc from 'fast-check';
import type { Direction } from '../../../src/base/direction';
import { ChunkLog } from '../../../src/capture/chunkLog';
import type { ConversationEvent } from '../../../src/capture/conversation';
import type { ViewRow } from '../../../src/ui/inspector/viewRows';

/** One thing that happened in a conversation. */
export interface Step {
  readonly kind: 'chunk' | 'gap' | 'event';
  readonly direction: Direction;
  readonly length: number;
}

/** Conversations with every boundary pattern: chunks empty, of a byte, of a row and a byte more or less, of many rows. */
export const conversations = fc.array(
  fc.record({
    kind: fc.constantFrom('chunk' as const, 'chunk' as const, 'chunk' as const, 'gap' as const, 'event' as const),
    direction: fc.constantFrom('received' as const, 'sent' as const),
    length: fc.oneof(fc.constantFrom(0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65), fc.nat({ max: 200 })),
  }),
  { maxLength: 60 },
);

export function event(beforeChunk: number): ConversationEvent {
  return { kind: 'error', direction: 'sent', time: 0, beforeChunk };
}

/** The log of these steps, none visible yet. */
export function logOf(steps: readonly Step[]): { log: ChunkLog; events: ConversationEvent[] } {
  const log = new ChunkLog();
  const events: ConversationEvent[] = [];
  for (const { kind, direction, length } of steps) {
    if (kind === 'event') events.push(event(log.appended));
    else log.append(direction, length, 0, 0, 0, kind === 'gap');
  }
  return { log, events };
}

/** All rows of *Exchange*, one behind the other, without any search. */
export function naiveExchange(steps: readonly Step[], bytesPerRow: number): ViewRow[] {
  const rows: ViewRow[] = [];
  const lengths = { received: 0, sent: 0 };
  let chunk = 0;
  for (const { kind, direction, length } of steps) {
    if (kind === 'event') {
      rows.push({ kind: 'event', event: event(chunk) });
      continue;
    }
    rows.push({ kind: 'heading', chunk });
    for (let at = 0; kind === 'chunk' && at < length; at += bytesPerRow) {
      const offset = lengths[direction] + at;
      rows.push({ kind: 'bytes', chunk, direction, offset, length: Math.min(bytesPerRow, length - at) });
    }
    lengths[direction] += length;
    chunk++;
  }
  return rows;
}

/** All rows of *Received* or *Sent*: the chunk of every byte, cut into rows. */
export function naiveStream(steps: readonly Step[], direction: Direction, bytesPerRow: number): ViewRow[] {
  const chunkOfByte = steps
    .filter(({ kind }) => kind !== 'event')
    .flatMap((step, chunk) => (step.direction === direction ? new Array<number>(step.length).fill(chunk) : []));
  const rows: ViewRow[] = [];
  for (let offset = 0; offset < chunkOfByte.length; offset += bytesPerRow) {
    const length = Math.min(bytesPerRow, chunkOfByte.length - offset);
    const open = length < bytesPerRow ? ({ open: true } as const) : {};
    rows.push({ kind: 'bytes', chunk: chunkOfByte[offset]!, direction, offset, length, stream: true, ...open });
  }
  return rows;
}
