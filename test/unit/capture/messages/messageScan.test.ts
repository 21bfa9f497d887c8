import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import type { Framing, MessageFilter } from '../../../../src/bytes/framing/framing';
import type { Message } from '../../../../src/capture/messages/messageIndex';
import { MessageScan } from '../../../../src/capture/messages/messageScan';
import type { ReadStream } from '../../../../src/capture/messages/streamWindow';
import { logOf, type TestChunk } from './conversation';

const MILLISECOND = 1_000_000;
const DIRECTIONS = ['received', 'sent'] as const;
const ignore = () => undefined;

// Few byte values, so that delimiters and small lengths are frequent.
const bytes = fc.array(fc.constantFrom(0, 1, 2, 3, 0x0a, 0x0d, 0x41, 0x61), { maxLength: 12 });
const conversations: fc.Arbitrary<TestChunk[]> = fc.array(
  fc.record({
    direction: fc.constantFrom(...DIRECTIONS),
    bytes,
    after: fc.integer({ min: 0, max: 30 * MILLISECOND }),
  }),
  { maxLength: 30 },
);
const framings: fc.Arbitrary<Framing> = fc.oneof(
  fc.constant({ rule: 'chunks' } as const),
  fc
    .constantFrom([0x0a], [0x0d, 0x0a], [0], [1, 1, 2], [1, 2, 1, 3])
    .map((delimiter) => ({ rule: 'delimiter', delimiter }) as const),
  fc.record({
    rule: fc.constant('prefix' as const),
    size: fc.constantFrom(1, 2, 3, 4, 8),
    order: fc.constantFrom('be' as const, 'le' as const),
    offset: fc.nat({ max: 3 }),
    counts: fc.constantFrom('rest' as const, 'self' as const, 'all' as const),
  }),
  fc.record({ rule: fc.constant('fixed' as const), length: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ rule: fc.constant('idle' as const), milliseconds: fc.constantFrom(0, 5, 10, 20) }),
);

/** A message of a stream: where it begins and ends, and whether it is whole. */
type Cut = readonly [start: number, end: number, whole: boolean];

/** Cuts a whole stream at once, by the book. */
function naive(chunks: readonly TestChunk[], direction: Direction, framing: Framing): Cut[] {
  let time = 0;
  const own = chunks
    .map((chunk) => ({ ...chunk, time: (time += chunk.after) }))
    .filter((chunk) => chunk.direction === direction);
  const stream = own.flatMap((chunk) => [...chunk.bytes]);
  const cuts: Cut[] = [];
  if (framing.rule === 'chunks') {
    let start = 0;
    for (const chunk of own) cuts.push([start, (start += chunk.bytes.length), true]);
    return cuts;
  }
  if (framing.rule === 'idle') {
    let [start, end] = [0, 0];
    own.forEach((chunk, i) => {
      const pause = i === 0 ? 0 : chunk.time - own[i - 1]!.time;
      if (pause > framing.milliseconds * MILLISECOND && end > start) {
        cuts.push([start, end, true]);
        start = end;
      }
      end += chunk.bytes.length;
    });
    if (end > start) cuts.push([start, end, false]);
    return cuts;
  }
  for (let start = 0; start < stream.length;) {
    const end = endOf(stream, start, framing);
    cuts.push([start, Math.min(end, stream.length), end <= stream.length]);
    start = end;
  }
  return cuts;
}

/** Where the message that begins at `start` ends; Infinity when that is not told by the bytes there are. */
function endOf(
  stream: readonly number[],
  start: number,
  framing: Exclude<Framing, { rule: 'chunks' | 'idle' }>,
): number {
  switch (framing.rule) {
    case 'fixed':
      return start + framing.length;
    case 'delimiter': {
      const at = Buffer.from(stream).indexOf(Buffer.from(framing.delimiter), start);
      return at < 0 ? Infinity : at + framing.delimiter.length;
    }
    case 'prefix': {
      const { offset, size, order, counts } = framing;
      const prefix = stream.slice(start + offset, start + offset + size);
      if (prefix.length < size) return Infinity;
      const hex = Buffer.from(order === 'be' ? prefix : prefix.toReversed()).toString('hex');
      const value = Number(BigInt(`0x${hex}`));
      const length = { rest: offset + size + value, self: offset + value, all: value }[counts];
      return start + Math.max(offset + size, length);
    }
  }
}

async function scanAll(
  chunks: readonly TestChunk[],
  framing: Framing,
  filter: MessageFilter = {},
): Promise<(Message & { direction: Direction })[]> {
  const { log, read } = logOf(chunks);
  const scan = new MessageScan(read, log, framing, filter);
  await scan.run(new AbortController().signal, ignore);
  await scan.end();
  return Array.from({ length: scan.index.length }, (_, row) => {
    const message = scan.index.at(row);
    return { ...message, direction: log.direction(message.chunk) };
  });
}

