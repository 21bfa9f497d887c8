import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSs } from '../../../../src/engine/kernel/ssTable';

/** As iproute2 6.1 printed it, cut. */
const TCP = `State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
LISTEN 1      2       127.0.0.1:37449   0.0.0.0:*
\t skmem:(r0,rb131072,t0,tb16384,f0,w0,o0,bl0,d0) bbr cwnd:10 unacked:1
ESTAB  128512 3782144 127.0.0.1:37449 127.0.0.1:58694 timer:(persist,132ms,0)
\t skmem:(r131840,rb131072,t0,tb4194304,f1600,w3847872,o0,bl0,d2) ts sack bbr wscale:10,10 rto:208 backoff:2 rtt:4.834/9.619 ato:40 mss:47616 pmtu:65535 rcvmss:47616 advmss:65483 cwnd:15 ssthresh:7 bytes_sent:176128 bytes_retrans:47616 bytes_acked:128512 segs_out:10 bbr:(bw:11904000000bps,mrtt:0.019,pacing_gain:2.88672) send 1182027307bps lastsnd:1096 rwnd_limited:1524ms(100.0%) retrans:0/1 rcv_space:65483 minrtt:0.019 snd_wnd:65536
ESTAB  0      0       [::ffff:127.0.0.1]:80 [fe80::1]%eth0:58700
\t skmem:(r0,rb131072,t0,tb3939840,f0,w0,o0,bl0,d0) cubic rtt:0.005/0.002
`;

const UDP = `UNCONN 1280   0      127.0.0.1%lo:38953 0.0.0.0:*
\t skmem:(r1280,rb212992,t0,tb212992,f2816,w0,o0,bl0,d7)
UNCONN 0      0      *:53 *:*
`;

const ip = (address: string, port: number) => ({ family: 'ip', address, port });

describe('engine/kernel/ssTable', () => {
  it('reads what ss tells of TCP sockets, whatever stands between', () => {
    const [listener, blocked, other] = parseSs(TCP);
    assert.deepEqual(listener, {
      isListening: true,
      receiveQueue: 1,
      sendQueue: 2,
      local: ip('127.0.0.1', 37449),
      details: { receiveMemory: 0, receiveBuffer: 131072, sendBuffer: 16384, dropped: 0, congestionWindow: 10 },
    });
    assert.deepEqual(blocked, {
      isListening: false,
      receiveQueue: 128512,
      sendQueue: 3782144,
      local: ip('127.0.0.1', 37449),
      remote: ip('127.0.0.1', 58694),
      details: {
        receiveMemory: 131840,
        receiveBuffer: 131072,
        sendBuffer: 4194304,
        dropped: 2,
        roundTrip: 4.834,
        roundTripVariation: 9.619,
        retransmitTimeout: 208,
        congestionWindow: 15,
        slowStartThreshold: 7,
        segmentSize: 47616,
        sendWindow: 65536,
        retransmitted: 1,
        windowLimited: 1524,
      },
    });
    assert.deepEqual([other?.local, other?.remote], [ip('::ffff:127.0.0.1', 80), ip('fe80::1%eth0', 58700)]);
    assert.equal(parseSs(TCP).length, 3);
  });

  it('reads what it tells of UDP sockets', () => {
    const [bound, every] = parseSs(UDP);
    assert.deepEqual([bound?.local, bound?.remote, bound?.receiveQueue], [ip('127.0.0.1', 38953), undefined, 1280]);
    assert.equal(bound?.details.dropped, 7);
    assert.deepEqual([every?.local, every?.details], [ip('::', 53), {}]);
  });

  it('reads the same of a line for each socket, as -O prints it', () => {
    const inOne = TCP.replaceAll('\n\t', '\t');
    assert.deepEqual(parseSs(inOne), parseSs(TCP));
  });

  it('takes any text, and finds what it is made of', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { receiveQueue, details } of parseSs(text)) {
          assert.ok(Number.isInteger(receiveQueue));
          assert.ok(Object.values(details).every((value) => Number.isFinite(value)));
        }
      }),
    );
    const row = fc.record(
      {
        queues: fc.tuple(fc.nat(), fc.nat()),
        ports: fc.tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 })),
        address: fc.oneof(fc.ipV4(), fc.ipV6()),
        rtt: fc.nat({ max: 10_000 }),
        buffer: fc.nat(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const end = (address: string, port: number) =>
          address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
        const text = rows.map(
          ({ queues: [receive, send], ports: [own, other], address, rtt, buffer }) =>
            `ESTAB ${receive} ${send} ${end(address, own)} ${end(address, other)}  users:(("x",pid=1,fd=2))\n` +
            `\t skmem:(r0,rb${buffer},t0,tb1,f0,w0,o0,bl0,d0) cubic rtt:${rtt / 8}/2\n`,
        );
        assert.deepEqual(
          parseSs(text.join('')).map(({ receiveQueue, sendQueue, local, remote, details }) => ({
            queues: [receiveQueue, sendQueue],
            ports: [local.port, remote?.port],
            address: local.address,
            rtt: (details.roundTrip ?? NaN) * 8,
            buffer: details.receiveBuffer,
          })),
          rows,
        );
      }),
    );
  });
});
