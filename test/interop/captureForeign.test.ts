import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import type { Direction } from '../../src/base/direction';
import type { Conversation } from '../../src/capture/conversation';
import { openCapture } from '../../src/capture/openCapture';
import { TCP_FLAG } from '../../src/capture/pcapng';
import type { FileCapture } from '../../src/capture/read/fileCapture';
import { eventually } from '../support/eventually';
import { killTools, spawnTool, type ToolProcess } from '../support/process';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { requireTool } from '../support/tools';
import {
  etherFrame,
  fragments,
  ipoib,
  ipPacket,
  LINK,
  mpls,
  nflog,
  PcapFile,
  PcapngFile,
  ppp,
  pppoe,
  tcp,
  udp,
} from '../unit/capture/foreign';
import { readAll } from '../unit/capture/recording';
import { fields, follow } from './tshark';

const DIRECTIONS: readonly Direction[] = ['sent', 'received'];

const HDLC = Buffer.of(0xff, 0x03);

/** Ways to put an IP packet into a frame, by the link type of the file. */
const LINKS: Readonly<Record<string, readonly [linkType: number, frame: (packet: Buffer) => Buffer]>> = {
  PPP: [LINK.ppp, (packet) => Buffer.concat([HDLC, ppp(packet)])],
  'PPP in HDLC framing': [LINK.pppHdlc, (packet) => Buffer.concat([HDLC, ppp(packet)])],
  'PPP with directions': [LINK.pppWithDirection, (packet) => Buffer.concat([Buffer.of(1), HDLC, ppp(packet)])],
  'HDLC of Cisco': [LINK.ciscoHdlc, (packet) => Buffer.concat([Buffer.of(0x0f, 0, 8, 0), packet])],
  PPPoE: [LINK.pppEther, (packet) => pppoe(ppp(packet))],
  'PPPoE over Ethernet': [LINK.ethernet, (packet) => etherFrame(0x8864, pppoe(ppp(packet)))],
  'MPLS over Ethernet': [LINK.ethernet, (packet) => etherFrame(0x8847, mpls(packet))],
  'MPLS over PPP': [LINK.ppp, (packet) => Buffer.concat([HDLC, ppp(mpls(packet), 0x0281)])],
  NFLOG: [LINK.nflog, (packet) => nflog(packet)],
  'IP over InfiniBand': [LINK.ipoib, ipoib],
};

/** A Python server and client that talk over TCP (IPv4 and IPv6) and UDP, in pieces of many sizes. */
const PYTHON_PEERS = `
import socket, sys, threading, random
random.seed(7)
port = int(sys.argv[1])
def tcp(family, host):
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, port)); server.listen()
    def serve():
        peer, _ = server.accept()
        while True:
            data = peer.recv(100000)
            if not data: break
            peer.sendall(data[::-1])
        peer.sendall(b'bye'); peer.close()
    thread = threading.Thread(target=serve); thread.start()
    client = socket.create_connection((host, port))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for i in range(60):
        data = random.randbytes(random.choice([1, 3, 100, 1460, 5000, 70000]))
        client.sendall(data)
        left = len(data)
        while left: left -= len(client.recv(left))
    client.shutdown(socket.SHUT_WR)
    while client.recv(100): pass
    client.close(); thread.join(); server.close()
tcp(socket.AF_INET, '127.0.0.1')
tcp(socket.AF_INET6, '::1')
for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    server = socket.socket(family, socket.SOCK_DGRAM); server.bind((host, port))
    client = socket.socket(family, socket.SOCK_DGRAM); client.connect((host, port))
    for size in (1, 100, 1472, 9000, 60000):
        client.send(random.randbytes(size))
        data, peer = server.recvfrom(65536)
        server.sendto(data[::-1], peer)
        client.recv(65536)
    client.close(); server.close()
`;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function withCapture<T>(path: string, use: (capture: FileCapture) => Promise<T>): Promise<T> {
  const capture = await openCapture(path);
  try {
    await capture.flush();
    return await use(capture);
  } finally {
    await capture.close();
  }
}

/** Holds our reading of every conversation against tshark's: what was said, and how much. */
async function compareWithTshark(tshark: string, path: string): Promise<void> {
  await withCapture(path, async (capture) => {
    for (const transport of ['tcp', 'udp'] as const) {
      const ours = [...capture.conversations].filter((one) => one.scheme === transport);
      const streams = await fields(tshark, path, transport, `${transport}.stream`);
      assert.equal(ours.length, new Set(streams.flat()).size, `conversations over ${transport}`);
      for (const [index, conversation] of ours.entries()) {
        const theirs = await follow(tshark, path, transport, index);
        for (const direction of DIRECTIONS) {
          const bytes = await readAll(capture, conversation, direction);
          assert.ok(bytes.equals(theirs[direction]), `${direction} in ${transport} ${index}: ${bytes.length} bytes`);
        }
      }
    }
  });
}

