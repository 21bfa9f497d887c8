import assert from 'node:assert/strict';
import {
  endName,
  endWord,
  isArrow,
  isReset,
  stepSentence,
  stepText,
} from '../../../src/webview/inspector/view/stepText';
import { contextOf, step, SUMMARY } from './steps';

const packet = { sequence: 1001, acknowledgement: 4001, window: 512, base: 1000, otherBase: 4000, marks: [] } as const;

describe('stepText', () => {
  it('names calls as the API does', () => {
    const label = (given: Parameters<typeof step>[0], scheme: 'tcp' | 'udp' = 'tcp') =>
      stepText(step(given), contextOf({ scheme })).label;
    assert.equal(label({ text: 'hello' }), 'send(5)');
    assert.equal(label({ text: 'hello', direction: 'received' }), 'recv = 5');
    assert.equal(label({ text: 'hello' }, 'udp'), 'sendto(5)');
    assert.equal(label({ direction: 'received' }, 'udp'), 'recvfrom = 0');
    assert.equal(label({ kind: 'gap', size: 7 }), '7 bytes missing in the capture');
    assert.equal(label({ kind: 'handshake' }), 'TLS handshake');
    assert.equal(label({ kind: 'event', label: 'peer sent FIN', flags: 'FIN, ACK' }), 'peer sent FIN');
    assert.equal(stepText(step({ text: 'hello' }), contextOf({ scheme: 'udp', client: 'sent' })).label, '5 bytes');
  });

  it('writes numbers of packets from 0, or as they were captured', () => {
    const given = step({ kind: 'packet', flags: 'PSH, ACK', packet, size: 5 });
    assert.equal(stepText(given, contextOf()).label, 'PSH, ACK Seq=1 Ack=1 Win=512 Len=5');
    const captured = contextOf({}, { sequenceNumbers: 'captured' });
    assert.equal(stepText(given, captured).label, 'PSH, ACK Seq=1001 Ack=4001 Win=512 Len=5');
    const syn = step({ kind: 'packet', flags: 'SYN', packet: { ...packet, sequence: 0, base: 0xffff_ffff } });
    assert.equal(stepText(syn, contextOf()).label, 'SYN Seq=1 Win=512');
    assert.equal(stepText(step({ kind: 'packet', flags: 'SYN', inferred: true }), contextOf()).label, 'SYN');
  });

  it('shows first bytes with nothing hidden, and what is of note', () => {
    const { preview, notes } = stepText(
      step({ text: 'a\r\n', size: 90, continues: true, packet: { ...packet, marks: ['retransmission'] } }),
      contextOf(),
    );
    assert.equal(preview, 'a␍␊…');
    assert.deepEqual(notes, ['retransmission', 'recv cut the stream here']);
  });

  it('tells arrows from what happened at one end, and resets from others', () => {
    assert.equal(isArrow(step({ kind: 'event', label: 'closed' })), false);
    assert.equal(isArrow(step({ kind: 'event', flags: 'RST' })), true);
    assert.equal(isReset(step({ kind: 'event', flags: 'RST, ACK' })), true);
    assert.equal(isReset(step()), false);
  });

  it('is a sentence for whoever cannot see the arrow', () => {
    const states = { states: ['CLOSE-WAIT', 'FIN-WAIT-1'], changed: [true, false] } as const;
    assert.equal(
      stepSentence(step({ text: 'hi', time: 1001.5 }), contextOf()),
      '+1.500 ms: this side to the peer: send(2), Text: hi',
    );
    assert.equal(
      stepSentence(
        step({ kind: 'packet', direction: 'received', flags: 'ACK', inferred: true, ...states }),
        contextOf(),
      ),
      'the peer to this side: ACK, inferred, not recorded, now this side is CLOSE-WAIT',
    );
    assert.equal(stepSentence(step({ kind: 'event', label: 'closed' }), contextOf()), '+0 µs: closed');
    assert.match(
      stepSentence(step({ text: 'x', peer: '127.0.0.1:5' }), contextOf({ scheme: 'udp' })),
      /to 127\.0\.0\.1:5/,
    );
  });

  it('calls ends by their addresses, and in sentences by what they are', () => {
    const { translate } = contextOf();
    assert.equal(endName(translate, SUMMARY, 0), '127.0.0.1:9000');
    assert.equal(endName(translate, { ...SUMMARY, remote: '' }, 1), 'the peer');
    const foreign = { ...SUMMARY, client: 'received' } as const;
    assert.deepEqual([endWord(translate, foreign, 0), endWord(translate, foreign, 1)], ['server', 'client']);
  });
});
