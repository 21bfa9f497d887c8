import assert from 'node:assert/strict';
import type { EndState, KernelSocketState } from '../../../../src/engine/kernel/socketState';
import { whoWaits, type WaitFacts } from '../../../../src/engine/kernel/whoWaits';

const OPEN: EndState = { state: 'established', sendQueue: 0, receiveQueue: 0 };
const PROBING = { timer: { kind: 'zeroWindowProbe', in: 200 } } as const;

function waiting(kernel: KernelSocketState, others: Partial<WaitFacts> = {}): ReturnType<typeof whoWaits> {
  return whoWaits({ kind: 'connection', kernel, bytesWaiting: 0, isPaused: false, ...others });
}

describe('engine/kernel/whoWaits', () => {
  it('says of two writers that each waits for the other', () => {
    const full: EndState = { ...OPEN, sendQueue: 5000, receiveQueue: 3000, ...PROBING };
    assert.deepEqual(waiting({ ...full, peer: full }, { bytesWaiting: 9 }), { kind: 'deadlock' });
    const resting: EndState = { ...OPEN, sendQueue: 5000, receiveQueue: 3000 };
    const both = { bytesWaiting: 9, peerBytesWaiting: 9 };
    assert.deepEqual(waiting({ ...resting, peer: resting }, both), { kind: 'deadlock' });
  });

  it('says who is blocked, and whether the other one is seen not to read', () => {
    const blocked: EndState = { ...OPEN, sendQueue: 5000, ...PROBING };
    const idle: EndState = { ...OPEN, receiveQueue: 3000 };
    assert.deepEqual(waiting({ ...blocked, peer: idle }, { bytesWaiting: 7 }), {
      kind: 'blocked',
      bytes: 5007,
      isSeen: true,
    });
    assert.deepEqual(waiting(blocked), { kind: 'blocked', bytes: 5000, isSeen: false });
    assert.deepEqual(waiting({ ...idle, peer: blocked }, { isPaused: true }), {
      kind: 'blocksPeer',
      bytes: 5000,
      isPaused: true,
    });
  });

  it('tells what only came, was not read there, or is not acknowledged', () => {
    assert.deepEqual(waiting({ ...OPEN, receiveQueue: 5 }), { kind: 'unread', bytes: 5, isPaused: false });
    assert.deepEqual(waiting({ ...OPEN, peer: { ...OPEN, receiveQueue: 5 } }), { kind: 'unreadByPeer', bytes: 5 });
    assert.deepEqual(waiting({ ...OPEN, sendQueue: 5, retransmits: 3 }), {
      kind: 'unacknowledged',
      bytes: 5,
      retransmits: 3,
    });
    assert.deepEqual(waiting({ ...OPEN, peer: OPEN }), { kind: 'nobody' });
    assert.deepEqual(waiting({ state: 'unconnected', receiveQueue: 5 }, { kind: 'datagram' }), {
      kind: 'unread',
      bytes: 5,
      isPaused: false,
    });
  });

  it('does not take the FIN in the queue for a byte', () => {
    const closeWait: EndState = { state: 'close-wait', sendQueue: 0, receiveQueue: 1 };
    assert.deepEqual(waiting(closeWait), { kind: 'closeWait' });
    assert.deepEqual(waiting({ state: 'fin-wait-2', peer: closeWait }), { kind: 'finWait' });
  });

  it('tells the seconds of TIME_WAIT that are left, here and there', () => {
    const over: EndState = { state: 'time-wait', timer: { kind: 'timeWait', in: 58_300 } };
    assert.deepEqual(waiting(over), { kind: 'timeWait', secondsLeft: 59 });
    assert.deepEqual(waiting({ state: 'closed', peer: over }), { kind: 'peerTimeWait', secondsLeft: 59 });
  });

  it('counts the clients of a listener, and says when no more fit', () => {
    const listener = (count: number): WaitFacts => ({
      kind: 'listener',
      kernel: { state: 'listen', waiting: count },
      bytesWaiting: 0,
      isPaused: false,
      backlog: 2,
    });
    assert.deepEqual(whoWaits(listener(0)), { kind: 'nobody' });
    assert.deepEqual(whoWaits(listener(2)), { kind: 'clients', count: 2, isFull: false });
    assert.deepEqual(whoWaits(listener(3)), { kind: 'clients', count: 3, isFull: true });
  });
});
