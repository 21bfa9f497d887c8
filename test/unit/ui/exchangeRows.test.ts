import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkLog } from '../../../src/capture/chunkLog';
import type { ConversationEvent } from '../../../src/capture/conversation';
import { ExchangeRows, type ExchangeRow } from '../../../src/ui/inspector/exchangeRows';

interface Step {
  readonly kind: 'chunk' | 'event';
  readonly length: number;
}

const steps = fc.array(
  fc.record({ kind: fc.constantFrom('chunk' as const, 'event' as const), length: fc.nat({ max: 70 }) }),
  { maxLength: 60 },
);

function event(beforeChunk: number): ConversationEvent {
  return { kind: 'error', direction: 'sent', time: 0, beforeChunk };
}

/** All rows, one behind the other, without any search. */
function naiveRows(conversation: readonly Step[]): ExchangeRow[] {
  const rows: ExchangeRow[] = [];
  let chunk = 0;
  for (const step of conversation) {
    if (step.kind === 'event') rows.push({ kind: 'event', event: event(chunk) });
    else {
      rows.push({ kind: 'heading', chunk });
      for (let offsetInChunk = 0; offsetInChunk < step.length; offsetInChunk += 16) {
        rows.push({ kind: 'bytes', chunk, offsetInChunk, length: Math.min(16, step.length - offsetInChunk) });
      }
      chunk++;
    }
  }
  return rows;
}

function build(conversation: readonly Step[]): { log: ChunkLog; events: ConversationEvent[] } {
  const log = new ChunkLog();
  const events: ConversationEvent[] = [];
  for (const step of conversation) {
    if (step.kind === 'event') events.push(event(log.appended));
    else log.append('received', step.length, 0, 0);
  }
  return { log, events };
}

describe('ExchangeRows', () => {
  it('finds every row that a plain walk lists', () => {
    fc.assert(
      fc.property(steps, (conversation) => {
        const { log, events } = build(conversation);
        log.commit();
        const rows = new ExchangeRows(log, events);
        const found = Array.from({ length: rows.count }, (_, row) => rows.at(row));
        assert.deepEqual(found, naiveRows(conversation));
      }),
    );
  });

  it('finds the row of each byte', () => {
    fc.assert(
      fc.property(steps, (conversation) => {
        const { log, events } = build(conversation);
        log.commit();
        const rows = new ExchangeRows(log, events);
        for (const [number, row] of naiveRows(conversation).entries()) {
          if (row.kind !== 'bytes') continue;
          assert.equal(rows.rowOf(row.chunk, row.offsetInChunk), number);
          assert.equal(rows.rowOf(row.chunk, row.offsetInChunk + row.length - 1), number);
        }
      }),
    );
  });

  it('numbers rows for good: what is visible stays while more is written', () => {
    fc.assert(
      fc.property(steps, (conversation) => {
        const { log, events } = build(conversation);
        const rows = new ExchangeRows(log, events);
        const whole = naiveRows(conversation);
        for (let visible = 0; visible <= log.appended; visible++) {
          log.commit(visible);
          const now = Array.from({ length: rows.count }, (_, row) => rows.at(row));
          assert.deepEqual(now, whole.slice(0, now.length));
        }
        assert.equal(rows.count, whole.length);
      }),
    );
  });

  it('refuses a row that does not exist', () => {
    assert.throws(() => new ExchangeRows(new ChunkLog(), []).at(0), RangeError);
  });
});