describe('captures of other programs', function () {
  // tshark takes seconds to start on a busy machine.
  this.timeout(60_000);

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

  /** Captures what `converse` does on a port of the loopback interface. */
  async function record(
    context: Mocha.Context,
    port: number,
    options: readonly string[],
    isComplete: (conversations: readonly Conversation[]) => boolean,
    converse: () => Promise<unknown>,
  ): Promise<string> {
    const path = join(folder.path, 'capture');
    const dumpcap = spawnTool(requireTool(context, 'dumpcap'), [
      '-B',
      '64',
      '-f',
      `port ${port}`,
      '-w',
      path,
      ...options,
    ]);
    const started = await Promise.race([
      dumpcap.stderr.waitForText(/File: /).then(() => true),
      dumpcap.exited.then(() => false),
    ]);
    if (!started) {
      // Not everybody may capture; whoever runs the tests with the right to does.
      assert.match(dumpcap.stderr.text(), /permission|privilege/i);
      context.skip();
    }
    await converse();
    await eventually(() =>
      withCapture(path, (capture) => {
        const seen = [...capture.conversations].map(({ state, log }) => `${state} ${log.length}`).join();
        assert.ok(isComplete([...capture.conversations]), `the capture holds: ${seen}`);
        return Promise.resolve();
      }),
    );
    dumpcap.signal('SIGINT');
    await dumpcap.exited;
    return path;
  }

  for (const [name, options] of [
    ['pcapng', ['-i', 'lo']],
    ['classic pcap', ['-i', 'lo', '-P']],
    ['pcapng on every interface', ['-i', 'any']],
    ['pcapng on every interface, in the newer format', ['-i', 'any', '-y', 'LINUX_SLL2']],
  ] as const) {
    it(`reads as tshark does what Python said, captured as ${name}`, async function () {
      const python = requireTool(this, 'python3');
      const port = await freePort();
      const path = await record(
        this,
        port,
        options,
        (conversations) =>
          [...conversations].filter(({ state }) => state === 'closed').length === 2 &&
          [...conversations].filter(({ scheme, log }) => scheme === 'udp' && log.length === 10).length === 2,
        async () => {
          const peers = spawnTool(python, ['-c', PYTHON_PEERS, String(port)]);
          assert.deepEqual(await peers.exited, { code: 0, signal: null }, peers.stderr.text());
        },
      );
      await compareWithTshark(tshark, path);
      await withCapture(path, async (capture) => {
        assert.deepEqual(capture.problems.list, []);
        const [first] = capture.conversations;
        assert.deepEqual(first!.remote, { family: 'ip', address: '127.0.0.1', port });
        assert.equal((await readAll(capture, first!, 'received')).subarray(-3).toString(), 'bye');
      });
    });
  }

  it('reads as tshark does what socat sent to ncat', async function () {
    const [socat, ncat] = [requireTool(this, 'socat'), requireTool(this, 'ncat')];
    const port = await freePort();
    const content = randomBytes(2_000_000);
    const source = join(folder.path, 'source');
    await writeFile(source, content);
    const path = await record(
      this,
      port,
      ['-i', 'lo'],
      ([conversation]) => conversation?.state === 'closed',
      async () => {
        const listener = spawnTool(ncat, ['-v', '-l', '127.0.0.1', String(port), '--recv-only']);
        await listener.stderr.waitForText(/Listening/);
        const sender: ToolProcess = spawnTool(socat, ['-u', `OPEN:${source}`, `TCP:127.0.0.1:${port}`]);
        await Promise.all([sender.exited, listener.exited]);
        assert.ok(content.equals(listener.stdout.bytes()));
      },
    );
    await compareWithTshark(tshark, path);
    await withCapture(path, async (capture) => {
      assert.ok(content.equals(await readAll(capture, capture.conversations.at(0)!, 'sent')));
    });
  });

  it('puts damaged streams together as tshark does: retransmitted, overlapping, out of order, wrapping around', async () => {
    for (let round = 0; round < 3; round++) {
      const content = randomBytes(20_000);
      const path = join(folder.path, `round ${round}.pcap`);
      await writeFile(path, shuffledStream(content, 2 ** 32 - randomInt(20_000)));
      await compareWithTshark(tshark, path);
      await withCapture(path, async (capture) => {
        assert.ok(content.equals(await readAll(capture, capture.conversations.at(0)!, 'sent')));
      });
    }
  });

  it('keeps the offsets behind lost bytes, of which tshark counts as many', async () => {
    const path = join(folder.path, 'loss.pcap');
    const before = 'a'.repeat(100);
    const after = 'b'.repeat(100);
    const ports = { from: 1000, to: 2000 };
    const file = new PcapFile(LINK.raw)
      .packet(ipPacket(tcp('', { ...ports, sequence: 99, flags: TCP_FLAG.syn })))
      .packet(ipPacket(tcp(before, { ...ports, sequence: 100 })))
      .packet(ipPacket(tcp(after, { ...ports, sequence: 1200 })))
      .packet(
        ipPacket(tcp('', { from: 2000, to: 1000, sequence: 1, acknowledgement: 1300 }), {
          source: '192.0.2.2',
          destination: '192.0.2.1',
        }),
      )
      .packet(ipPacket(tcp('c', { ...ports, sequence: 1300, acknowledgement: 1 })));
    await writeFile(path, file.bytes);
    const [, lost] =
      /\[(\d+) bytes missing in capture file\]/.exec(String((await follow(tshark, path, 'tcp', 0)).sent)) ?? [];
    await withCapture(path, async (capture) => {
      const { log } = capture.conversations.at(0)!;
      assert.ok(log.isGap(1));
      assert.equal(log.byteLength(1), Number(lost));
      assert.equal(log.offset(2), 1100);
      const all = await readAll(capture, capture.conversations.at(0)!, 'sent');
      assert.equal(all.toString('latin1'), `${before}${'\0'.repeat(1000)}${after}c`);
    });
  });

  for (const [name, [linkType, frame]] of Object.entries(LINKS)) {
    it(`reads ${name} as tshark does`, async () => {
      const path = join(folder.path, 'link.pcap');
      const file = new PcapFile(linkType)
        .packet(frame(ipPacket(tcp('', { sequence: 0, flags: TCP_FLAG.syn }))))
        .packet(frame(ipPacket(tcp('over a link', { sequence: 1, flags: TCP_FLAG.ack }))))
        .packet(frame(ipPacket(udp('a datagram'), { protocol: 17 })));
      await writeFile(path, file.bytes);
      await compareWithTshark(tshark, path);
      await withCapture(path, (capture) => {
        assert.equal(capture.conversations.length, 2);
        return Promise.resolve();
      });
    });
  }

  it('puts fragments together as tshark does, of TCP and UDP over IPv4 and IPv6', async () => {
    const path = join(folder.path, 'fragments.pcap');
    const file = new PcapFile(LINK.raw);
    let identification = 0;
    for (const ends of [{}, { source: '2001:db8::1', destination: '2001:db8::2' }]) {
      file.packet(ipPacket(tcp('', { sequence: 0, flags: TCP_FLAG.syn }), ends));
      let sequence = 1;
      for (const size of [8, 1480, 4000]) {
        const content = randomBytes(4000);
        const options = { ...ends, identification: ++identification };
        const segment = fragments(tcp(content, { sequence }), size, options);
        const datagram = fragments(udp(content), size, { ...options, protocol: 17 });
        // Every other one comes before its neighbour.
        for (const parts of [segment, datagram]) {
          for (let at = 0; at < parts.length; at += 2) {
            for (const part of parts.slice(at, at + 2).reverse()) file.packet(part);
          }
        }
        sequence += content.length;
      }
    }
    await writeFile(path, file.bytes);
    await compareWithTshark(tshark, path);
    await withCapture(path, (capture) => {
      assert.equal(capture.conversations.length, 4);
      assert.equal(capture.problems.count, 0);
      return Promise.resolve();
    });
  });

  it('reads what Wireshark made of a capture of its own: merged, of several interfaces', async function () {
    const mergecap = requireTool(this, 'mergecap');
    const paths = ['one.pcap', 'two.pcapng'].map((name) => join(folder.path, name));
    await writeFile(paths[0]!, new PcapFile(LINK.raw, { littleEndian: false }).packet(ipPacket(tcp('one'))).bytes);
    const second = new PcapngFile()
      .section()
      .interface(LINK.ipv4)
      .packet(ipPacket(tcp('two', { from: 3000 })));
    await writeFile(paths[1]!, second.bytes);
    const merged = join(folder.path, 'merged.pcapng');
    const merging = spawnTool(mergecap, ['-w', merged, ...paths]);
    assert.deepEqual(await merging.exited, { code: 0, signal: null }, merging.stderr.text());
    assert.ok((await readFile(merged)).length > 0);
    await compareWithTshark(tshark, merged);
  });
});

