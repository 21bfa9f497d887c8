import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import type { Direction } from '../../src/base/direction';
import type { Conversation } from '../../src/capture/conversation';
import { openCapture } from '../../src/capture/openCapture';
import { TCP_FLAG } from '../../src/capture/pcapng';
import type { FileCapture } from '../../src/capture/read/fileCapture';
import { PacketSteps } from '../../src/capture/sequence/packetSteps';
import { scanPackets } from '../../src/capture/sequence/packetScan';
import { RecordedSteps } from '../../src/capture/sequence/recordedSteps';
import { MARK, type SequenceStep } from '../../src/capture/sequence/step';
import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import { ipPacket, LINK, PcapFile, PcapngFile, tcp, udp, type TcpOptions } from '../unit/capture/foreign';
import { ip, makeTestStore } from '../unit/capture/recording';
import { fields } from './tshark';

const { syn: SYN, ack: ACK, fin: FIN, psh: PSH, rst: RST } = TCP_FLAG;
const MILLISECOND = 1_000_000n;

/** What Wireshark's analysis calls what is marked. */
const ANALYSIS: readonly (readonly [mark: keyof typeof MARK, field: string])[] = [
  ['retransmission', 'tcp.analysis.retransmission'],
  ['outOfOrder', 'tcp.analysis.out_of_order'],
  ['gapBefore', 'tcp.analysis.lost_segment'],
  ['zeroWindow', 'tcp.analysis.zero_window'],
  ['windowUpdate', 'tcp.analysis.window_update'],
  ['windowFull', 'tcp.analysis.window_full'],
  ['duplicateAck', 'tcp.analysis.duplicate_ack'],
  ['keepAlive', 'tcp.analysis.keep_alive'],
];
const HEADER = [
  'tcp.srcport',
  'frame.time_epoch',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.seq',
  'tcp.ack_raw',
  'tcp.ack',
  'tcp.len',
  'tcp.window_size',
];

/** A packet, and what comes between it and the one before in milliseconds. */
type Line = readonly [after: number, by: 'client' | 'server', payload: string, options: TcpOptions];

/** `WSCALE` 2 and 3, padded. */
const scale = (bits: number): Buffer => Buffer.of(1, 3, 3, bits);
const CLIENT = 4_294_967_200;
const SERVER = 7000;
const c = (at: number): number => (CLIENT + 1 + at) >>> 0;
const s = (at: number): number => SERVER + 1 + at;

const OPENING: readonly Line[] = [
  [0, 'client', '', { flags: SYN, sequence: CLIENT, tcpOptions: scale(2), window: 1000 }],
  [1, 'server', '', { flags: SYN | ACK, sequence: SERVER, acknowledgement: c(0), tcpOptions: scale(3), window: 50 }],
  [1, 'client', '', { flags: ACK, sequence: c(0), acknowledgement: s(0), window: 1000 }],
];
const data = (at: number, payload: string, after = 10): Line => [
  after,
  'client',
  payload,
  { flags: PSH | ACK, sequence: c(at), acknowledgement: s(0), window: 1000 },
];
const ack = (at: number, window = 50, after = 10): Line => [
  after,
  'server',
  '',
  { flags: ACK, sequence: s(0), acknowledgement: c(at), window },
];

const CASES: Readonly<Record<string, readonly Line[]>> = {
  'a conversation that is closed by both': [
    ...OPENING,
    data(0, 'hello'),
    ack(5),
    [10, 'server', 'answer', { flags: PSH | ACK, sequence: s(0), acknowledgement: c(5), window: 50 }],
    [10, 'client', '', { flags: FIN | ACK, sequence: c(5), acknowledgement: s(6), window: 1000 }],
    [1, 'server', '', { flags: ACK, sequence: s(6), acknowledgement: c(6), window: 50 }],
    [400, 'server', 'late', { flags: PSH | ACK, sequence: s(6), acknowledgement: c(6), window: 50 }],
    [1, 'server', '', { flags: FIN | ACK, sequence: s(10), acknowledgement: c(6), window: 50 }],
    [1, 'client', '', { flags: ACK, sequence: c(6), acknowledgement: s(11), window: 1000 }],
  ],
  'bytes that are sent again': [...OPENING, data(0, 'hello'), data(5, 'world'), data(0, 'hello', 300), ack(10)],
  'bytes that are overtaken, over the end of the numbers': [
    ...OPENING,
    data(0, 'x'.repeat(90)),
    data(100, 'third'),
    data(90, 'y'.repeat(10), 1),
    ack(105),
  ],
  'bytes that are lost': [
    ...OPENING,
    data(0, 'hello'),
    data(20, 'later'),
    ack(5),
    ack(5),
    data(5, 'z'.repeat(15), 300),
    ack(25),
  ],
  'a window that is closed and opened': [
    ...OPENING,
    data(0, 'x'.repeat(100)),
    ack(100, 50),
    data(100, 'x'.repeat(400)),
    ack(500, 0),
    data(499, 'x', 250),
    ack(500, 0),
    ack(500, 30),
    data(500, 'more'),
  ],
  'a reset': [...OPENING, data(0, 'hello'), [5, 'server', '', { flags: RST, sequence: s(0), window: 0 }]],
  'a refusal': [OPENING[0]!, [1, 'server', '', { flags: RST | ACK, sequence: 0, acknowledgement: c(0), window: 0 }]],
  'a conversation that began before': [
    data(50, 'hello'),
    ack(55),
    [10, 'server', 'answer', { flags: PSH | ACK, sequence: s(0), acknowledgement: c(55), window: 50 }],
    data(55, 'again'),
  ],
};

