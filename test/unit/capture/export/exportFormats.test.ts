import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  exportHexDump,
  exportJsonLines,
  exportPacketDump,
  exportRaw,
  missingBytes,
  type Export,
  type ExportSource,
} from '../../../../src/capture/export/exportFormats';
import type { Direction } from '../../../../src/base/direction';
import { OPTION, TCP_FLAG } from '../../../../src/capture/pcapng';
import { ipPacket, LINK, PcapFile, PcapngFile, tcp } from '../foreign';
import { ip, makeTestStore, withOpened } from '../recording';

interface Sent {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

const conversations = fc.array(
  fc.record({
    direction: fc.constantFrom<Direction>('received', 'sent'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 50 }),
  }),
  { maxLength: 12 },
);

async function collect(pieces: Export): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

function streamOf(conversation: readonly Sent[], direction: Direction): Buffer {
  return Buffer.concat(conversation.filter((each) => each.direction === direction).map(({ bytes }) => bytes));
}

/** Records a TCP conversation and gives it to `use`. */
async function withRecorded(
  conversation: readonly Sent[],
  use: (source: ExportSource) => Promise<void>,
): Promise<void> {
  const test = await makeTestStore();
  try {
    const { recording, capture } = test.begin();
    const record = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 9000),
      remote: ip('127.0.0.1', 50000),
      initiator: 'received',
    });
    record.event({ kind: 'open', direction: 'received' });
    for (const { direction, bytes } of conversation) record.chunk(direction, bytes);
    await capture.flush();
    const recorded = capture.conversations.at(0)!;
    await use({ capture, conversation: recorded, log: recorded.log });
  } finally {
    await test.remove();
  }
}

