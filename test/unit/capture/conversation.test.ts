import assert from 'node:assert/strict';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { Conversation, MAX_EVENTS, MAX_OTHER_EVENTS, type ConversationState } from '../../../src/capture/conversation';
import type { Scheme } from '../../../src/engine/address/schemes';
import type { LifecycleEvent } from '../../../src/engine/recording';
import { ip } from './recording';

function make(scheme: Scheme = 'tcp'): Conversation {
  return new Conversation({
    id: 0,
    scheme,
    local: ip('::1', 1),
    initiator: 'sent',
    startedAt: 0,
    log: new ChunkLog(),
  });
}

function stateAfter(
  scheme: Scheme,
  ...events: [kind: LifecycleEvent['kind'], direction: 'sent' | 'received'][]
): ConversationState {
  const conversation = make(scheme);
  for (const [kind, direction] of events) conversation.addEvent({ kind, direction, time: 0, beforeChunk: 0 });
  return conversation.state;
}

describe('Conversation', () => {
  it('of a stream goes through the states of a connection', () => {
    assert.equal(stateAfter('tcp'), 'connecting');
    assert.equal(stateAfter('tcp', ['open', 'sent']), 'open');
    assert.equal(stateAfter('tcp', ['open', 'sent'], ['shutdown', 'sent']), 'half-closed-local');
    assert.equal(stateAfter('tcp', ['open', 'sent'], ['shutdown', 'received']), 'half-closed-remote');
    assert.equal(stateAfter('unix', ['shutdown', 'received'], ['shutdown', 'sent']), 'closed');
    assert.equal(stateAfter('tcp', ['shutdown', 'sent'], ['shutdown', 'sent']), 'half-closed-local');
    assert.equal(stateAfter('tcp', ['open', 'sent'], ['close', 'received']), 'closed');
    assert.equal(stateAfter('tcp', ['open', 'sent'], ['reset', 'received'], ['close', 'sent']), 'reset');
    assert.equal(stateAfter('tcp', ['error', 'received'], ['close', 'received']), 'failed');
  });

  it('of a datagram socket is open until it is closed, whatever errors come', () => {
    assert.equal(stateAfter('udp'), 'open');
    assert.equal(stateAfter('udp', ['error', 'received']), 'open');
    assert.equal(stateAfter('udp', ['error', 'received'], ['close', 'sent'], ['open', 'sent']), 'closed');
  });

  it('keeps all events but too many, which it counts', () => {
    const conversation = make('udp');
    for (let i = 0; i < MAX_EVENTS + 5; i++) {
      conversation.addEvent({ kind: 'error', direction: 'received', time: i, beforeChunk: 0 });
    }
    conversation.addEvent({ kind: 'close', direction: 'sent', time: 0, beforeChunk: 0 });
    assert.equal(conversation.events.length, MAX_EVENTS + 1);
    assert.equal(conversation.events.at(-1)?.kind, 'close');
    assert.equal(conversation.eventsOmitted, 5);
    for (let i = 0; i < 100; i++) conversation.addEvent({ kind: 'close', direction: 'sent', time: 0, beforeChunk: 0 });
    assert.equal(conversation.events.length, MAX_EVENTS + MAX_OTHER_EVENTS);
  });
});
