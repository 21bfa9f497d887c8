import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DatagramScheduler,
  type DatagramFate,
  type DueDatagram,
} from '../../../../../src/engine/relay/impairment/datagramScheduler';
import { drawsOf } from '../../../../../src/engine/relay/impairment/draw';
import type { Impairments } from '../../../../../src/engine/relay/impairment/impairments';
import { ManualClock } from './manualClock';

const HEADERS = 28;
const MANY = 20_000;

interface Bench {
  readonly clock: ManualClock;
  readonly scheduler: DatagramScheduler;
}

function makeScheduler(impairments: Impairments, { seed = 7, maxHeld = Infinity } = {}): Bench {
  const clock = new ManualClock();
  const draw = drawsOf(seed, 1, 'client');
  const scheduler = new DatagramScheduler({ draw, clock: clock.now, headerBytes: HEADERS, maxHeld });
  scheduler.set(impairments);
  return { clock, scheduler };
}

/** Pushes datagrams at given times, and takes what is due whenever that is. */
function run(
  { clock, scheduler }: Bench,
  pushes: readonly { readonly at: number; readonly bytes: Uint8Array }[],
): {
  fates: DatagramFate[];
  out: (DueDatagram & { readonly at: number })[];
} {
  const fates: DatagramFate[] = [];
  const out: (DueDatagram & { readonly at: number })[] = [];
  const takeUntil = (time: number): void => {
    for (let due = scheduler.nextDue; due !== undefined && due <= time; due = scheduler.nextDue) {
      clock.time = Math.max(clock.time, due);
      for (const item of scheduler.takeDue()) out.push({ ...item, at: clock.time });
    }
    clock.time = Math.max(clock.time, time);
  };
  for (const { at, bytes } of pushes) {
    takeUntil(at);
    fates.push(scheduler.push(bytes));
  }
  takeUntil(1e12);
  return { fates, out };
}

const everyMs = (count: number, length = 10, gap = 1): { at: number; bytes: Uint8Array }[] =>
  Array.from({ length: count }, (_, index) => ({ at: index * gap, bytes: new Uint8Array(length).fill(index) }));

const share = (fates: readonly DatagramFate[], isMeant: (fate: DatagramFate) => boolean): number =>
  fates.filter(isMeant).length / fates.length;

const anyImpairments: fc.Arbitrary<Impairments> = fc.record(
  {
    delayMs: fc.nat(50),
    jitterMs: fc.nat(50),
    normal: fc.boolean(),
    ordered: fc.boolean(),
    rate: fc.integer({ min: 1000, max: 100_000 }),
    queue: fc.integer({ min: 1, max: 2000 }),
    loss: fc.double({ min: 0, max: 1, noNaN: true }),
    burst: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.integer({ min: 1, max: 30 }),
    duplicate: fc.double({ min: 0, max: 1, noNaN: true }),
    reorder: fc.double({ min: 0, max: 1, noNaN: true }),
    corrupt: fc.double({ min: 0, max: 1, noNaN: true }),
    mtu: fc.integer({ min: 1, max: 150 }),
    truncate: fc.integer({ min: 1, max: 150 }),
    blackhole: fc.constant(false),
  },
  { requiredKeys: [] },
);

const somePushes = fc
  .array(fc.record({ gap: fc.nat(20), bytes: fc.uint8Array({ maxLength: 120 }) }), { maxLength: 40 })
  .map((items) => {
    let at = 0;
    return items.map(({ gap, bytes }) => ({ at: (at += gap), bytes }));
  });

