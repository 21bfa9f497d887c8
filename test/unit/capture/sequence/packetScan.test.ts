import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../../../../src/capture/openCapture';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import type { CapturedPacket } from '../../../../src/capture/sequence/capturedPacket';
import { scanPackets } from '../../../../src/capture/sequence/packetScan';
import { PacketSteps } from '../../../../src/capture/sequence/packetSteps';
import type { FileCapture } from '../../../../src/capture/read/fileCapture';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { fragments, ipPacket, LINK, PcapFile, tcp, udp, type TcpOptions } from '../foreign';

const { syn: SYN, ack: ACK, fin: FIN, psh: PSH, rst: RST } = TCP_FLAG;
const SCALE = Buffer.of(1, 3, 3, 7);

describe('scanPackets', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  const client = (payload: string, options: TcpOptions): Buffer =>
    ipPacket(tcp(payload, { from: 5000, to: 80, ...options }));
  const server = (payload: string, options: TcpOptions): Buffer =>
    ipPacket(tcp(payload, { from: 80, to: 5000, ...options }), { source: '192.0.2.2', destination: '192.0.2.1' });

  async function withCapture<T>(packets: readonly Buffer[], use: (capture: FileCapture) => Promise<T>): Promise<T> {
    const file = new PcapFile(LINK.raw);
    for (const [i, each] of packets.entries()) file.packet(each, { time: BigInt(i) * 1_000_000n });
    const path = join(folder.path, 'packets.pcap');
    await writeFile(path, file.bytes);
    const capture = await openCapture(path);
    try {
      await capture.flush();
      return await use(capture);
    } finally {
      await capture.close();
    }
  }

  async function packetsOf(capture: FileCapture, id: number, most = Infinity): Promise<CapturedPacket[]> {
    const packets: CapturedPacket[] = [];
    const take = (packet: CapturedPacket): boolean => packets.push(packet) < most;
    const { signal } = new AbortController();
    await scanPackets(capture, capture.conversations.at(id)!, take, signal, () => undefined);
    return packets;
  }

  const conversation = [
    client('', { flags: SYN, sequence: 10, tcpOptions: SCALE }),
    server('', { flags: SYN | ACK, sequence: 50, acknowledgement: 11, tcpOptions: SCALE }),
    client('', { flags: ACK, sequence: 11, acknowledgement: 51 }),
    client('hello', { flags: PSH | ACK, sequence: 11, acknowledgement: 51 }),
    client('hello', { flags: PSH | ACK, sequence: 11, acknowledgement: 51 }),
    server('ok', { flags: PSH | ACK, sequence: 51, acknowledgement: 16 }),
    client('', { flags: FIN | ACK, sequence: 16, acknowledgement: 53 }),
    server('', { flags: FIN | ACK, sequence: 53, acknowledgement: 17 }),
    client('', { flags: ACK, sequence: 17, acknowledgement: 54 }),
  ];

  it('takes the packets of one connection alone, as they stand in the file', async () => {
    const others = [ipPacket(udp('x'), { protocol: 17 }), ipPacket(tcp('x', { from: 5001, to: 80 }))];
    await withCapture([...others, ...conversation, ...others], async (capture) => {
      const id = [...capture.conversations].findIndex(({ scheme, events }) => scheme === 'tcp' && events.length > 0);
      const packets = await packetsOf(capture, id);
      assert.deepEqual(
        packets.map(({ direction, flags, length }) => [direction, flags, length]),
        [
          ['sent', SYN, 0],
          ['received', SYN | ACK, 0],
          ['sent', ACK, 0],
          ['sent', PSH | ACK, 5],
          ['sent', PSH | ACK, 5],
          ['received', PSH | ACK, 2],
          ['sent', FIN | ACK, 0],
          ['received', FIN | ACK, 0],
          ['sent', ACK, 0],
        ],
      );
      assert.equal(packets[0]!.scale, 7);
      assert.equal(packets[3]!.time - packets[0]!.time, 3_000_000);
      assert.equal((await packetsOf(capture, id, 2)).length, 2);
    });
  });

  it('tells connections apart that use the same ports one after the other', async () => {
    const again = [
      client('', { flags: SYN, sequence: 1000 }),
      server('', { flags: RST | ACK, sequence: 0, acknowledgement: 1001 }),
    ];
    await withCapture([...conversation, ...again], async (capture) => {
      assert.equal(capture.conversations.length, 2);
      assert.equal((await packetsOf(capture, 0)).length, conversation.length);
      assert.deepEqual(
        (await packetsOf(capture, 1)).map(({ flags }) => flags),
        [SYN, RST | ACK],
      );
    });
  });

  it('makes steps of them, which lead to their bytes and back', async () => {
    await withCapture(conversation, async (capture) => {
      const { log } = capture.conversations.at(0)!;
      const steps = new PacketSteps(log);
      for (const packet of await packetsOf(capture, 0)) steps.add(packet);
      const all = Array.from({ length: steps.count }, (_, row) => steps.at(row));
      assert.deepEqual(
        all.map(({ offset, length, states }) => `${offset} ${length} ${states?.join(' ')}`),
        [
          '0 0 syn-sent syn-received',
          '0 0 established syn-received',
          '0 0 established established',
          '0 5 established established',
          '0 5 established established',
          '0 2 established established',
          '5 0 fin-wait-1 close-wait',
          '2 0 time-wait last-ack',
          '6 0 time-wait closed',
        ],
      );
      assert.equal(all[3]!.tcp?.window, 0xffff * 128);
      assert.equal(all[0]!.tcp?.window, 0xffff);
      assert.equal(steps.rowOf('sent', 4), 3);
      assert.equal(steps.rowOf('received', 0), 5);
      assert.equal(steps.rowOf('received', 2), -1);
    });
  });

  it('takes packets that came in fragments as one', async () => {
    const segment = tcp('x'.repeat(100), { from: 5000, to: 80, flags: PSH | ACK, sequence: 11, acknowledgement: 51 });
    const [syn, synAck, ack] = conversation as [Buffer, Buffer, Buffer];
    const parts = fragments(segment, 64, { identification: 7, source: '192.0.2.1', destination: '192.0.2.2' });
    await withCapture([syn, synAck, ack, ...parts], async (capture) => {
      const packets = await packetsOf(capture, 0);
      assert.deepEqual(
        packets.map(({ length }) => length),
        [0, 0, 0, 100],
      );
      const steps = new PacketSteps(capture.conversations.at(0)!.log);
      for (const packet of packets) steps.add(packet);
      assert.equal(steps.rowOf('sent', 99), 3);
    });
  });

  it('ends when nobody wants it any more', async () => {
    await withCapture(conversation, async (capture) => {
      const taken: CapturedPacket[] = [];
      await scanPackets(
        capture,
        capture.conversations.at(0)!,
        (packet) => taken.push(packet) > 0,
        AbortSignal.abort(),
        () => undefined,
      );
      assert.deepEqual(taken, []);
    });
  });
});
