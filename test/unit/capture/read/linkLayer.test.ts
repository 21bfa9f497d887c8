import assert from 'node:assert/strict';
import { cooked, cooked2, ethernet, ipPacket, LINK, loopback, PcapFile, udp } from '../foreign';
import { problemsOf, textsOf, withOpened } from '../recording';

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
    ['OpenBSD loopback', LINK.loop, (packet) => loopback(packet, packet[0] === 0x60 ? 24 : 2, false)],
  ];
  for (const [name, linkType, frame] of frames) {
    it(`takes off the header of ${name}`, async () => {
      assert.deepEqual(await read(linkType, frame(V4), frame(V6)), { texts: ['four', 'six'], problems: [] });
    });

    it(`counts a frame of ${name} that is cut off`, async () => {
      for (let size = 0; size < frame(V4).length - V4.length; size++) {
        const { texts, problems } = await read(linkType, frame(V4).subarray(0, size));
        assert.deepEqual([texts, problems], [[], ['Packets of which too little was captured are left out.']]);
      }
    });
  }

  it('takes link types for IPv4 and IPv6 alone', async () => {
    assert.deepEqual((await read(LINK.ipv4, V4)).texts, ['four']);
    assert.deepEqual((await read(LINK.ipv6, V6)).texts, ['six']);
  });

  it('counts frames that hold something else', async () => {
    const arp = ethernet(V4);
    arp.writeUInt16BE(0x0806, 12);
    const { texts, problems } = await read(LINK.ethernet, arp, arp, ethernet(V4));
    assert.deepEqual(texts, ['four']);
    assert.deepEqual(problems, new Array(2).fill('Frames that do not hold IP are left out.'));
    assert.deepEqual((await read(LINK.null, loopback(V4, 7, true))).problems, problems.slice(1));
  });
});