/** A stream cut into segments of many sizes, some of them doubled, overlapping and in the wrong order. */
function shuffledStream(content: Buffer, initialSequence: number): Buffer {
  const segments: { at: number; length: number }[] = [];
  for (let at = 0; at < content.length;) {
    const length = Math.min(1 + randomInt(1400), content.length - at);
    segments.push({ at, length });
    if (randomInt(5) === 0) segments.push({ at, length });
    if (randomInt(5) === 0) {
      const start = Math.max(at - randomInt(300), 0);
      segments.push({ at: start, length: at + length - start });
    }
    at += length;
  }
  // Neighbours change places, here and there over some distance.
  for (let i = 0; i + 1 < segments.length; i++) {
    if (randomInt(3) > 0) continue;
    const other = Math.min(i + 1 + randomInt(4), segments.length - 1);
    [segments[i], segments[other]] = [segments[other]!, segments[i]!];
  }
  const file = new PcapFile(LINK.raw);
  file.packet(ipPacket(tcp('', { sequence: (initialSequence - 1) >>> 0, flags: TCP_FLAG.syn })));
  for (const { at, length } of segments) {
    const sequence = (initialSequence + at) >>> 0;
    file.packet(ipPacket(tcp(content.subarray(at, at + length), { sequence, flags: TCP_FLAG.ack })));
  }
  return file.bytes;
}
