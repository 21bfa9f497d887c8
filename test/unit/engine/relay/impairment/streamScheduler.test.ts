import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawsOf } from '../../../../../src/engine/relay/impairment/draw';
import { SEGMENT_BYTES, type Impairments } from '../../../../../src/engine/relay/impairment/impairments';
import { StreamScheduler, type DueStreamPart } from '../../../../../src/engine/relay/impairment/streamScheduler';
import { ManualClock } from './manualClock';

interface Bench {
  readonly clock: ManualClock;
  readonly scheduler: StreamScheduler;
}

function makeScheduler(impairments: Impairments, seed = 7): Bench {
  const clock = new ManualClock();
  const scheduler = new StreamScheduler({ draw: drawsOf(seed, 1, 'client'), clock: clock.now });
  scheduler.set(impairments);
  return { clock, scheduler };
}

type Taken = DueStreamPart & { readonly at: number };

function takeUntil({ clock, scheduler }: Bench, time: number, out: Taken[] = []): Taken[] {
  for (let due = scheduler.nextDue; due !== undefined && due <= time; due = scheduler.nextDue) {
    clock.time = Math.max(clock.time, due);
    for (const part of scheduler.takeDue()) out.push({ ...part, at: clock.time });
  }
  clock.time = Math.max(clock.time, time);
  return out;
}

const FOREVER = 1e12;
const bytesOf = (parts: readonly DueStreamPart[]): Uint8Array =>
  Buffer.concat(parts.flatMap((part) => (part.kind === 'bytes' ? [part.bytes] : [])));
const endOf = (parts: readonly DueStreamPart[]): string | undefined => parts.find(({ kind }) => kind !== 'bytes')?.kind;

const anyImpairments: fc.Arbitrary<Impairments> = fc.record(
  {
    delayMs: fc.nat(50),
    jitterMs: fc.nat(50),
    normal: fc.boolean(),
    rate: fc.integer({ min: 100, max: 100_000 }),
    slice: fc.integer({ min: 1, max: 500 }),
    pauseMs: fc.nat(5),
    stall: fc.double({ min: 0, max: 1, noNaN: true }),
    corrupt: fc.double({ min: 0, max: 0.1, noNaN: true }),
    cutAfter: fc.integer({ min: 1, max: 6000 }),
    closeAfter: fc.integer({ min: 1, max: 6000 }),
  },
  { requiredKeys: [] },
);

const someChunks = fc.array(fc.record({ gap: fc.nat(30), bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }) }), {
  maxLength: 8,
});