describe('MessageScan', () => {
  it('cuts both streams where a plain reading of each rule does', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, framings, async (chunks, framing) => {
        const messages = await scanAll(chunks, framing);
        for (const direction of DIRECTIONS) {
          const cuts = messages
            .filter((message) => message.direction === direction)
            .map(({ offset, length, incomplete }) => [offset, offset + length, !incomplete]);
          assert.deepEqual(cuts, naive(chunks, direction, framing));
        }
        assert.deepEqual(
          messages.map(({ number }) => number),
          messages.map((_, i) => i + 1),
        );
        const whole = messages.filter(({ incomplete }) => !incomplete).map(({ chunk }) => chunk);
        if (framing.rule !== 'idle')
          assert.deepEqual(
            whole,
            whole.toSorted((one, other) => one - other),
          );
      }),
      { numRuns: 500 },
    );
  });

  it('cuts the same however often it is asked to go on, and changes no message', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, framings, async (chunks, framing) => {
        const { log, read, append } = logOf([]);
        const scan = new MessageScan(read, log, framing, {});
        const { signal } = new AbortController();
        let before: Message[] = [];
        for (const chunk of chunks) {
          append(chunk);
          await scan.run(signal, ignore);
          const now = Array.from({ length: scan.index.length }, (_, row) => scan.index.at(row));
          assert.deepEqual(now.slice(0, before.length), before);
          const listed = [...now, ...scan.unfinished].reduce((sum, { length }) => sum + length, 0);
          assert.equal(listed, log.bytes('received') + log.bytes('sent'));
          before = now;
        }
        await scan.end();
        assert.equal(scan.index.length, (await scanAll(chunks, framing)).length);
      }),
    );
  });

  it('lists what a filter lets pass, under the numbers that they have without it', async () => {
    const filters: fc.Arbitrary<MessageFilter> = fc.record(
      {
        direction: fc.constantFrom(...DIRECTIONS),
        minLength: fc.nat({ max: 6 }),
        maxLength: fc.nat({ max: 12 }),
        pattern: fc.constantFrom([0x41], [0x61, 0x41], [0x0d, 0x0a], [1, 1]),
        ignoreCase: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(conversations, framings, filters, async (chunks, framing, filter) => {
        const streams = { received: Buffer.alloc(0), sent: Buffer.alloc(0) };
        for (const { direction, bytes: part } of chunks) {
          streams[direction] = Buffer.concat([streams[direction], Buffer.from(part)]);
        }
        const fold = (part: Buffer) =>
          filter.ignoreCase ? part.toString('latin1').toLowerCase() : part.toString('latin1');
        const expected = (await scanAll(chunks, framing)).filter(({ direction, offset, length }) => {
          const content = streams[direction].subarray(offset, offset + length);
          return (
            (filter.direction ?? direction) === direction &&
            length >= (filter.minLength ?? 0) &&
            length <= (filter.maxLength ?? Infinity) &&
            fold(content).includes(fold(Buffer.from(filter.pattern ?? [])))
          );
        });
        assert.deepEqual(await scanAll(chunks, framing, filter), expected);
      }),
      { numRuns: 300 },
    );
  });

  it('finds patterns and delimiters over the edges of what is read at once', async () => {
    const long = new Array<number>(3_000_000).fill(7);
    for (const at of [1_048_575, 2_097_151, 2_999_997]) long.splice(at, 3, 1, 2, 3);
    const chunks: TestChunk[] = [{ direction: 'received', bytes: [], after: 0 }];
    const { log } = logOf(chunks);
    assert.equal(log.length, 1);
    log.append('received', long.length, 1, 0);
    log.commit();
    const content = Uint8Array.from(long);
    const readLong: ReadStream = (_log, _direction, offset, length) =>
      Promise.resolve(content.slice(offset, offset + length));
    const { signal } = new AbortController();
    const cut = new MessageScan(readLong, log, { rule: 'delimiter', delimiter: [1, 2, 3] }, {});
    await cut.run(signal, ignore);
    assert.deepEqual(
      Array.from({ length: cut.index.length }, (_, row) => cut.index.at(row).offset + cut.index.at(row).length),
      [1_048_578, 2_097_154, 3_000_000],
    );
    const found = new MessageScan(readLong, log, { rule: 'chunks' }, { pattern: [2, 3] });
    await found.run(signal, ignore);
    assert.equal(found.index.length, 1);
    const none = new MessageScan(readLong, log, { rule: 'chunks' }, { pattern: [2, 4] });
    await none.run(signal, ignore);
    assert.equal(none.index.length, 0);
  });

  it('cuts a message off where bytes are missing, and goes on behind them', async () => {
    const { log, read } = logOf([{ direction: 'sent', bytes: [1, 2, 3], after: 0 }]);
    log.append('sent', 100, 1, 0, 0, true);
    log.append('sent', 0, 2, 0);
    log.commit();
    const scan = new MessageScan(read, log, { rule: 'fixed', length: 5 }, {});
    await scan.run(new AbortController().signal, ignore);
    assert.deepEqual(scan.index.at(0), { number: 1, offset: 0, length: 3, chunk: 0, incomplete: true });
    assert.equal(scan.index.length, 1);
    assert.deepEqual(scan.unfinished, []);
  });

  it('stops when it is told to', async () => {
    const { log, read } = logOf(new Array<TestChunk>(1000).fill({ direction: 'sent', bytes: [1], after: 1 }));
    const scan = new MessageScan(read, log, { rule: 'chunks' }, {});
    const controller = new AbortController();
    controller.abort();
    await scan.run(controller.signal, ignore);
    assert.equal(scan.scanned, 0);
  });
});
