import assert from 'node:assert/strict';
import { OPTION } from '../../../../src/capture/pcapng';
import { ethernet, ipPacket, LINK, PcapngFile, tcp, udp } from '../foreign';
import { problemsOf, textsOf, withOpened } from '../recording';

const SECOND = 1_000_000_000n;
/** 2026-11-21, 20:10:03 UTC. */
const START = 1_795_291_803n * SECOND;

function datagram(text: string): Buffer {
  return ipPacket(udp(text), { protocol: 17 });
}

function file(littleEndian = true): PcapngFile {
  return new PcapngFile({ littleEndian }).section().interface(LINK.raw);
}

describe('PcapngReader', () => {
  for (const littleEndian of [true, false]) {
    it(`reads a ${littleEndian ? 'little' : 'big'}-endian file`, async () => {
      const bytes = file(littleEndian)
        .packet(datagram('one'), { time: START })
        .packet(datagram('two'), { time: START + 1_500_000n }).bytes;
      await withOpened(bytes, async (capture) => {
        assert.deepEqual(await textsOf(capture), [{ sent: 'onetwo', received: '' }]);
        assert.deepEqual(problemsOf(capture), []);
        assert.equal(capture.startTime, Number(START / 1_000_000n));
        const { log } = capture.conversations.at(0)!;
        assert.deepEqual([log.time(0), log.time(1)], [0, 1_500_000]);
      });
    });
  }

  it('goes on with the next intact block behind any wrong length', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map(
      (text) => new PcapngFile().packet(datagram(text)).bytes,
    );
    const head = file().bytes;
    for (const length of [4, 13, 16, 60, 4096, 900_000, 2 ** 20 + 4, 2 ** 31, 2 ** 32 - 4]) {
      for (const padding of [0, 5 * 2 ** 20]) {
        const wrong = Buffer.from(second!);
        wrong.writeUInt32LE(length, 4);
        const rest = new PcapngFile().block(0x0bad, Buffer.alloc(padding)).bytes;
        await withOpened(Buffer.concat([head, first!, wrong, third!, rest]), async (capture) => {
          assert.deepEqual(await textsOf(capture), [{ sent: 'firstthird', received: '' }], `${length} ${padding}`);
          assert.deepEqual(problemsOf(capture), ['Damaged blocks are left out.'], `${length} ${padding}`);
        });
      }
    }
  });

  it('reads several sections of different byte orders, each with its own interfaces', async () => {
    const bytes = file(true)
      .packet(datagram('a'))
      .section(false)
      .interface(LINK.ethernet)
      .interface(LINK.raw)
      .packet(ethernet(datagram('b')))
      .packet(datagram('c'), { interfaceNumber: 1 })
      .section(true)
      .interface(LINK.raw)
      .packet(datagram('d')).bytes;
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'abcd', received: '' }]);
      assert.deepEqual(problemsOf(capture), []);
    });
  });

  it('reads times of any resolution and offset', async () => {
    const made = new PcapngFile().section();
    const seconds = Buffer.alloc(8);
    seconds.writeBigInt64LE(START / SECOND);
    made
      .interface(LINK.raw, 0, made.option(OPTION.timeResolution, Buffer.of(9)))
      .interface(LINK.raw, 0, made.option(OPTION.timeResolution, Buffer.of(0x80 | 10)))
      .interface(LINK.raw, 0, made.option(OPTION.timeResolution, Buffer.of(3)))
      .interface(
        LINK.raw,
        0,
        Buffer.concat([made.option(OPTION.timeOffset, seconds), made.option(OPTION.timeResolution, Buffer.of(6))]),
      )
      .ticks(datagram('a'), START + 123_456_789n, { interfaceNumber: 0 })
      .ticks(datagram('b'), ((START / SECOND) << 10n) + 512n, { interfaceNumber: 1 })
      .ticks(datagram('c'), START / 1_000_000n + 1000n, { interfaceNumber: 2 })
      .ticks(datagram('d'), 2_000_001n, { interfaceNumber: 3 });
    await withOpened(made.bytes, (capture) => {
      const { log } = capture.conversations.at(0)!;
      const base = 123_456_789;
      assert.deepEqual(
        [0, 1, 2, 3].map((chunk) => log.time(chunk)),
        [0, 500_000_000 - base, 1_000_000_000 - base, 2_000_001_000 - base],
      );
      assert.equal(capture.startTime, Number(START / 1_000_000n) + base / 1e6);
    });
  });

  it('reads packet blocks of all kinds', async () => {
    const bytes = file()
      .simplePacket(datagram('simple '))
      .oldPacket(datagram('old '))
      .packet(datagram('enhanced')).bytes;
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'simple old enhanced', received: '' }]);
    });
  });

  it('takes the direction from the packet flags', async () => {
    const made = file();
    const flags = (direction: number): Buffer => made.option(OPTION.packetFlags, Buffer.of(direction, 0, 0, 0));
    made.packet(datagram('in'), { options: flags(1) });
    await withOpened(made.bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: '', received: 'in' }]);
      assert.deepEqual(capture.conversations.at(0)!.local, { family: 'ip', address: '192.0.2.2', port: 2000 });
    });
  });

  it('passes over blocks that it does not know, of any size', async () => {
    const bytes = file()
      .packet(datagram('a'))
      .block(0x0bad, Buffer.alloc(7))
      .block(0x0a, Buffer.alloc(3_000_000))
      .packet(datagram('b')).bytes;
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'ab', received: '' }]);
      assert.deepEqual(problemsOf(capture), []);
    });
  });

  it('goes on after a damaged block', async () => {
    const made = file().packet(datagram('before '));
    const start = made.length;
    made.packet(datagram('damaged '));
    const end = made.length;
    const good = made.packet(datagram('after')).bytes;
    const damages: Record<string, (bytes: Buffer) => void> = {
      'a length of zero': (bytes) => bytes.writeUInt32LE(0, start + 4),
      'a length that is no multiple of four': (bytes) => bytes.writeUInt32LE(33, start + 4),
      'an enormous length': (bytes) => bytes.writeUInt32LE(0xffff_fffc, start + 4),
      'a length that is a little too large': (bytes) => bytes.writeUInt32LE(end - start + 4, start + 4),
      'another length at its end': (bytes) => bytes.writeUInt32LE(64, end - 4),
      'more captured bytes than the block has': (bytes) => bytes.writeUInt32LE(0xffff_ffff, start + 20),
      'an interface that was not described': (bytes) => bytes.writeUInt32LE(7, start + 8),
    };
    for (const [name, damage] of Object.entries(damages)) {
      const bytes = Buffer.from(good);
      damage(bytes);
      await withOpened(bytes, async (capture) => {
        assert.deepEqual(await textsOf(capture), [{ sent: 'before after', received: '' }], name);
        assert.deepEqual(problemsOf(capture), ['Damaged blocks are left out.'], name);
        assert.equal(capture.problems.list[0]!.position, start, name);
      });
    }
  });

  it('goes on after garbage between two blocks', async () => {
    const garbage = Buffer.alloc(2_500_000, 0xa5);
    const bytes = file().packet(datagram('a')).raw(garbage).packet(datagram('b')).bytes;
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'ab', received: '' }]);
      assert.deepEqual(problemsOf(capture), ['Damaged blocks are left out.']);
    });
  });

  it('leaves out packets that are larger than any should be', async () => {
    const bytes = file().packet(Buffer.alloc(1_100_000, 0x45)).packet(datagram('b')).bytes;
    await withOpened(bytes, async (capture) => {
      assert.deepEqual(await textsOf(capture), [{ sent: 'b', received: '' }]);
      assert.deepEqual(problemsOf(capture), ['Blocks of more than 1 MiB are left out.']);
    });
  });

  it('says so when it does not know the link type', async () => {
    const bytes = new PcapngFile().section().interface(147).packet(datagram('a')).packet(datagram('b')).bytes;
    await withOpened(bytes, (capture) => {
      assert.equal(capture.conversations.length, 0);
      assert.deepEqual(problemsOf(capture), new Array(2).fill('Packets of link type 147 are not understood.'));
    });
  });

  it('reads across windows of the file', async () => {
    const made = file();
    const texts: string[] = [];
    for (let i = 0; i < 400; i++) {
      texts.push(String(i).padStart(10_000, ' '));
      made.packet(ipPacket(tcp(texts[i]!, { sequence: i * 10_000 })));
    }
    await withOpened(made.bytes, async (capture) => {
      assert.equal((await textsOf(capture))[0]!.sent, texts.join(''));
      assert.equal(capture.conversations.at(0)!.log.length, 400);
    });
  });

  it('reads an empty section', async () => {
    await withOpened(new PcapngFile().section().bytes, (capture) => {
      assert.equal(capture.conversations.length, 0);
      assert.equal(capture.problems.count, 0);
      assert.equal(capture.indexing, undefined);
    });
  });
});
