import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import { TCP_STATES } from '../../../../src/engine/kernel/tcpState';
import { TcpEnds, type TcpEnd, type TcpEndStates } from '../../../../src/capture/sequence/tcpEnds';

const { syn: SYN, ack: ACK, fin: FIN, rst: RST } = TCP_FLAG;

/** Sender, flags, whether it acknowledges the other end's FIN, and the states then. */
type Line = readonly [sender: TcpEnd, flags: number, acksFin: boolean, local: string, remote: string];

const OPENING: readonly Line[] = [
  [0, SYN, false, 'syn-sent', 'syn-received'],
  [1, SYN | ACK, false, 'established', 'syn-received'],
  [0, ACK, false, 'established', 'established'],
];

/** The figures of RFC 9293, 3.5 and 3.6. */
const FIGURES: Readonly<Record<string, readonly Line[]>> = {
  'figure 12, a normal close': [
    ...OPENING,
    [0, FIN | ACK, false, 'fin-wait-1', 'close-wait'],
    [1, ACK, true, 'fin-wait-2', 'close-wait'],
    [1, FIN | ACK, true, 'time-wait', 'last-ack'],
    [0, ACK, true, 'time-wait', 'closed'],
  ],
  'a close whose second FIN carries the acknowledgement': [
    ...OPENING,
    [0, FIN | ACK, false, 'fin-wait-1', 'close-wait'],
    [1, FIN | ACK, true, 'time-wait', 'last-ack'],
    [0, ACK, true, 'time-wait', 'closed'],
  ],
  'figure 13, a simultaneous close': [
    ...OPENING,
    [0, FIN | ACK, false, 'fin-wait-1', 'close-wait'],
    [1, FIN | ACK, false, 'closing', 'closing'],
    [0, ACK, true, 'closing', 'time-wait'],
    [1, ACK, true, 'time-wait', 'time-wait'],
  ],
  'figure 8, simultaneous SYNs': [
    [0, SYN, false, 'syn-sent', 'syn-received'],
    [1, SYN, false, 'syn-received', 'syn-received'],
    [0, SYN | ACK, false, 'syn-received', 'established'],
    [1, SYN | ACK, false, 'established', 'established'],
  ],
  'a refusal': [
    [0, SYN, false, 'syn-sent', 'syn-received'],
    [1, RST | ACK, false, 'closed', 'closed'],
  ],
  'a reset in the midst': [...OPENING, [1, RST, false, 'closed', 'closed']],
  'a connection that was open before': [
    [1, ACK, false, 'established', 'established'],
    [1, FIN | ACK, false, 'close-wait', 'fin-wait-1'],
  ],
};

describe('TcpEnds', () => {
  for (const [name, lines] of Object.entries(FIGURES)) {
    it(`follows ${name}, from either side`, () => {
      const ends = new TcpEnds();
      const mirrored = new TcpEnds();
      for (const [sender, flags, acksFin, local, remote] of lines) {
        ends.packet(sender, flags, acksFin);
        mirrored.packet(sender === 0 ? 1 : 0, flags, acksFin);
        assert.deepEqual(ends.states, [local, remote]);
        assert.deepEqual(mirrored.states, [remote, local]);
      }
    });
  }

  it('stays where it is at what was sent again', () => {
    const ends = new TcpEnds();
    const again = new TcpEnds();
    for (const [sender, flags, acksFin] of FIGURES['figure 12, a normal close']!) {
      ends.packet(sender, flags, acksFin);
      again.packet(sender, flags, acksFin);
      again.packet(sender, flags, acksFin);
      assert.deepEqual(again.states, ends.states);
    }
  });

  it('is not opened again by a SYN that comes late', () => {
    const ends = new TcpEnds(['established', 'established']);
    ends.packet(0, SYN, false);
    ends.packet(1, SYN | ACK, false);
    assert.deepEqual(ends.states, ['established', 'established']);
  });

  it('knows no other states than those of the RFC, whatever comes', () => {
    const packet = fc.tuple(fc.constantFrom<TcpEnd>(0, 1), fc.integer({ min: 0, max: 0xfff }), fc.boolean());
    fc.assert(
      fc.property(fc.array(packet), (packets) => {
        const ends = new TcpEnds();
        for (const each of packets) ends.packet(...each);
        const known: TcpEndStates = ends.states;
        assert.ok(known.every((state) => state === undefined || TCP_STATES.includes(state)));
      }),
    );
  });
});
