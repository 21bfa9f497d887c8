import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Direction } from '../../src/bytes/direction';
import {
  exportHexDump,
  exportPacketDump,
  type Export,
  type ExportSource,
} from '../../src/capture/export/exportFormats';
import { killTools, spawnTool } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { ip, makeTestStore, type TestStore } from '../unit/capture/recording';
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
    const tap = recording.stream({
      local: ip('127.0.0.1', 9000),
      remote: ip('127.0.0.1', 50000),
      initiator: 'received',
    });
    for (const { direction, bytes } of CONVERSATION) tap.chunk(direction, bytes);
    await capture.flush();
    const conversation = capture.conversations[0]!;
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
});
