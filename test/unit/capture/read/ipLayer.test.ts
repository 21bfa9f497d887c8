import assert from 'node:assert/strict';
import { ipPacket, LINK, PcapFile, tcp, udp, type IpOptions } from '../foreign';
import { problemsOf, readAll, withOpened } from '../recording';

const V6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const CUT_OFF = 'Packets of which too little was captured are left out.';
const DAMAGED = 'Packets with a damaged IP header are left out.';
const FRAGMENT = 'IP packets of which fragments are missing are left out.';
const OTHER = 'Packets of other protocols than TCP and UDP are left out.';

async function read(packet: Uint8Array) {
  return withOpened(new PcapFile(LINK.raw).packet(packet).bytes, async (capture) => {
    const conversation = capture.conversations.at(0);
    return {
      text: conversation ? String(await readAll(capture, conversation, 'sent')) : undefined,
      problems: problemsOf(capture),
    };
  });
}

function datagram(options: IpOptions = {}): Buffer {
  return ipPacket(udp('text'), { protocol: 17, ...options });
}

/** An IPv6 extension header of 8 bytes. */
function extension(next: number, ...bytes: number[]): Buffer {
  return Buffer.concat([Buffer.of(next, ...bytes), Buffer.alloc(7 - bytes.length)]);
}

describe('ipLayer', () => {
  it('reads IPv4 with options and IPv6', async () => {
    assert.deepEqual(await read(datagram()), { text: 'text', problems: [] });
    assert.deepEqual(await read(datagram({ ipOptions: Buffer.alloc(40, 1) })), { text: 'text', problems: [] });
    assert.deepEqual(await read(datagram(V6)), { text: 'text', problems: [] });
  });

  it('leaves out padding behind the packet', async () => {
    for (const options of [{}, V6]) {
      assert.equal((await read(Buffer.concat([datagram(options), Buffer.alloc(18, 'x')]))).text, 'text');
    }
    assert.equal((await read(Buffer.concat([ipPacket(tcp('text')), Buffer.alloc(6, 'x')]))).text, 'text');
  });

  it('takes all that was captured when the length was left to the network card', async () => {
    assert.equal((await read(ipPacket(tcp('text'), { length: 0 }))).text, 'text');
    assert.equal((await read(ipPacket(tcp('text'), { ...V6, length: 0 }))).text, 'text');
  });

  it('names packets of which fragments are missing', async () => {
    // More fragments; then a later one.
    for (const fragment of [0x2000, 0x0001]) {
      const part = ipPacket(udp('8 bytes.'), { protocol: 17, fragment });
      assert.deepEqual(await read(part), { text: undefined, problems: [FRAGMENT] });
    }
    // "Don't fragment" is no fragment.
    assert.equal((await read(datagram({ fragment: 0x4000 }))).text, 'text');
    const v6 = (offsetAndMore: number): Buffer =>
      ipPacket(Buffer.concat([extension(17, 0, offsetAndMore >> 8, offsetAndMore & 0xff), udp('8 bytes.')]), {
        ...V6,
        protocol: 44,
      });
    for (const bits of [0x0001, 0x0008]) assert.deepEqual((await read(v6(bits))).problems, [FRAGMENT]);
    // RFC 8200, 4.5: a fragment that is the whole.
    assert.equal((await read(v6(0))).text, '8 bytes.');
  });

  it('passes over IPv6 extension headers', async () => {
    const headers = Buffer.concat([
      extension(43),
      extension(60),
      extension(51),
      Buffer.of(17, 1),
      Buffer.alloc(10),
      udp('text'),
    ]);
    assert.deepEqual(await read(ipPacket(headers, { ...V6, protocol: 0 })), { text: 'text', problems: [] });
    const endless = Buffer.concat(new Array<Buffer>(100).fill(extension(60)));
    assert.deepEqual((await read(ipPacket(endless, { ...V6, protocol: 60 }))).problems, [DAMAGED]);
  });

  it('counts what it cannot make sense of', async () => {
    assert.deepEqual((await read(Buffer.alloc(40, 0x55))).problems, [DAMAGED]);
    assert.deepEqual((await read(datagram({ length: 19 }))).problems, [DAMAGED]);
    assert.deepEqual((await read(Buffer.concat([Buffer.of(0x44), datagram().subarray(1)]))).problems, [DAMAGED]);
    assert.deepEqual((await read(datagram({ protocol: 1 }))).problems, [OTHER]);
    assert.deepEqual((await read(datagram({ ...V6, protocol: 58 }))).problems, [OTHER]);
    for (const packet of [datagram(), datagram(V6), ipPacket(tcp(''))]) {
      const headers = packet.length - (packet.includes('text') ? 4 : 0);
      for (let size = 0; size < headers; size++) {
        assert.deepEqual((await read(packet.subarray(0, size))).problems, [CUT_OFF], String(size));
      }
    }
  });

  it('reads what is there of a packet that was cut short', async () => {
    assert.deepEqual(await read(datagram().subarray(0, -2)), { text: 'te\0\0', problems: [] });
    assert.deepEqual(await read(ipPacket(tcp('text')).subarray(0, -2)), { text: 'te\0\0', problems: [] });
  });
});
