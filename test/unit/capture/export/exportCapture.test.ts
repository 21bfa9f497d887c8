import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import { exportCapture } from '../../../../src/capture/export/exportCapture';
import type { ExportSource } from '../../../../src/capture/export/exportFormats';
import { OPTION, TCP_FLAG } from '../../../../src/capture/pcapng';
import { openCapture } from '../../../../src/capture/openCapture';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { ipPacket, LINK, PcapFile, PcapngFile, tcp, udp } from '../foreign';
import { describeConversation, ip, makeTestStore, readAll, textsOf, withOpened, type TestStore } from '../recording';

const steps = fc.array(
  fc.record({
    direction: fc.constantFrom<Direction>('received', 'sent'),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      fc.constantFrom(new Uint8Array(65_492).fill(1), new Uint8Array(200_000).fill(2)),
    ),
  }),
  { maxLength: 8 },
);

/** Without what may differ: where in the file the bytes lie, and the place among the conversations. */
function comparable(description: object): unknown {
  return JSON.parse(
    JSON.stringify(description, (key, value: unknown) => (key === 'position' || key === 'id' ? undefined : value)),
  );
}

describe('exportCapture', () => {
  let test: TestStore;
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    test = await makeTestStore();
    folder = await makeTempFolder();
    path = join(folder.path, 'export.pcapng');
  });
  afterEach(async () => {
    await test.remove();
    await folder.remove();
  });

  const write = (source: ExportSource, signal = new AbortController().signal): Promise<void> =>
    exportCapture(source, { path, application: 'Sockscope 0.0.0', signal, onProgress: () => undefined });

  it('has the times of another program to the nanosecond', async () => {
    const file = new PcapngFile();
    file.section().interface(LINK.raw, 0, file.option(OPTION.timeResolution, Uint8Array.of(9)));
    const times = [1_795_291_803_123_456_789n, 1_795_291_803_123_999_999n, 1_795_291_804_000_000_001n];
    for (const [index, ticks] of times.entries()) file.ticks(ipPacket(tcp('x', { sequence: index })), ticks);
    await withOpened(file.bytes, async (capture) => {
      const conversation = capture.conversations.at(0)!;
      await write({ capture, conversation, log: conversation.log });
    });
    const copy = await openCapture(path);
    await copy.flush();
    const { log } = copy.conversations.at(0)!;
    assert.deepEqual(
      times.map((_, chunk) => copy.startNanoseconds + BigInt(log.time(chunk))),
      times,
    );
    await copy.close();
  });

  it('says of a datagram what was not captured of it', async () => {
    const whole = ipPacket(udp('abcdef'), { protocol: 17 });
    const file = new PcapFile(LINK.raw).packet(whole.subarray(0, -4), { originalLength: whole.length });
    await withOpened(file.bytes, async (capture) => {
      const conversation = capture.conversations.at(0)!;
      await write({ capture, conversation, log: conversation.log });
    });
    const copy = await openCapture(path);
    await copy.flush();
    assert.deepEqual(await textsOf(copy), [{ sent: 'ab', received: '' }]);
    const [event] = copy.conversations.at(0)!.events;
    assert.equal(event?.detail, '4 bytes are missing here: they were not captured.');
    await copy.close();
  });

  it('holds the conversation as it was, and no other', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('close', 'reset', 'open'), async (said, end) => {
        path = join(folder.path, `export ${run++}.pcapng`);
        const { recording, capture } = test.begin();
        const ends = {
          scheme: 'tls',
          local: ip('127.0.0.1', 9000),
          remote: ip('127.0.0.1', 50000),
          initiator: 'received',
        } as const;
        const other = recording.stream({ ...ends, remote: ip('127.0.0.1', 50001) });
        const record = recording.stream(ends);
        record.event({ kind: 'open', direction: 'received' });
        other.event({ kind: 'open', direction: 'received' });
        for (const { direction, bytes } of said) {
          record.chunk(direction, bytes);
          other.chunk(direction, bytes);
        }
        if (end !== 'open') record.event({ kind: end, direction: 'received' });
        await capture.flush();
        const conversation = capture.conversations.at(record.conversation)!;
        await write({ capture, conversation, log: conversation.log });

        const copy = await openCapture(path);
        await copy.flush();
        assert.equal(copy.conversations.length, 1);
        const [copied] = copy.conversations;
        assert.deepEqual(comparable(describeConversation(copied!)), comparable(describeConversation(conversation)));
        for (const direction of ['received', 'sent'] as const) {
          const expected = await readAll(capture, conversation, direction);
          assert.ok((await readAll(copy, copied!, direction)).equals(expected));
        }
        assert.equal(copy.problems.count, 0);
        await copy.close();
        await recording.close();
      }),
      { numRuns: 15 },
    );
  });

  it('holds a datagram socket with its peers', async () => {
    const { recording, capture } = test.begin('udp 127.0.0.1 9000');
    const record = recording.datagrams(ip('127.0.0.1', 9000));
    record.event({ kind: 'open', direction: 'sent' });
    record.datagram('received', Uint8Array.of(1, 2), ip('127.0.0.1', 50001));
    record.datagram('sent', new Uint8Array(), ip('127.0.0.1', 50002));
    record.event({ kind: 'close', direction: 'sent' });
    await capture.flush();
    const conversation = capture.conversations.at(0)!;
    await write({ capture, conversation, log: conversation.log });
    const copy = await openCapture(path);
    await copy.flush();
    assert.deepEqual(
      comparable(describeConversation(copy.conversations.at(0)!)),
      comparable(describeConversation(conversation)),
    );
    await copy.close();
  });

  it('of another program’s capture keeps what is missing there', async () => {
    const file = new PcapFile(LINK.raw);
    const segments: [back: boolean, sequence: number, acknowledgement: number, text: string, flags: number][] = [
      [false, 1000, 0, '', TCP_FLAG.syn],
      [true, 5000, 1001, '', TCP_FLAG.syn | TCP_FLAG.ack],
      [false, 1001, 5001, 'abc', TCP_FLAG.ack],
      [false, 1007, 5001, 'ghi', TCP_FLAG.ack],
      [true, 5001, 1010, 'ok', TCP_FLAG.ack],
      [false, 1010, 5003, 'jkl', TCP_FLAG.ack],
    ];
    for (const [index, [back, sequence, acknowledgement, text, flags]] of segments.entries()) {
      const ports = back ? { from: 80, to: 5000 } : { from: 5000, to: 80 };
      const addresses = { source: back ? '192.0.2.2' : '192.0.2.1', destination: back ? '192.0.2.1' : '192.0.2.2' };
      const packet = ipPacket(tcp(text, { ...ports, sequence, acknowledgement, flags }), addresses);
      file.packet(packet, { time: BigInt(index) * 1_000_000n });
    }
    await withOpened(file.bytes, async (foreign) => {
      const conversation = foreign.conversations.at(0)!;
      await write({ capture: foreign, conversation, log: conversation.log });
    });
    const copy = await openCapture(path);
    await copy.flush();
    assert.deepEqual(await textsOf(copy), [{ sent: 'abc...ghijkl', received: 'ok' }]);
    const { log } = copy.conversations.at(0)!;
    const gaps = Array.from({ length: log.length }, (_, chunk) => (log.isGap(chunk) ? log.byteLength(chunk) : 0));
    assert.deepEqual(
      gaps.filter((length) => length > 0),
      [3],
    );
    await copy.close();
  });

  for (const end of ['nothing', 'FIN', 'RST'] as const) {
    it(`marks what is missing at the end of a stream, before ${end}`, async () => {
      const whole = ipPacket(tcp('abcdefgh', { sequence: 1000 }));
      const file = new PcapFile(LINK.raw).packet(whole.subarray(0, -5), { originalLength: whole.length });
      const flags = { nothing: undefined, FIN: TCP_FLAG.fin | TCP_FLAG.ack, RST: TCP_FLAG.rst }[end];
      if (flags !== undefined) file.packet(ipPacket(tcp('', { sequence: 1008, flags })));
      const said = async (capture: ExportSource['capture']): Promise<unknown> => {
        const { log, events } = capture.conversations.at(0)!;
        const chunks = Array.from({ length: log.length }, (_, chunk) => [log.byteLength(chunk), log.isGap(chunk)]);
        const kinds = events
          .map(({ kind, direction }) => `${kind} ${direction}`)
          .filter((each) => !each.startsWith('open'));
        return [await textsOf(capture), chunks, kinds];
      };
      let expected: unknown;
      await withOpened(file.bytes, async (foreign) => {
        const conversation = foreign.conversations.at(0)!;
        expected = await said(foreign);
        await write({ capture: foreign, conversation, log: conversation.log });
      });
      const copy = await openCapture(path);
      await copy.flush();
      assert.deepEqual(await said(copy), expected);
      assert.match(JSON.stringify(expected), /\[5,true\]/);
      assert.equal(copy.problems.count, 0);
      await copy.close();
    });
  }

  it('stops when it is given up', async () => {
    const { recording, capture } = test.begin();
    const record = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 1),
      remote: ip('127.0.0.1', 2),
      initiator: 'sent',
    });
    record.chunk('sent', Uint8Array.of(1));
    await capture.flush();
    const conversation = capture.conversations.at(0)!;
    const reason = new Error('given up');
    await assert.rejects(write({ capture, conversation, log: conversation.log }, AbortSignal.abort(reason)), reason);
  });

  it('does not write over a file', async () => {
    const { recording, capture, path: taken } = test.begin();
    recording.stream({ scheme: 'tcp', local: ip('127.0.0.1', 1), remote: ip('127.0.0.1', 2), initiator: 'sent' });
    await capture.flush();
    path = taken;
    const conversation = capture.conversations.at(0)!;
    await assert.rejects(write({ capture, conversation, log: conversation.log }), { code: 'EEXIST' });
  });
});
