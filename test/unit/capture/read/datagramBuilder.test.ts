import assert from 'node:assert/strict';
import { ipPacket, LINK, PcapFile, udp } from '../foreign';
import { ip, readAll, textsOf, withOpened } from '../recording';

const THERE = { protocol: 17, source: '192.0.2.1', destination: '192.0.2.2' };
const BACK = { protocol: 17, source: '192.0.2.2', destination: '192.0.2.1' };

function file(...packets: Buffer[]): Buffer {
  const made = new PcapFile(LINK.raw);
  for (const packet of packets) made.packet(packet);
  return made.bytes;
}

describe('DatagramBuilder', () => {
  it('makes one conversation of both directions between the same addresses and ports', async () => {
    const bytes = file(
      ipPacket(udp('question', 5000, 53), THERE),
      ipPacket(udp('answer', 53, 5000), BACK),
      ipPacket(udp('other', 5001, 53), THERE),
      ipPacket(udp('', 5000, 53), THERE),
    );
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [
        { sent: 'question', received: 'answer' },
        { sent: 'other', received: '' },
      ]);
      const [first] = capture.conversations;
      assert.deepEqual([first!.local, first!.remote], [ip('192.0.2.1', 5000), ip('192.0.2.2', 53)]);
      assert.equal(first!.state, 'open');
      assert.equal(first!.log.length, 3, 'an empty datagram is one too');
      assert.equal(first!.log.byteLength(2), 0);
    });
  });

  it('believes the UDP length where it is less than what the packet has', async () => {
    await withOpened(
      file(ipPacket(udp('abcdef', 1, 2, 8 + 3), THERE), ipPacket(udp('x', 1, 2, 3), THERE)),
      async (capture) => {
        assert.deepEqual(await textsOf(capture), [{ sent: 'abc', received: '' }]);
      },
    );
  });

  it('takes all there is where the length is zero or too large', async () => {
    await withOpened(
      file(ipPacket(udp('abc', 1, 2, 0), THERE), ipPacket(udp('def', 1, 2, 9999), THERE)),
      async (capture) => {
        assert.deepEqual(await textsOf(capture), [{ sent: 'abcdef', received: '' }]);
      },
    );
  });

  it('marks what was not captured of a datagram', async () => {
    const packet = ipPacket(udp('abcdef'), THERE);
    await withOpened(file(packet.subarray(0, -4), ipPacket(udp('gh'), THERE)), async (capture) => {
      const { log } = capture.conversations.at(0)!;
      assert.deepEqual(
        [0, 1, 2].map((chunk) => [log.byteLength(chunk), log.isGap(chunk)]),
        [
          [2, false],
          [4, true],
          [2, false],
        ],
      );
      assert.equal(String(await readAll(capture, capture.conversations.at(0)!, 'sent')), 'ab\0\0\0\0gh');
    });
  });
});
