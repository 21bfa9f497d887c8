import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Direction } from '../../src/base/direction';
import {
  exportHexDump,
  exportPacketDump,
  type Export,
  type ExportSource,
} from '../../src/capture/export/exportFormats';
import { exportCapture } from '../../src/capture/export/exportCapture';
import { TCP_FLAG } from '../../src/capture/pcapng';
import { killTools, spawnTool } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { ipPacket, LINK, PcapFile, tcp } from '../unit/capture/foreign';
import { ip, makeTestStore, withOpened, type TestStore } from '../unit/capture/recording';
import { fields } from './tshark';

const CONVERSATION: readonly { direction: Direction; bytes: Buffer }[] = [
  { direction: 'received', bytes: randomBytes(1) },
  { direction: 'sent', bytes: randomBytes(40_000) },
  { direction: 'received', bytes: randomBytes(777) },
  { direction: 'sent', bytes: randomBytes(16) },
];

async function collect(pieces: Export): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

describe('exports, read by other programs', () => {
  let test: TestStore;
  let folder: TempFolder;
  let source: ExportSource;

  before(async () => {
    test = await makeTestStore();
    folder = await makeTempFolder();
    const { recording, capture } = test.begin();
    const record = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 9000),
      remote: ip('127.0.0.1', 50000),
      initiator: 'received',
    });
    for (const { direction, bytes } of CONVERSATION) record.chunk(direction, bytes);
    await capture.flush();
    const conversation = capture.conversations.at(0)!;
    source = { capture, conversation, log: conversation.log };
  });
  after(async () => {
    await test.remove();
    await folder.remove();
  });
  afterEach(killTools);

  it('xxd -r makes the stream of its hex dump again', async function () {
    const xxd = requireTool(this, 'xxd');
    for (const direction of ['received', 'sent'] as const) {
      const dump = join(folder.path, `${direction}.hex`);
      await writeFile(dump, await collect(exportHexDump(source, direction)));
      const process = spawnTool(xxd, ['-r', dump]);
      assert.equal((await process.exited).code, 0);
      const stream = CONVERSATION.filter((each) => each.direction === direction).map(({ bytes }) => bytes);
      assert.ok(Buffer.concat(stream).equals(process.stdout.bytes()));
    }
  });

  it('text2pcap takes the hex dump of one direction', async function () {
    const text2pcap = requireTool(this, 'text2pcap');
    const dump = join(folder.path, 'received.hex');
    const target = join(folder.path, 'received.pcap');
    await writeFile(dump, await collect(exportHexDump(source, 'received')));
    const process = spawnTool(text2pcap, ['-l', '147', dump, target]);
    assert.equal((await process.exited).code, 0, process.stderr.text());
    const lengths = await fields(requireTool(this, 'tshark'), target, 'frame', 'frame.len');
    assert.deepEqual(lengths, [['778']]);
  });

  it('text2pcap makes a packet of each chunk, with its direction and time', async function () {
    const text2pcap = requireTool(this, 'text2pcap');
    const dump = join(folder.path, 'conversation.txt');
    const target = join(folder.path, 'conversation.pcapng');
    await writeFile(dump, await collect(exportPacketDump(source)));
    const process = spawnTool(text2pcap, ['-D', '-t', 'ISO', '-l', '147', dump, target]);
    assert.equal((await process.exited).code, 0, process.stderr.text());
    const packets = await fields(
      requireTool(this, 'tshark'),
      target,
      'frame',
      'frame.len',
      'frame.packet_flags_direction',
      'frame.time_epoch',
    );
    assert.deepEqual(
      packets.map(([length, direction]) => [Number(length), Number(direction)]),
      CONVERSATION.map(({ direction, bytes }) => [bytes.length, direction === 'received' ? 1 : 2]),
    );
    for (const [chunk, [, , time]] of packets.entries()) {
      const expected = source.capture.startTime / 1000 + source.log.time(chunk) / 1e9;
      assert.ok(Math.abs(Number(time) - expected) < 1e-5, `${time ?? ''} is not ${expected}`);
    }
  });

  for (const end of ['nothing', 'FIN', 'RST'] as const) {
    it(`tshark finds a segment that was not captured in full where bytes are missing at the end, before ${end}`, async function () {
      const tshark = requireTool(this, 'tshark');
      const path = join(folder.path, `cut-${end}.pcapng`);
      const whole = ipPacket(tcp('abcdefgh', { sequence: 1000 }));
      const file = new PcapFile(LINK.raw).packet(whole.subarray(0, -5), { originalLength: whole.length });
      const flags = { nothing: undefined, FIN: TCP_FLAG.fin | TCP_FLAG.ack, RST: TCP_FLAG.rst }[end];
      if (flags !== undefined) file.packet(ipPacket(tcp('', { sequence: 1008, flags })));
      await withOpened(file.bytes, async (capture) => {
        const conversation = capture.conversations.at(0)!;
        await exportCapture(
          { capture, conversation, log: conversation.log },
          { path, application: 'test', signal: new AbortController().signal, onProgress: () => undefined },
        );
      });
      const cut = await fields(tshark, path, 'frame.cap_len < frame.len', 'frame.len', 'frame.cap_len', 'tcp.len');
      assert.deepEqual(
        cut.map(([length, captured, bytes]) => [Number(length) - Number(captured), Number(bytes)]),
        [[5, 5]],
      );
      assert.deepEqual(await fields(tshark, path, 'tcp.analysis.lost_segment || _ws.malformed', 'frame.number'), []);
      const ends = await fields(tshark, path, 'tcp.flags.fin == 1 || tcp.flags.reset == 1', 'tcp.seq');
      // The bytes, and the SYN before them.
      assert.deepEqual(ends.flat(), end === 'nothing' ? [] : ['9']);
    });
  }
});
