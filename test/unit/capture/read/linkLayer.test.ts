import assert from 'node:assert/strict';
import {
  cooked,
  cooked2,
  etherFrame,
  ethernet,
  ipoib,
  ipPacket,
  LINK,
  loopback,
  mpls,
  nflog,
  PcapFile,
  ppp,
  pppoe,
  udp,
} from '../foreign';
import { problemsOf, textsOf, withOpened } from '../recording';

const CUT_OFF = 'Packets of which too little was captured are left out.';
const NOT_IP = 'Frames that do not hold IP are left out.';

const V4 = ipPacket(udp('four'), { protocol: 17 });
const V6 = ipPacket(udp('six'), { protocol: 17, source: '2001:db8::1', destination: '2001:db8::2' });

async function read(linkType: number, ...frames: Uint8Array[]) {
  const file = new PcapFile(linkType);
  for (const frame of frames) file.packet(frame);
  return withOpened(file.bytes, async (capture) => ({
    texts: (await textsOf(capture)).map(({ sent }) => sent),
    problems: problemsOf(capture),
  }));
}

describe('linkLayer', () => {
  const frames: readonly [name: string, linkType: number, frame: (packet: Buffer) => Buffer][] = [
    ['Ethernet', LINK.ethernet, (packet) => ethernet(packet)],
    ['Ethernet with a VLAN tag', LINK.ethernet, (packet) => ethernet(packet, 0x8100)],
    ['Ethernet with two VLAN tags', LINK.ethernet, (packet) => ethernet(packet, 0x88a8, 0x8100)],
    ['raw IP', LINK.raw, (packet) => packet],
    ['raw IP, as BSD numbers it', 12, (packet) => packet],
    ['Linux cooked', LINK.cooked, cooked],
    ['Linux cooked, version 2', LINK.cooked2, cooked2],
    ['BSD loopback, little-endian', LINK.null, (packet) => loopback(packet, packet[0] === 0x60 ? 30 : 2, true)],
    ['BSD loopback, big-endian', LINK.null, (packet) => loopback(packet, packet[0] === 0x60 ? 24 : 2, false)],
    ['PPP', LINK.ppp, ppp],
    ['PPP with address and control', LINK.ppp, (packet) => Buffer.concat([Buffer.of(0xff, 0x03), ppp(packet)])],
    ['PPP with a direction', LINK.pppWithDirection, (packet) => Buffer.concat([Buffer.of(1), ppp(packet)])],
    ['PPPoE', LINK.pppEther, (packet) => pppoe(ppp(packet))],
    ['PPPoE over Ethernet', LINK.ethernet, (packet) => etherFrame(0x8864, pppoe(ppp(packet)))],
    ['MPLS over Ethernet', LINK.ethernet, (packet) => etherFrame(0x8847, mpls(packet))],
    ['IP over InfiniBand', LINK.ipoib, ipoib],
    ['OpenBSD loopback', LINK.loop, (packet) => loopback(packet, packet[0] === 0x60 ? 24 : 2, false)],
  ];
  for (const [name, linkType, frame] of frames) {
    it(`takes off the header of ${name}`, async () => {
      assert.deepEqual(await read(linkType, frame(V4), frame(V6)), { texts: ['four', 'six'], problems: [] });
    });

    it(`counts a frame of ${name} that is cut off`, async () => {
      for (let size = 0; size < frame(V4).length - V4.length; size++) {
        const { texts, problems } = await read(linkType, frame(V4).subarray(0, size));
        assert.deepEqual([texts, problems], [[], [CUT_OFF]]);
      }
    });
  }

  it('takes off the fields that Linux logs, in either byte order', async () => {
    for (const littleEndian of [true, false]) {
      const frames = [V4, V6].map((packet) => nflog(packet, littleEndian));
      assert.deepEqual(await read(LINK.nflog, ...frames), { texts: ['four', 'six'], problems: [] });
      const ofAnotherVersion = Buffer.from(frames[0]!);
      ofAnotherVersion[1] = 1;
      const { texts, problems } = await read(LINK.nflog, ofAnotherVersion);
      assert.deepEqual([texts, problems], [[], [NOT_IP]]);
    }
    for (let size = 0; size < 4; size++) {
      // Cut off before its version, and behind it.
      const { problems } = await read(LINK.nflog, Buffer.of(2, 1, 0, 0).subarray(0, size));
      assert.deepEqual(problems, [CUT_OFF]);
    }
  });

  const others: readonly [name: string, linkType: number, header: Uint8Array][] = [
    ['Ethernet', LINK.ethernet, etherFrame(0x0806, Buffer.alloc(0))],
    ['Ethernet with a VLAN tag', LINK.ethernet, etherFrame(0x8100, Buffer.of(0, 1, 0x08, 0x06))],
    ['Linux cooked', LINK.cooked, Buffer.alloc(16)],
    ['Linux cooked, version 2', LINK.cooked2, Buffer.alloc(20)],
    ['BSD loopback', LINK.null, Buffer.of(7, 0, 0, 0)],
    ['PPP', LINK.ppp, Buffer.of(0xc0, 0x20)],
    ['PPP with address and control', LINK.ppp, Buffer.of(0xff, 0x03, 0xc0, 0x20)],
    ['PPP in HDLC framing', LINK.pppHdlc, Buffer.of(0xff, 0x03, 0xc0, 0x20)],
    ['Cisco’s HDLC', LINK.ciscoHdlc, Buffer.of(0x0f, 0, 0x08, 0x06)],
    ['IP over InfiniBand', LINK.ipoib, Buffer.alloc(44)],
  ];
  for (const [name, linkType, header] of others) {
    it(`knows by a whole header of ${name} alone that there is no IP`, async () => {
      assert.deepEqual((await read(linkType, header)).problems, [NOT_IP]);
      assert.deepEqual((await read(linkType, header.subarray(0, -1))).problems, [CUT_OFF]);
    });
  }

  it('tells a PPPoE header that is cut off from one that is whole, and holds no session', async () => {
    const discovery = Buffer.of(0x11, 0xa7, 0, 1, 0, 0);
    for (let size = 0; size <= discovery.length; size++) {
      const { texts, problems } = await read(LINK.pppEther, discovery.subarray(0, size), V4);
      assert.deepEqual([texts, problems], [[], [size < discovery.length ? CUT_OFF : NOT_IP, NOT_IP]], String(size));
    }
  });

  it('takes link types for IPv4 and IPv6 alone', async () => {
    assert.deepEqual((await read(LINK.ipv4, V4)).texts, ['four']);
    assert.deepEqual((await read(LINK.ipv6, V6)).texts, ['six']);
  });

  it('counts frames that hold something else', async () => {
    const arp = ethernet(V4);
    arp.writeUInt16BE(0x0806, 12);
    const { texts, problems } = await read(LINK.ethernet, arp, arp, ethernet(V4));
    assert.deepEqual(texts, ['four']);
    assert.deepEqual(problems, new Array(2).fill(NOT_IP));
    assert.deepEqual((await read(LINK.null, loopback(V4, 7, true))).problems, problems.slice(1));
  });
});
