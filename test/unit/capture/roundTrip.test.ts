import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openCapture } from '../../../src/capture/openCapture';
import type { Direction } from '../../../src/base/direction';
import type { BegunConversation, LifecycleEvent } from '../../../src/engine/recording';
import { describeConversation, ip, makeTestStore, readAll, type TestStore } from './recording';

const DIRECTIONS = ['received', 'sent'] as const;

const direction = fc.constantFrom(...DIRECTIONS);
/** Mostly small, sometimes around the sizes where a chunk is copied, and where it is cut into segments. */
const length = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 100 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1020, max: 1030 }) },
  { weight: 2, arbitrary: fc.constantFrom(65_491, 65_492, 65_493, 65_536, 130_984, 130_985, 200_000) },
);

type Step =
  | { readonly kind: 'chunk'; readonly stream: number; readonly direction: Direction; readonly length: number }
  | { readonly kind: 'datagram'; readonly peer: number; readonly direction: Direction; readonly length: number }
  | { readonly kind: 'event'; readonly stream: number; readonly event: LifecycleEvent }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'wait' };

const event = fc.record(
  {
    kind: fc.constantFrom('open', 'shutdown', 'reset', 'close', 'error'),
    direction,
    detail: fc.string({ unit: 'grapheme', maxLength: 20 }),
  },
  { requiredKeys: ['kind', 'direction'] },
) as fc.Arbitrary<LifecycleEvent>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('chunk' as const), stream: fc.nat(3), direction, length }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('datagram' as const),
      peer: fc.nat(3),
      direction,
      length: fc.integer({ min: 0, max: 2000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('event' as const), stream: fc.nat(4), event }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('note' as const), text: fc.string() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const }) },
);

const STREAMS: readonly BegunConversation[] = [
  { scheme: 'tcp', local: ip('127.0.0.1', 9000), remote: ip('127.0.0.1', 40000), initiator: 'received' },
  { scheme: 'tls', local: ip('fe80::1%eth0', 9000), remote: ip('fe80::2%eth0', 40000), initiator: 'sent' },
  {
    scheme: 'unix',
    local: { family: 'unix', path: '/run/ä.sock' },
    remote: { family: 'unix', path: '@name' },
    initiator: 'received',
  },
  {
    scheme: 'pipe',
    local: { family: 'pipe', path: 'sql\\query' },
    remote: { family: 'pipe', path: '' },
    initiator: 'received',
  },
  // The same addresses and ports as the first: another connection nevertheless.
  { scheme: 'tcp', local: ip('127.0.0.1', 9000), remote: ip('127.0.0.1', 40000), initiator: 'received' },
];
const PEERS = [ip('::1', 1), ip('fe80::7%eth0', 2), ip('fe80::7%eth1', 2), ip('::ffff:10.0.0.1', 65_535)];

describe('a capture', () => {
  let test: TestStore;

  beforeEach(async () => {
    test = await makeTestStore();
  });

  afterEach(() => test.remove());

  it('reads the same while it is recorded and when it is opened again, and as it was said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { recording, capture, path } = test.begin();
        // A stream begins with its first step, so that the reuse of addresses comes in order.
        const streams = new Map<number, ReturnType<typeof recording.stream>>();
        const streamOf = (number: number) => {
          let stream = streams.get(number);
          if (stream === undefined) streams.set(number, (stream = recording.stream(STREAMS[number]!)));
          return stream;
        };
        const socket = recording.datagrams(ip('::', 9000));
        const said = new Map<string, Buffer[]>();
        let seed = 0;
        const say = (conversation: number, direction: Direction, length: number): Buffer => {
          const bytes = Buffer.alloc(length, String(seed++ % 251));
          const key = `${conversation} ${direction}`;
          said.set(key, [...(said.get(key) ?? []), bytes]);
          return bytes;
        };
        // The first stream's packets would be taken for the last one's once both have the same addresses and ports.
        let isReused = false;
        for (const step of steps) {
          const number = 'stream' in step && isReused && step.stream === 0 ? 3 : 'stream' in step ? step.stream : 0;
          if (number === 3) isReused = true;
          switch (step.kind) {
            case 'chunk': {
              const stream = streamOf(number);
              stream.chunk(step.direction, say(stream.conversation, step.direction, step.length));
              break;
            }
            case 'datagram':
              socket.datagram(step.direction, say(socket.conversation, step.direction, step.length), PEERS[step.peer]!);
              break;
            case 'event':
              (number === 4 ? socket : streamOf(number)).event(step.event);
              break;
            case 'note':
              recording.note(step.text);
              break;
            case 'wait':
              await capture.flush();
          }
        }
        await capture.flush();

        const live = [...capture.conversations].map(describeConversation);
        await recording.close();
        const opened = await openCapture(path);
        await opened.flush();
        try {
          assert.deepEqual([...opened.conversations].map(describeConversation), live);
          assert.deepEqual([...capture.conversations].map(describeConversation), live);
          assert.deepEqual(opened.notes, capture.notes);
          assert.equal(opened.startTime, capture.startTime);
          assert.equal(opened.title, capture.title);
          assert.deepEqual(opened.problems.list, []);
          for (const conversation of capture.conversations) {
            for (const direction of DIRECTIONS) {
              const expected = Buffer.concat(said.get(`${conversation.id} ${direction}`) ?? []);
              assert.ok(expected.equals(await readAll(capture, conversation, direction)));
              assert.ok(expected.equals(await readAll(opened, opened.conversations.at(conversation.id)!, direction)));
            }
          }
        } finally {
          await opened.close();
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the boundaries of chunks', async () => {
    const { recording, capture, path } = test.begin();
    const stream = recording.stream(STREAMS[0]!);
    const lengths = [1, 65_492, 65_492, 65_493, 130_984, 1, 65_536];
    for (const length of lengths) stream.chunk('received', Buffer.alloc(length));
    await recording.close();
    const opened = await openCapture(path);
    const { log } = opened.conversations.at(0)!;
    await opened.close();
    assert.deepEqual(
      lengths.map((_, chunk) => log.byteLength(chunk)),
      lengths,
    );
    assert.equal(log.length, capture.conversations.at(0)!.log.length);
  });

  it('reads any part of a stream, in a buffer of exactly its size', async () => {
    const { recording, capture } = test.begin();
    const stream = recording.stream(STREAMS[0]!);
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(index * 5000, index));
    for (const [index, chunk] of chunks.entries()) stream.chunk(index % 3 === 0 ? 'sent' : 'received', chunk);
    await capture.flush();
    const all = Buffer.concat(chunks.filter((_, index) => index % 3 !== 0));
    const { log } = capture.conversations.at(0)!;
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length + 10), fc.nat(300_000), async (offset, length) => {
        const bytes = await capture.readBytes(log, 'received', offset, length);
        assert.ok(all.subarray(offset, offset + length).equals(bytes));
        assert.equal(bytes.buffer.byteLength, bytes.length);
      }),
      { numRuns: 100 },
    );
  });
});