describe('exportFormats', () => {
  it('gives one direction as it is', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, (conversation) =>
        withRecorded(conversation, async (source) => {
          assert.deepEqual(await collect(exportRaw(source, 'received')), streamOf(conversation, 'received'));
          assert.deepEqual(await collect(exportRaw(source, 'sent')), streamOf(conversation, 'sent'));
        }),
      ),
      { numRuns: 30 },
    );
  });

  it('gives one direction as a hex dump with offsets', async () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => index);
    await withRecorded([{ direction: 'sent', bytes }], async (source) => {
      assert.equal(
        (await collect(exportHexDump(source, 'sent'))).toString(),
        '00000000: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n00000010: 10 11 12 13\n',
      );
      assert.equal((await collect(exportHexDump(source, 'received'))).toString(), '');
    });
  });

  it('gives each chunk with direction, time and bytes as JSON lines, in order', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, (conversation) =>
        withRecorded(conversation, async (source) => {
          const lines = (await collect(exportJsonLines(source))).toString().split('\n').slice(0, -1);
          const chunks = lines.map((line) => JSON.parse(line) as { time: string; direction: Direction; data: string });
          assert.deepEqual(
            chunks.map(({ direction, data }) => ({ direction, bytes: new Uint8Array(Buffer.from(data, 'base64')) })),
            conversation.map(({ direction, bytes }) => ({ direction, bytes: new Uint8Array(bytes) })),
          );
          for (const { time } of chunks) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
          assert.deepEqual(
            chunks.map(({ time }) => time),
            chunks.map(({ time }) => time).toSorted(),
          );
        }),
      ),
      { numRuns: 30 },
    );
  });

  it('gives times to the nanosecond', async () => {
    await withRecorded([{ direction: 'sent', bytes: Uint8Array.of(1) }], async (source) => {
      const { time } = JSON.parse((await collect(exportJsonLines(source))).toString()) as { time: string };
      const expected = source.capture.startTime + source.log.time(0) / 1e6;
      assert.equal(Date.parse(`${time.slice(0, 23)}Z`), Math.floor(expected));
      const nanoseconds = Number(time.slice(20, 29));
      assert.ok(Math.abs((expected % 1000) * 1e6 - nanoseconds) < 1000, `${time} is not ${expected}`);
    });
  });

  it('names the peer of each datagram', async () => {
    const test = await makeTestStore();
    try {
      const { recording, capture } = test.begin('udp 127.0.0.1 9000');
      const record = recording.datagrams(ip('127.0.0.1', 9000));
      record.datagram('received', Uint8Array.of(1), ip('127.0.0.1', 50001));
      record.datagram('sent', Uint8Array.of(2), ip('::1', 50002));
      await capture.flush();
      const conversation = capture.conversations.at(0)!;
      const text = (await collect(exportJsonLines({ capture, conversation, log: conversation.log }))).toString();
      assert.match(text, /"received","peer":"127.0.0.1:50001","data":"AQ=="/);
      assert.match(text, /"sent","peer":"\[::1\]:50002","data":"Ag=="/);
    } finally {
      await test.remove();
    }
  });

  it('gives each chunk as a packet of its own for text2pcap', async () => {
    const conversation: Sent[] = [
      { direction: 'received', bytes: Uint8Array.of(0xde, 0xad) },
      { direction: 'sent', bytes: Uint8Array.of(0xbe) },
    ];
    await withRecorded(conversation, async (source) => {
      const dump = (await collect(exportPacketDump(source))).toString();
      assert.match(dump, /^I [\dT:.-]+Z\n00000000: de ad\n\nO [\dT:.-]+Z\n00000000: be\n\n$/);
    });
  });

  it('marks what is missing, and lets a gap of a gigabyte cost nothing', async () => {
    const gap = 2 ** 30 - 6;
    const file = new PcapFile(LINK.raw)
      .packet(ipPacket(tcp('', { flags: TCP_FLAG.syn, sequence: 0 })))
      .packet(ipPacket(tcp('begin', { sequence: 1 })))
      .packet(ipPacket(tcp('end', { sequence: 2 ** 30 })));
    await withOpened(file.bytes, async (capture) => {
      const conversation = capture.conversations.at(0)!;
      const source = { capture, conversation, log: conversation.log };
      assert.equal(await missingBytes(source, 'sent'), gap);
      assert.equal(await missingBytes(source, 'received'), 0);
      assert.equal((await collect(exportRaw(source, 'sent'))).toString(), 'beginend');
      assert.equal(
        (await collect(exportHexDump(source, 'sent'))).toString(),
        `00000000: 62 65 67 69 6e\n# ${gap} bytes are missing here: they were not captured.\n3fffffff: 65 6e 64\n`,
      );
      const time = '1970-01-01T00:00:00.000000000Z';
      assert.equal(
        (await collect(exportPacketDump(source))).toString(),
        `O ${time}\n00000000: 62 65 67 69 6e\n\n# O ${time}\n# ${gap} bytes are missing here: they were not captured.\n\nO ${time}\n00000000: 65 6e 64\n\n`,
      );
      assert.deepEqual(
        (await collect(exportJsonLines(source)))
          .toString()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as unknown),
        [
          { time, direction: 'sent', data: 'YmVnaW4=' },
          { time, direction: 'sent', missing: gap },
          { time, direction: 'sent', data: 'ZW5k' },
        ],
      );
    });
  });

  it('gives the times of other programs exactly', async () => {
    const file = new PcapngFile();
    file.section().interface(LINK.raw, 0, file.option(OPTION.timeResolution, Uint8Array.of(9)));
    file.ticks(ipPacket(tcp('a')), 1_795_291_803_123_456_789n);
    file.ticks(ipPacket(tcp('b', { sequence: 1 })), 1_795_291_804_000_000_001n);
    await withOpened(file.bytes, async (capture) => {
      const conversation = capture.conversations.at(0)!;
      const lines = (await collect(exportJsonLines({ capture, conversation, log: conversation.log }))).toString();
      assert.deepEqual(
        Array.from(lines.matchAll(/"time":"([^"]+)"/g), ([, time]) => time),
        ['2026-11-21T20:10:03.123456789Z', '2026-11-21T20:10:04.000000001Z'],
      );
    });
  });
});
