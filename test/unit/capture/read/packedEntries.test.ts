import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntryWriter, readEntries } from '../../../../src/capture/read/packedEntries';
import type { LifecycleKind } from '../../../../src/engine/recording';

interface Chunk {
  readonly direction: 'received' | 'sent';
  readonly time: number;
  readonly length: number;
  readonly position: number;
  readonly gap: boolean;
}

interface Event {
  readonly direction: 'received' | 'sent';
  readonly time: number;
  readonly kind: LifecycleKind;
  readonly detail: string | undefined;
}

const KINDS: readonly LifecycleKind[] = ['open', 'shutdown', 'reset', 'close', 'error'];
const direction = fc.constantFrom('received' as const, 'sent' as const);
const time = fc.oneof(
  fc.integer({ min: -1_000_000, max: 2_000_000_000 }),
  fc.maxSafeInteger(),
  fc.double({ min: -3.2e18, max: 3.2e18, noNaN: true }).map((value) => Math.round(value) + 0),
);
const chunk: fc.Arbitrary<Chunk> = fc.record(
  {
    direction,
    time,
    length: fc.oneof(fc.nat(2000), fc.nat(2 ** 32 - 1)),
    position: fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 2 ** 42 })),
    gap: fc.boolean(),
  },
  { noNullPrototype: true },
);
const event: fc.Arbitrary<Event> = fc.record(
  {
    direction,
    time,
    kind: fc.constantFrom(...KINDS),
    detail: fc.option(fc.string({ unit: 'binary', maxLength: 500 }), { nil: undefined }),
  },
  { noNullPrototype: true },
);

function pack(entries: readonly (Chunk | Event)[]): Uint8Array {
  const writer = new EntryWriter();
  const parts: Uint8Array[] = [];
  let lastTime = 0;
  let lastPosition = 0;
  for (const entry of entries) {
    const length =
      'kind' in entry
        ? writer.event(entry.kind, entry.direction, entry.time, entry.detail, lastTime)
        : writer.chunk(entry.direction, entry.length, entry.time, entry.position, entry.gap, lastTime, lastPosition);
    parts.push(writer.bytes.slice(0, length));
    lastTime = entry.time;
    if (!('kind' in entry) && !entry.gap) lastPosition = entry.position;
  }
  return Buffer.concat(parts);
}

function unpack(bytes: Uint8Array): (Chunk | Event)[] {
  const entries: (Chunk | Event)[] = [];
  readEntries(bytes, 0, bytes.length, {
    chunk: (direction, length, time, position, gap) => entries.push({ direction, time, length, position, gap }),
    event: (kind, direction, time, detail) => entries.push({ direction, time, kind, detail }),
  });
  return entries;
}

describe('packed entries', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(chunk, event), { maxLength: 20 }), (entries) => {
        const expected = entries.map((entry) => ('gap' in entry && entry.gap ? { ...entry, position: 0 } : entry));
        assert.deepEqual(unpack(pack(entries)), expected);
      }),
    );
  });

  it('take few bytes where little changes from one to the next', () => {
    const entries = Array.from({ length: 100 }, (_, i): Chunk => {
      return { direction: 'sent', time: i * 20_000, length: 1448, position: 100 + i * 1514, gap: false };
    });
    assert.ok(pack(entries).length <= 100 * 8);
  });
});
