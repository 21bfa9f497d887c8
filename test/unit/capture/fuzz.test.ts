import { env } from 'node:process';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { ConversationBuilder } from '../../../src/capture/read/conversationBuilder';
import { FileFeed } from '../../../src/capture/read/fileFeed';
import { pcapFormat, PcapReader } from '../../../src/capture/read/pcapReader';
import { PcapngReader } from '../../../src/capture/read/pcapngReader';
import { Timeline } from '../../../src/capture/read/timeline';
import { Turn } from '../../../src/capture/turn';
import { Problems } from '../../../src/capture/problems';
import { readBytes } from '../../../src/capture/readBytes';
import { BLOCK, TCP_FLAG } from '../../../src/capture/pcapng';
import { cooked, cooked2, ethernet, ipPacket, LINK, loopback, PcapFile, PcapngFile, tcp, udp } from './foreign';
import { ip, makeTestStore } from './recording';

/** `FUZZ_RUNS=100000` for the longer one. */
const RUNS = Number(env['FUZZ_RUNS'] ?? 2000);
/** Longer than this for one small file is a hang. */
const MAX_MILLISECONDS = 1000;
/** Bytes of index for each byte of a file: a packet of 60 bytes may begin a conversation, which has objects of its own. */
const MAX_CHUNKS_PER_BYTE = 1 / 16;

/** A file in memory. */
function fileOf(bytes: Uint8Array) {
  return {
    read: (target: Uint8Array, offset: number, length: number, position: number) => {
      const part = bytes.subarray(position, position + length);
      target.set(part, offset);
      return Promise.resolve({ bytesRead: part.length, buffer: target });
    },
  } as unknown as ConstructorParameters<typeof FileFeed>[0];
}

async function index(bytes: Uint8Array) {
  const feed = new FileFeed(fileOf(bytes), bytes.length);
  const timeline = new Timeline();
  const problems = new Problems();
  const builder = new ConversationBuilder(timeline, problems);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = bytes.length >= 4 && view.getUint32(0) !== BLOCK.sectionHeader ? pcapFormat(view) : undefined;
  const reader =
    format === undefined
      ? new PcapngReader(feed, builder, timeline, problems)
      : new PcapReader(feed, builder, timeline, problems, format);
  const turn = new Turn();
  while (await reader.readWindow(turn)) if (turn.isLate()) await turn.pass();
  await builder.end(bytes.length);
  return { conversations: builder.conversations, problems };
}

/** One of everything that is understood, in one file. */
function everything(file: PcapngFile): Buffer {
  const stream = (text: string, more: object = {}): Buffer => ipPacket(tcp(text, more));
  const datagram = ipPacket(udp('datagram'), { protocol: 17, source: '2001:db8::1', destination: '2001:db8::2' });
  return file
    .section()
    .interface(LINK.ethernet)
    .interface(LINK.raw, 0, file.option(9, Buffer.of(9)))
    .interface(LINK.null)
    .interface(LINK.cooked)
    .interface(LINK.cooked2)
    .packet(ethernet(stream('', { sequence: 99, flags: TCP_FLAG.syn }), 0x8100))
    .packet(ethernet(stream('first', { sequence: 100 })))
    .packet(stream('third', { sequence: 111 }), { interfaceNumber: 1 })
    .packet(stream('second', { sequence: 105 }), { interfaceNumber: 1 })
    .packet(loopback(datagram, 24, true), { interfaceNumber: 2, options: file.option(1, Buffer.from('comment')) })
    .packet(cooked(stream('x', { sequence: 200 })), { interfaceNumber: 3 })
    .packet(cooked2(stream('', { sequence: 202, flags: TCP_FLAG.fin })), { interfaceNumber: 4 })
    .simplePacket(ethernet(datagram))
    .oldPacket(ethernet(datagram)).bytes;
}