const stepsOf = ({
  count,
  at,
}: {
  readonly count: number;
  readonly at: (row: number) => SequenceStep;
}): SequenceStep[] => Array.from({ length: count }, (_, row) => at(row));

async function packetsOf(capture: FileCapture, conversation: Conversation): Promise<SequenceStep[]> {
  const steps = new PacketSteps(conversation.log);
  const take = (packet: Parameters<typeof steps.add>[0]): boolean => {
    steps.add(packet);
    return true;
  };
  await scanPackets(capture, conversation, take, new AbortController().signal, () => undefined);
  return stepsOf({ count: steps.count, at: (row) => steps.at(row) });
}

/** Holds every packet of every TCP conversation against tshark's fields. Returns how many there were. */
async function compareWithTshark(tshark: string, path: string): Promise<number> {
  const capture = await openCapture(path);
  try {
    await capture.flush();
    const conversations = [...capture.conversations].filter(({ scheme }) => scheme === 'tcp');
    let count = 0;
    for (const [stream, conversation] of conversations.entries()) {
      const names = [...HEADER, ...ANALYSIS.map(([, field]) => field)];
      const theirs = await fields(tshark, path, `tcp.stream eq ${stream}`, ...names);
      const port = conversation.local.family === 'ip' ? conversation.local.port : 0;
      const ours = await packetsOf(capture, conversation);
      assert.deepEqual(
        ours.map((step) => describeOurs(step, capture.startTime)),
        theirs.map((line) => describeTheirs(line, port)),
      );
      count += ours.length;
    }
    return count;
  } finally {
    await capture.close();
  }
}

function describeOurs({ direction, time, flags, length, tcp: facts }: SequenceStep, startTime: number): object {
  const { sequence, acknowledgement, window, base, otherBase, marks } = facts!;
  const isAck = (flags & ACK) !== 0;
  return {
    direction,
    milliseconds: Math.round(startTime + time / 1e6),
    flags: `0x${flags.toString(16).padStart(4, '0')}`,
    sequence,
    relative: (sequence - base) >>> 0,
    ...(isAck ? { acknowledgement, relativeAcknowledgement: (acknowledgement - otherBase) >>> 0 } : {}),
    length,
    window,
    marks: ANALYSIS.flatMap(([mark]) => ((marks & MARK[mark]) === 0 ? [] : [mark])),
  };
}

function describeTheirs(line: readonly string[], localPort: number): object {
  const [port, time, flags, sequence, relative, acknowledgement, relativeAcknowledgement, length, window, ...analysis] =
    line;
  const isAck = (Number(flags) & ACK) !== 0;
  const direction: Direction = Number(port) === localPort ? 'sent' : 'received';
  return {
    direction,
    milliseconds: Math.round(Number(time) * 1000),
    flags: `0x${Number(flags).toString(16).padStart(4, '0')}`,
    sequence: Number(sequence),
    relative: Number(relative),
    ...(isAck
      ? { acknowledgement: Number(acknowledgement), relativeAcknowledgement: Number(relativeAcknowledgement) }
      : {}),
    length: Number(length),
    window: Number(window),
    marks: ANALYSIS.flatMap(([mark], i) => ((analysis[i] ?? '') === '' ? [] : [mark])),
  };
}

function packetOf([, by, payload, options]: Line, ports: readonly [number, number]): Buffer {
  const [from, to] = by === 'client' ? ports : [ports[1], ports[0]];
  const [source, destination] = by === 'client' ? ['192.0.2.1', '192.0.2.2'] : ['192.0.2.2', '192.0.2.1'];
  return ipPacket(tcp(payload, { ...options, from, to }), { source, destination });
}

