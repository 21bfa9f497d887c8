import assert from 'node:assert/strict';
import { pcapFormat } from '../../../../src/capture/read/pcapReader';
import { ethernet, ipPacket, LINK, PcapFile, udp } from '../foreign';
import { problemsOf, textsOf, withOpened } from '../recording';

const START = 1_795_291_803_000_000_000n;

function frame(text: string): Buffer {
  return ethernet(ipPacket(udp(text), { protocol: 17 }));
}

describe('PcapReader', () => {
  for (const littleEndian of [true, false]) {
    for (const nanoseconds of [true, false]) {
      it(`reads a ${littleEndian ? 'little' : 'big'}-endian file with ${nanoseconds ? 'nano' : 'micro'}seconds`, async () => {
        const bytes = new PcapFile(LINK.ethernet, { littleEndian, nanoseconds })
          .packet(frame('one'), { time: START + 999_999_999n })
          .packet(frame('two'), { time: START + 1_000_001_001n }).bytes;
        await withOpened(bytes, async (capture) => {
          assert.deepEqual(await textsOf(capture), [{ sent: 'onetwo', received: '' }]);
          assert.deepEqual(problemsOf(capture), []);
          const { log } = capture.conversations.at(0)!;
          assert.equal(log.time(1), nanoseconds ? 1002 : 2000);
        });
      });
    }
  }

  it('stops at a damaged length, and says so', async () => {
    const made = new PcapFile(LINK.ethernet).packet(frame('before'));
    const position = made.bytes.length;
    const record = Buffer.alloc(16);
    record.writeUInt32LE(262_145, 8);
    await withOpened(made.raw(record).packet(frame('after')).bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'before', received: '' }]);
      assert.deepEqual(problemsOf(capture), ['A packet has a damaged length: what follows is left out.']);
      assert.equal(capture.problems.list[0]!.position, position);
    });
  });

  it('leaves out a last packet that is cut off, wherever', async () => {
    const made = new PcapFile(LINK.ethernet).packet(frame('whole'));
    const start = made.bytes.length;
    const all = made.packet(frame('cut off')).bytes;
    for (let size = start + 1; size < all.length; size++) {
      await withOpened(all.subarray(0, size), async (capture) => {
        assert.deepEqual(await textsOf(capture), [{ sent: 'whole', received: '' }]);
        assert.deepEqual(problemsOf(capture), ['The last packet is cut off and left out.']);
      });
    }
  });

  it('reads a file that ends within its header as an empty one', async () => {
    await withOpened(new PcapFile(LINK.ethernet).bytes.subarray(0, 10), (capture) => {
      assert.equal(capture.conversations.length, 0);
    });
  });

  it('ignores what the upper bits of the link type say', async () => {
    await withOpened(new PcapFile(0xf000_0000 | LINK.ethernet).packet(frame('x')).bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'x', received: '' }]);
    });
  });

  it('is told from other files by its first four bytes', () => {
    const view = (...bytes: number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);
    assert.deepEqual(pcapFormat(view(0xd4, 0xc3, 0xb2, 0xa1)), { littleEndian: true, nanosecondsPerUnit: 1000 });
    assert.deepEqual(pcapFormat(view(0xa1, 0xb2, 0x3c, 0x4d)), { littleEndian: false, nanosecondsPerUnit: 1 });
    assert.equal(pcapFormat(view(0x0a, 0x0d, 0x0d, 0x0a)), undefined);
  });
});