async function ownCapture(): Promise<Buffer> {
  const test = await makeTestStore();
  try {
    const { recording, path } = test.begin();
    recording.note('listening');
    const ends = {
      scheme: 'tcp',
      local: ip('127.0.0.1', 9000),
      remote: ip('127.0.0.1', 40000),
      initiator: 'received',
    } as const;
    const stream = recording.stream(ends);
    stream.event({ kind: 'open', direction: 'received' });
    stream.chunk('received', Buffer.from('hello'));
    stream.chunk('sent', Buffer.alloc(100, 'x'));
    stream.event({ kind: 'close', direction: 'received' });
    const socket = recording.datagrams(ip('::1', 9000));
    socket.datagram('received', Buffer.from('datagram'), ip('fe80::1%eth0', 7));
    await recording.close();
    return await readFile(path);
  } finally {
    await test.remove();
  }
}

type Damage =
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | { readonly kind: 'word'; readonly at: number; readonly value: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'insert' | 'remove' | 'double'; readonly at: number; readonly length: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('word' as const),
    at: place,
    value: fc.oneof(fc.nat(200), fc.constantFrom(0xffff_ffff, 0xffff_fffc, 0x8000_0000, 0x7fff_ffff, 0x0010_0000)),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({
    kind: fc.constantFrom('insert' as const, 'remove' as const, 'double' as const),
    at: place,
    length: fc.nat(100),
  }),
);

function apply(bytes: Buffer, damages: readonly Damage[]): Buffer {
  let result = Buffer.from(bytes);
  for (const one of damages) {
    const at = Math.floor(one.at * result.length);
    switch (one.kind) {
      case 'byte':
        if (at < result.length) result[at] = one.value;
        break;
      case 'word': {
        const aligned = at & ~3;
        if (aligned + 4 <= result.length) result.writeUInt32LE(one.value, aligned);
        break;
      }
      case 'cut':
        result = result.subarray(0, at);
        break;
      case 'insert':
        result = Buffer.concat([result.subarray(0, at), Buffer.alloc(one.length, 0x5a), result.subarray(at)]);
        break;
      case 'remove':
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + one.length)]);
        break;
      case 'double':
        result = Buffer.concat([result.subarray(0, at + one.length), result.subarray(at)]);
    }
  }
  return result;
}

describe('damaged captures', function () {
  this.timeout(Math.max(20_000, RUNS * 20));

  it('are read without crashing, hanging, or taking more memory than their size explains', async () => {
    const datagram = ipPacket(udp('datagram'), { protocol: 17 });
    const files = [
      everything(new PcapngFile()),
      everything(new PcapngFile({ littleEndian: false })),
      new PcapFile(LINK.ethernet).packet(ethernet(datagram)).packet(ethernet(ipPacket(tcp('text')))).bytes,
      new PcapFile(LINK.raw, { littleEndian: false, nanoseconds: true }).packet(datagram).packet(datagram).bytes,
      await ownCapture(),
    ];
    for (const bytes of files) {
      const { conversations, problems } = await index(bytes);
      assert.ok(conversations.length > 0);
      assert.equal(problems.count, 0, JSON.stringify(problems.list));
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(damage, { minLength: 1, maxLength: 6 }),
        async (file, damages) => {
          const bytes = apply(file, damages);
          const before = performance.now();
          const { conversations, problems } = await index(bytes);
          const chunks = [...conversations].reduce((sum, { log }) => sum + log.length, 0);
          assert.ok(chunks <= bytes.length * MAX_CHUNKS_PER_BYTE, `${chunks} chunks`);
          assert.ok(problems.count <= bytes.length);
          for (const { log } of conversations) {
            for (const direction of ['received', 'sent'] as const) {
              // Gaps may be as long as sequence numbers reach; only what is in the file is read.
              const { length } = await readBytes(fileOf(bytes), log, direction, 0, 1000);
              assert.equal(length, Math.min(log.bytes(direction), 1000));
            }
            for (let chunk = 0; chunk < log.length; chunk++) {
              assert.ok(log.isGap(chunk) || log.position(chunk) + log.byteLength(chunk) <= bytes.length);
              assert.ok(Number.isFinite(log.time(chunk)));
            }
          }
          assert.ok(performance.now() - before < MAX_MILLISECONDS);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