describe('sequences', function () {
  // tshark takes seconds to start on a busy machine.
  this.timeout(120_000);

  let folder: TempFolder;
  let tshark: string;
  before(function () {
    tshark = requireTool(this, 'tshark');
  });
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(killTools);
  afterEach(() => folder.remove());

  for (const format of ['pcap', 'pcapng'] as const) {
    it(`have the arrows, flags, numbers, windows and marks that tshark has, in a ${format} of many conversations`, async () => {
      const file = format === 'pcap' ? new PcapFile(LINK.raw) : new PcapngFile().section().interface(LINK.raw);
      let time = 1_700_000_000_000n;
      // The last one uses the ports of the first again.
      const all = [...Object.values(CASES), CASES['bytes that are sent again']!.map(shifted)];
      for (const [index, lines] of all.entries()) {
        const port = 5000 + (index % Object.keys(CASES).length);
        for (const line of lines) {
          time += BigInt(line[0]);
          file.packet(packetOf(line, [port, 80]), { time: time * MILLISECOND });
        }
        file.packet(ipPacket(udp('between'), { protocol: 17 }), { time: time * MILLISECOND });
      }
      const path = join(folder.path, `all.${format}`);
      await writeFile(path, file.bytes);
      assert.equal(await compareWithTshark(tshark, path), all.flat().length);
    });
  }

  it('are those of what two programs said over the loopback interface', async function () {
    const path = join(folder.path, 'real.pcapng');
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (bytes) => socket.write(bytes));
      socket.on('end', () => socket.end('bye'));
      // One of the clients resets.
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const arguments_ = ['-B', '16', '-i', 'lo', '-f', `port ${port}`, '-w', path];
    const dumpcap = spawnTool(requireTool(this, 'dumpcap'), arguments_);
    try {
      const started = await Promise.race([
        dumpcap.stderr.waitForText(/File: /).then(() => true),
        dumpcap.exited.then(() => false),
      ]);
      if (!started) {
        // Not everybody may capture; whoever runs the tests with the right to does.
        assert.match(dumpcap.stderr.text(), /permission|privilege/i);
        this.skip();
      }
      const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      client.resume();
      await once(client, 'connect');
      for (let i = 0; i < 20; i++) client.write(Buffer.alloc(1 + 700 * i, i));
      client.end('last');
      await once(client, 'end');
      const reset = net.connect({ port, host: '127.0.0.1' });
      await once(reset, 'connect');
      reset.resetAndDestroy();
      await eventually(async () => {
        const lines = await fields(tshark, path, 'tcp.flags.fin == 1 || tcp.flags.reset == 1', 'tcp.flags');
        assert.ok(lines.length >= 3, `${lines.length} ends`);
      });
    } finally {
      server.close();
    }
    dumpcap.signal('SIGINT');
    await dumpcap.exited;
    assert.ok((await compareWithTshark(tshark, path)) > 20);
  });

  it('have an arrow for each datagram of a UDP socket with several peers, as tshark reads our capture', async () => {
    const test = await makeTestStore();
    try {
      const { recording, capture, path } = test.begin('udp 127.0.0.1 9000');
      const record = recording.datagrams(ip('127.0.0.1', 9000));
      for (const [index, port] of [4001, 4002, 4003, 4001, 4003].entries()) {
        record.datagram(index % 2 === 0 ? 'received' : 'sent', Buffer.alloc(index * 100, 1), ip('127.0.0.1', port));
      }
      await recording.close();
      await capture.flush();
      const conversation = capture.conversations.at(0)!;
      const steps = new RecordedSteps(conversation.log, conversation.events, conversation);
      steps.update();
      const ours = stepsOf({ count: steps.count, at: (row) => steps.at(row) })
        .filter(({ kind }) => kind === 'data')
        .map(({ direction, length, peer }) => `${direction} ${conversation.peers!.get(peer)!.port} ${length}`);
      const lines = await fields(tshark, path, 'udp', 'udp.srcport', 'udp.dstport', 'udp.length');
      const theirs = lines.map(([from, to, length]) => {
        const [direction, peer] = from === '9000' ? ['sent', to] : ['received', from];
        return `${direction} ${peer} ${Number(length) - 8}`;
      });
      assert.deepEqual(ours, theirs);
      assert.equal(ours.length, 5);
    } finally {
      await test.remove();
    }
  });
});

/** Of another connection: its numbers are others. */
function shifted([after, by, payload, options]: Line): Line {
  const { sequence = 0, acknowledgement = 0 } = options;
  return [
    after,
    by,
    payload,
    { ...options, sequence: (sequence + 500_000) >>> 0, acknowledgement: (acknowledgement + 500_000) >>> 0 },
  ];
}