describe('engine/relay/impairment/streamScheduler', () => {
  it('lets go, discards behind its own end, or still holds every byte, in order, whatever the impairments', () => {
    fc.assert(
      fc.property(anyImpairments, someChunks, fc.nat(), fc.boolean(), (impairments, chunks, seed, ends) => {
        const bench = makeScheduler(impairments, seed);
        const { scheduler, clock } = bench;
        const out: Taken[] = [];
        let pushed = 0;
        for (const { gap, bytes } of chunks) {
          takeUntil(bench, clock.time + gap, out);
          scheduler.push(bytes);
          pushed += bytes.length;
          assert.equal(bytesOf(out).length + scheduler.heldBytes + scheduler.discardedBytes, pushed);
        }
        if (ends) scheduler.end('fin');
        takeUntil(bench, FOREVER, out);
        const { cutAfter = Infinity, closeAfter = Infinity } = impairments;
        const whole = Buffer.concat(chunks.map(({ bytes }) => bytes));
        const passed = bytesOf(out);
        assert.equal(passed.length, Math.min(pushed, cutAfter, closeAfter));
        assert.equal(scheduler.heldBytes, 0);
        assert.equal(passed.length + scheduler.discardedBytes, pushed);
        const restored = Uint8Array.from(passed);
        for (const part of out) {
          if (part.kind !== 'bytes') continue;
          for (const { offset, from, to } of part.changes) {
            assert.equal(restored[offset], to);
            restored[offset] = from;
          }
        }
        assert.deepEqual(Buffer.from(restored), whole.subarray(0, passed.length));
        const isOver = pushed >= Math.min(cutAfter, closeAfter);
        assert.equal(endOf(out), isOver ? (cutAfter <= closeAfter ? 'cut' : 'close') : ends ? 'fin' : undefined);
        for (const [index, part] of out.entries()) assert.ok(index === 0 || part.at >= out[index - 1]!.at);
      }),
    );
  });

  it('does the same to a stream however those who read have cut it', () => {
    fc.assert(
      fc.property(
        anyImpairments,
        fc.uint8Array({ minLength: 1, maxLength: 4000 }),
        fc.array(fc.nat(4000), { maxLength: 5 }),
        (impairments, bytes, cuts) => {
          const runCut = (
            places: readonly number[],
          ): { bytes: Uint8Array; changes: unknown[]; end: string | undefined } => {
            const bench = makeScheduler(impairments);
            let from = 0;
            for (const place of [...places.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]) {
              bench.scheduler.push(bytes.subarray(from, place));
              from = place;
            }
            bench.scheduler.end('fin');
            const out = takeUntil(bench, FOREVER);
            const changes = out.flatMap((part) => (part.kind === 'bytes' ? part.changes : []));
            return { bytes: bytesOf(out), changes, end: endOf(out) };
          };
          assert.deepEqual(runCut(cuts), runCut([]));
        },
      ),
    );
  });

  it('delays what comes, and the end with it', () => {
    const bench = makeScheduler({ delayMs: 100 });
    bench.scheduler.push(Uint8Array.of(1));
    takeUntil(bench, 10);
    bench.scheduler.push(Uint8Array.of(2));
    bench.scheduler.end('fin');
    assert.deepEqual(
      takeUntil(bench, FOREVER).map(({ kind, at }) => [kind, at]),
      [
        ['bytes', 100],
        ['bytes', 110],
        ['fin', 110],
      ],
    );
  });

  it('slices at multiples of the length, with a pause between', () => {
    const bench = makeScheduler({ slice: 4, pauseMs: 5 });
    bench.scheduler.push(new Uint8Array(6));
    bench.scheduler.push(new Uint8Array(6));
    assert.deepEqual(
      takeUntil(bench, FOREVER).map((part) => [part.kind === 'bytes' && part.bytes.length, part.at]),
      [
        [4, 0],
        [2, 5],
        [2, 5],
        [4, 10],
      ],
    );
  });

  it('makes a pause of 1 ms unless told otherwise, from when the slice before really went', () => {
    const { clock, scheduler } = makeScheduler({ slice: 1 });
    scheduler.push(new Uint8Array(3));
    clock.time = 10;
    assert.equal([...scheduler.takeDue()].length, 1);
    assert.equal(scheduler.nextDue, 11);
  });

  it('keeps to its rate over ten seconds, whatever the size of what comes', () => {
    for (const size of [1000, 65_536]) {
      const bench = makeScheduler({ rate: 1024 * 1024 });
      for (let left = 12 * 1024 * 1024; left > 0; left -= size) bench.scheduler.push(new Uint8Array(size));
      const out = takeUntil(bench, 10_000);
      const passed = bytesOf(out).length / (10 * 1024 * 1024);
      assert.ok(Math.abs(passed - 1) < 0.002, `${size}: ${passed}`);
    }
  });

  it('has room for what is under way besides what waits for its rate, so that a delay makes it no slower', () => {
    const { scheduler } = makeScheduler({ rate: 1_000_000, queue: 50_000, delayMs: 200, jitterMs: 50 });
    assert.equal(scheduler.queueBytes, 300_000);
    scheduler.set({ rate: 1_000_000, queue: 50_000 });
    assert.equal(scheduler.queueBytes, 50_000);
    scheduler.set({ delayMs: 200 });
    assert.equal(scheduler.queueBytes, Infinity);
  });

  it('stalls as many segments as it was told, and what is behind them waits', () => {
    const bench = makeScheduler({ stall: 0.1 });
    let late = 0;
    const COUNT = 5000;
    for (let i = 0; i < COUNT; i++) {
      bench.scheduler.push(new Uint8Array(SEGMENT_BYTES));
      const sent = bench.clock.time;
      const [part] = takeUntil(bench, sent + 200);
      if (part!.at > sent) late++;
      assert.ok(part!.at === sent || part!.at === sent + 200);
    }
    assert.ok(Math.abs(late / COUNT - 0.1) < 0.02, `${late}`);
  });

  it('holds in a black hole, and lets go when that is cleared', () => {
    const bench = makeScheduler({ blackhole: true });
    bench.scheduler.push(Uint8Array.of(1, 2));
    bench.scheduler.end('rst');
    assert.deepEqual(takeUntil(bench, 60_000), []);
    assert.equal(bench.scheduler.heldBytes, 2);
    bench.scheduler.set({});
    assert.deepEqual(
      takeUntil(bench, FOREVER).map(({ kind }) => kind),
      ['bytes', 'rst'],
    );
  });

  it('cuts or closes behind exactly so many bytes, and after a time even in a black hole', () => {
    const bench = makeScheduler({ cutAfter: 5 });
    bench.scheduler.push(new Uint8Array(9));
    const out = takeUntil(bench, FOREVER);
    assert.equal(bytesOf(out).length, 5);
    assert.equal(endOf(out), 'cut');
    bench.scheduler.push(new Uint8Array(3));
    assert.equal(bench.scheduler.discardedBytes, 7);
    const closing = makeScheduler({ closeAfter: 1 });
    closing.scheduler.push(new Uint8Array(1));
    assert.equal(endOf(takeUntil(closing, FOREVER)), 'close');
    const timed = makeScheduler({ cutAfterMs: 50, blackhole: true });
    assert.deepEqual(
      takeUntil(timed, FOREVER).map(({ kind, at }) => [kind, at]),
      [['cut', 50]],
    );
  });

  it('is transparent while nothing is done and nothing is held, and counts what passes by', () => {
    const bench = makeScheduler({ delayMs: 0, loss: 0 });
    const { scheduler } = bench;
    assert.ok(scheduler.isTransparent);
    scheduler.pass(100);
    scheduler.set({ cutAfter: 102 });
    assert.ok(!scheduler.isTransparent);
    scheduler.push(new Uint8Array(5));
    assert.equal(bytesOf(takeUntil(bench, FOREVER)).length, 2);
    const held = makeScheduler({ delayMs: 5 });
    held.scheduler.push(new Uint8Array(1));
    held.scheduler.set({});
    assert.ok(!held.scheduler.isTransparent, 'what is held goes first');
  });

  it('forgets what has gone, however many pieces there were', () => {
    const bench = makeScheduler({ delayMs: 1 });
    let sum = 0;
    for (let i = 0; i < 5000; i++) {
      bench.scheduler.push(Uint8Array.of(i, i >> 8));
      if (i % 3 === 0) sum += bytesOf(takeUntil(bench, bench.clock.time + 1)).length;
    }
    sum += bytesOf(takeUntil(bench, FOREVER)).length;
    assert.equal(sum, 10_000);
  });
});