describe('engine/relay/impairment/datagramScheduler', () => {
  it('passes everything at once and in order without impairments', () => {
    const bench = makeScheduler({});
    const { out, fates } = run(bench, everyMs(10));
    assert.deepEqual(
      out.map(({ number, at }) => [number, at]),
      fates.map(({ number }) => [number, number - 1]),
    );
    assert.equal(bench.scheduler.heldDatagrams, 0);
  });

  it('lets go, drops or still holds whatever comes in, whatever the impairments', () => {
    fc.assert(
      fc.property(anyImpairments, somePushes, fc.nat(), (impairments, pushes, seed) => {
        const bench = makeScheduler(impairments, { seed, maxHeld: 1000 });
        const { scheduler } = bench;
        for (const { bytes } of pushes.slice(0, 5)) scheduler.push(bytes);
        const held = scheduler.heldDatagrams;
        const early = [...scheduler.takeDue()];
        assert.equal(scheduler.heldDatagrams, held - early.length);
        const { fates, out } = run(bench, pushes);
        const goes = fates.filter(({ dropped }) => dropped === undefined);
        const numbers = new Set(out.filter(({ isCopy }) => !isCopy).map(({ number }) => number));
        for (const { number } of goes) assert.ok(numbers.has(number), `${number} was lost without a word`);
        for (const { number, dropped } of fates) if (dropped !== undefined) assert.ok(!numbers.has(number));
        const copies = out.filter(({ isCopy }) => isCopy).map(({ number }) => number);
        for (const { number, isDoubled } of goes) assert.equal(copies.includes(number), isDoubled === true);
        assert.equal(scheduler.heldDatagrams, 0);
        assert.equal(scheduler.heldBytes, 0);
        assert.equal(scheduler.nextDue, undefined);
      }),
    );
  });

  it('decides the same for the same seed and input, whenever that comes', () => {
    fc.assert(
      fc.property(anyImpairments, somePushes, fc.nat(), fc.nat(50), (impairments, pushes, seed, slower) => {
        const untimed = Object.fromEntries(Object.entries(impairments).filter(([name]) => name !== 'rate'));
        const decide = (gap: number): unknown[] =>
          run(
            makeScheduler(untimed, { seed }),
            pushes.map(({ at, bytes }) => ({ at: at * gap, bytes })),
          ).fates.map((fate) => ({ ...fate, delay: undefined }));
        assert.deepEqual(decide(1), decide(1 + slower));
      }),
    );
  });

  it('gives the same run with the same times, reordering and all', () => {
    const impairments: Impairments = { delayMs: 30, jitterMs: 30, reorder: 0.2, loss: 0.2, duplicate: 0.1, rate: 5000 };
    const runOnce = (seed: number): unknown => run(makeScheduler(impairments, { seed }), everyMs(500));
    assert.deepEqual(runOnce(3), runOnce(3));
    assert.notDeepEqual(runOnce(3), runOnce(4));
  });

  for (const [name, wanted] of [
    ['loss', 0.2],
    ['burst', 0.05],
    ['burst', 0.3],
    ['burst', 0.9],
  ] as const) {
    it(`loses ${wanted * 100}% with ${name}`, () => {
      const { fates } = run(makeScheduler({ [name]: wanted }), everyMs(MANY));
      const lost = share(fates, ({ dropped }) => dropped === name);
      assert.ok(Math.abs(lost - wanted) < 0.02, `${lost}`);
    });
  }

  it('loses in runs of four on average with burst, and none or all at its ends', () => {
    const { fates } = run(makeScheduler({ burst: 0.1 }), everyMs(MANY));
    const bursts = fates.filter(({ dropped }, index) => dropped && !fates[index - 1]?.dropped).length;
    const length = fates.filter(({ dropped }) => dropped).length / bursts;
    assert.ok(Math.abs(length - 4) < 0.4, `${length}`);
    assert.equal(
      share(run(makeScheduler({ burst: 0 }), everyMs(100)).fates, ({ dropped }) => dropped !== undefined),
      0,
    );
    assert.equal(
      share(run(makeScheduler({ burst: 1 }), everyMs(100)).fates, ({ dropped }) => dropped === 'burst'),
      1,
    );
  });

  it('drops the n-th alone', () => {
    const { fates } = run(makeScheduler({ drop: 3 }), everyMs(5));
    assert.deepEqual(
      fates.map(({ dropped }) => dropped),
      [undefined, undefined, 'drop', undefined, undefined],
    );
  });

  it('doubles, holds back and corrupts as many as it was told', () => {
    const { fates, out } = run(makeScheduler({ duplicate: 0.1, corrupt: 0.05 }), everyMs(MANY));
    assert.ok(Math.abs(share(fates, ({ isDoubled }) => isDoubled === true) - 0.1) < 0.01);
    assert.ok(Math.abs(share(fates, ({ changes }) => changes.length === 1) - 0.05) < 0.01);
    assert.ok(out.length > MANY * 1.08);
    const reordered = run(makeScheduler({ reorder: 0.1 }), everyMs(MANY));
    assert.ok(Math.abs(share(reordered.fates, ({ isHeldBack }) => isHeldBack === true) - 0.1) < 0.02);
    const overtaken = reordered.out.filter(
      ({ number }, index) => (reordered.out[index + 1]?.number ?? Infinity) < number,
    );
    assert.equal(
      overtaken.length,
      reordered.fates.filter(({ isHeldBack, number }) => isHeldBack && number < MANY).length,
    );
  });

  it('lets one that is held back go behind the next, or after 100 ms alone', () => {
    const { out } = run(makeScheduler({ reorder: 1 }), [
      { at: 0, bytes: new Uint8Array(1) },
      { at: 10, bytes: new Uint8Array(1) },
      { at: 20, bytes: new Uint8Array(1) },
    ]);
    assert.deepEqual(
      out.map(({ number, at }) => [number, at]),
      [
        [2, 10],
        [1, 10],
        [3, 120],
      ],
    );
  });

  it('delays each, and lets none overtake without jitter or with `ordered`', () => {
    const { out } = run(makeScheduler({ delayMs: 31 }), everyMs(50));
    for (const { number, at } of out) assert.equal(at, number - 1 + 31);
    const isInOrder = (impairments: Impairments): boolean =>
      run(makeScheduler(impairments), everyMs(500)).out.every(({ number }, index) => number === index + 1);
    assert.ok(!isInOrder({ delayMs: 50, jitterMs: 40 }));
    assert.ok(isInOrder({ delayMs: 50, jitterMs: 40, ordered: true }));
    assert.ok(isInOrder({ delayMs: 50, jitterMs: 40, normal: true, ordered: true }));
  });

  it('keeps to its rate, and drops the tail that finds no room in the queue', () => {
    const bench = makeScheduler({ rate: 1000, queue: 300 });
    const { fates, out } = run(bench, everyMs(1000, 100));
    const [first, last] = [out[0]!, out.at(-1)!];
    const passed = ((out.length - 1) * 100) / ((last.at - first.at) / 1000);
    assert.ok(Math.abs(passed - 1000) < 1, `${passed} bytes a second`);
    assert.ok(
      out.every(({ number, at }) => at - (number - 1) <= 400 + 1e-6),
      'nothing waits longer than the queue is',
    );
    assert.equal(fates.filter(({ dropped }) => dropped === 'queue').length, 1000 - out.length);
    // What is longer than the queue goes alone.
    assert.equal(makeScheduler({ rate: 1000, queue: 10 }).scheduler.push(new Uint8Array(100)).dropped, undefined);
  });

  it('counts the headers of IP and UDP for what is dropped or cut', () => {
    const lengths = [10, 72, 73].map((length) => ({ at: 0, bytes: new Uint8Array(length) }));
    assert.deepEqual(
      run(makeScheduler({ mtu: 100 }), lengths).fates.map(({ dropped }) => dropped),
      [undefined, undefined, 'mtu'],
    );
    const { fates, out } = run(makeScheduler({ truncate: 100 }), lengths);
    assert.deepEqual(
      out.map(({ bytes }) => bytes.length),
      [10, 72, 72],
    );
    assert.equal(fates[2]!.cutFrom, 73);
  });

  it('drops everything in a black hole, and what is more than is held', () => {
    assert.deepEqual(
      run(makeScheduler({ blackhole: true }), everyMs(2)).fates.map(({ dropped }) => dropped),
      ['blackhole', 'blackhole'],
    );
    const bench = makeScheduler({ delayMs: 100 }, { maxHeld: 25 });
    const fates = [1, 2, 3].map(() => bench.scheduler.push(new Uint8Array(10)));
    assert.deepEqual(
      fates.map(({ dropped }) => dropped),
      [undefined, undefined, 'full'],
    );
  });

  it('lets everything that is held go at once, in order, when the delay is taken away', () => {
    const { clock, scheduler } = makeScheduler({ delayMs: 1000, reorder: 1 });
    for (let i = 0; i < 5; i++) scheduler.push(Uint8Array.of(i));
    clock.time = 10;
    assert.deepEqual([...scheduler.takeDue()], []);
    scheduler.set({});
    assert.deepEqual([...scheduler.takeDue()].map(({ number }) => number).sort(), [1, 2, 3, 4, 5]);
    assert.equal(scheduler.heldBytes, 0);
  });

  it('is transparent while nothing is done and nothing is held, and counts what passes by', () => {
    const { clock, scheduler } = makeScheduler({});
    assert.ok(scheduler.isTransparent);
    scheduler.pass();
    scheduler.set({ delayMs: 5, drop: 3 });
    assert.ok(!scheduler.isTransparent);
    assert.equal(scheduler.push(new Uint8Array(1)).number, 2);
    assert.equal(scheduler.push(new Uint8Array(1)).dropped, 'drop');
    scheduler.set({});
    assert.ok(!scheduler.isTransparent, 'one is held');
    assert.equal([...scheduler.takeDue()].length, 1);
    assert.ok(scheduler.isTransparent);
    clock.time++;
    assert.equal(scheduler.push(new Uint8Array(1)).number, 4);
  });
});
