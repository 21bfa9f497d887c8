import assert from 'node:assert/strict';
import type { LiveSocket } from '../../../../src/engine/liveSocket';
import { socketContext } from '../../../../src/ui/sockets/socketContext';

const socket = (fields: object): LiveSocket => fields as unknown as LiveSocket;

/** The keys that are true, without what all begin with. */
function keysOf(sockets: readonly LiveSocket[], kind?: 'dial' | 'listen'): string[] {
  return [...socketContext(sockets, () => kind)].flatMap(([key, value]) =>
    value ? [key.replace('sockscope.', '')] : [],
  );
}

describe('socketContext', () => {
  it('is all false while nothing is listed', () => {
    assert.deepEqual(keysOf([]), []);
  });

  it('says what can be done something with', () => {
    const listener = socket({ kind: 'listener', state: 'listening', isAccepting: true, recording: {} });
    assert.deepEqual(keysOf([listener]), ['hasSockets', 'hasOpenSockets', 'hasAccepting']);
    const holding = socket({ kind: 'listener', state: 'listening', isAccepting: false });
    assert.deepEqual(keysOf([holding]), ['hasSockets', 'hasOpenSockets', 'hasHolding']);
    const connecting = socket({ kind: 'connection', state: 'connecting' });
    assert.deepEqual(keysOf([connecting]), ['hasSockets', 'hasOpenSockets']);
    const open = socket({ kind: 'connection', state: 'open', recording: { failedSince: 1 } });
    assert.deepEqual(keysOf([holding, open]), [
      ...['hasSockets', 'hasOpenSockets', 'hasConnections', 'hasHolding', 'hasUnrecorded'],
    ]);
    const datagram = socket({ kind: 'datagram', state: 'open' });
    assert.deepEqual(keysOf([datagram]), ['hasSockets', 'hasOpenSockets', 'hasDatagramSockets']);
  });

  it('offers again what has ended alone', () => {
    const failed = socket({ kind: 'connection', state: 'failed', recording: { failedSince: 1 } });
    assert.deepEqual(keysOf([failed], 'dial'), ['hasSockets', 'canDialAgain']);
    assert.deepEqual(keysOf([failed], 'listen'), ['hasSockets', 'canListenAgain']);
    assert.deepEqual(keysOf([failed]), ['hasSockets']);
    assert.deepEqual(keysOf([socket({ kind: 'connection', state: 'open' })], 'dial'), [
      'hasSockets',
      'hasOpenSockets',
      'hasConnections',
    ]);
  });
});
