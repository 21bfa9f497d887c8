import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PROTOCOL, TCP_FLAG } from '../../../../src/capture/pcapng';
import { fragments, ipPacket, LINK, PcapFile, tcp, udp, type IpOptions } from '../foreign';
import { problemsOf, readAll, textsOf, withOpened } from '../recording';

const INCOMPLETE = 'IP packets of which fragments are missing are left out.';
const CONTRADICTION = 'IP fragments that contradict each other are left out.';
const SECOND = 1_000_000_000n;

const ENDS: Readonly<Record<string, IpOptions>> = {
  IPv4: { source: '192.0.2.1', destination: '192.0.2.2' },
  IPv6: { source: '2001:db8::1', destination: '2001:db8::2' },
};

function capture(packets: readonly Uint8Array[]): Buffer {
  const file = new PcapFile(LINK.raw);
  for (const packet of packets) file.packet(packet);
  return file.bytes;
}

describe('ipFragments', () => {
  for (const [version, ends] of Object.entries(ENDS)) {
    const options = { ...ends, identification: 7, protocol: PROTOCOL.udp };

    it(`puts a datagram over ${version} together, in whatever order its fragments come, and some twice`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 48, maxLength: 400 }),
          fc.integer({ min: 1, max: 6 }),
          fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
          async (bytes, units, keys) => {
            const parts = fragments(udp(bytes), units * 8, options);
            const keyed = [...parts, parts[0]!].map((part, index) => ({ part, key: keys[index]! }));
            const shuffled = keyed.toSorted((one, other) => one.key - other.key).map(({ part }) => part);
            // A second copy that comes after the whole begins another packet, which never becomes whole.
            const packets = [...shuffled, ipPacket(udp('next'), { ...ends, protocol: PROTOCOL.udp })];
            await withOpened(capture(packets), async (opened) => {
              const [conversation] = opened.conversations;
              assert.ok(
                (await readAll(opened, conversation!, 'sent')).equals(Buffer.concat([bytes, Buffer.from('next')])),
              );
              assert.equal(conversation!.log.length, 2);
              assert.equal(opened.conversations.length, 1);
            });
          },
        ),
        { numRuns: 40 },
      );
    });

    it(`puts a TCP segment over ${version} together, also when its header is cut`, async () => {
      const flags = { sequence: 0, flags: TCP_FLAG.syn };
      const packets = [
        ipPacket(tcp('', flags), ends),
        ...fragments(tcp('abcdefghijkl', { sequence: 1, flags: TCP_FLAG.ack | TCP_FLAG.fin }), 8, {
          ...ends,
          identification: 7,
        }),
      ];
      await withOpened(capture(packets), async (opened) => {
        assert.deepEqual(await textsOf(opened), [{ sent: 'abcdefghijkl', received: '' }]);
        assert.deepEqual(problemsOf(opened), []);
        assert.equal(opened.conversations.at(0)!.state, 'half-closed-local');
      });
    });

    it(`knows that SYN has a number of its own, once, in a segment over ${version} of several fragments`, async () => {
      const sequence = 2 ** 32 - 9;
      const open = fragments(tcp('abcdefghijkl', { sequence, flags: TCP_FLAG.syn }), 8, { ...ends, identification: 7 });
      const next = ipPacket(tcp('mno', { sequence: (sequence + 13) >>> 0 }), ends);
      await withOpened(capture([...open, next]), async (opened) => {
        assert.deepEqual(await textsOf(opened), [{ sent: 'abcdefghijklmno', received: '' }]);
        assert.equal(opened.conversations.at(0)!.state, 'connecting');
      });
      // What comes later with the same SYN is no other connection.
      await withOpened(capture([...open, next, ...open]), (opened) => {
        assert.equal(opened.conversations.length, 1);
      });
    });

    it(`keeps the fragments of different packets over ${version} apart`, async () => {
      const [one, other] = [1, 2].map((identification) =>
        fragments(udp(String(identification).repeat(20)), 16, { ...options, identification }),
      );
      const packets = one!.flatMap((part, index) => [part, other![index]!]);
      await withOpened(capture(packets), async (opened) => {
        assert.deepEqual(await textsOf(opened), [{ sent: '1'.repeat(20) + '2'.repeat(20), received: '' }]);
      });
    });

    it(`names packets over ${version} of which a fragment is missing`, async () => {
      const parts = fragments(udp('x'.repeat(100)), 40, options);
      for (const missing of parts.keys()) {
        await withOpened(capture(parts.toSpliced(missing, 1)), (opened) => {
          assert.equal(opened.conversations.length, 0);
          assert.deepEqual(problemsOf(opened), [INCOMPLETE]);
        });
      }
    });
  }

  const options = { ...ENDS['IPv4'], identification: 7, protocol: PROTOCOL.udp };

  it('leaves the extension headers of IPv6 behind that of a fragment to the whole packet', async () => {
    const destinationOptions = Buffer.of(PROTOCOL.udp, 0, 1, 4, 0, 0, 0, 0);
    for (const size of [8, 16]) {
      const parts = fragments(Buffer.concat([destinationOptions, udp('x'.repeat(40))]), size, {
        ...ENDS['IPv6'],
        identification: 7,
        protocol: 60,
      });
      await withOpened(capture(parts), async (opened) => {
        assert.deepEqual(await textsOf(opened), [{ sent: 'x'.repeat(40), received: '' }]);
        assert.deepEqual(problemsOf(opened), []);
      });
    }
  });

  it('refuses fragments that overlap, or go beyond the end', async () => {
    const [first, , last] = fragments(udp('x'.repeat(40)), 16, options);
    const longer = ipPacket(new Uint8Array(24), { ...options, fragment: 0x2000 });
    const beyond = ipPacket(new Uint8Array(16), { ...options, fragment: 0x2000 + 10 });
    const odd = ipPacket(new Uint8Array(12), { ...options, fragment: 0x2000 });
    const huge = ipPacket(new Uint8Array(800), { ...options, fragment: 0x1fff });
    for (const packets of [[first!, longer], [last!, beyond], [beyond, last!], [odd], [huge]]) {
      await withOpened(capture(packets), (opened) => {
        assert.deepEqual(problemsOf(opened), [CONTRADICTION]);
      });
    }
  });

  it('gives up after a minute, so that an identification can be used again', async () => {
    const parts = fragments(udp('x'.repeat(40)), 24, options);
    const file = new PcapFile(LINK.raw).packet(parts[0]!, { time: SECOND }).packet(parts[1]!, { time: 62n * SECOND });
    await withOpened(file.bytes, (opened) => {
      assert.deepEqual(new Set(problemsOf(opened)), new Set([INCOMPLETE]));
      assert.equal(opened.conversations.length, 0);
    });
  });

  it('waits for a bounded number of packets, and of bytes', async () => {
    for (const [size, count] of [
      [8, 5000],
      [1480, 3500],
    ] as const) {
      const parts = Array.from({ length: count }, (_, identification) =>
        fragments(udp('x'.repeat(2 * size - 8)), size, { ...options, identification }),
      );
      // The first fragments of all, then the last ones from behind: those that began first were given up.
      const packets = [...parts.map(([first]) => first!), ...parts.toReversed().map(([, last]) => last!)];
      await withOpened(capture(packets), (opened) => {
        const { length } = opened.conversations.at(0)!.log;
        assert.ok(length > 2000 && length < count, String(length));
        assert.ok(problemsOf(opened).includes(INCOMPLETE));
      });
    }
  });
});
