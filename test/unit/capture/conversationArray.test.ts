import assert from 'node:assert/strict';
import { ChunkLog } from '../../../src/capture/chunkLog';
import { Conversation } from '../../../src/capture/conversation';
import { ConversationArray } from '../../../src/capture/conversationArray';
import { ip } from './recording';

function make(id: number): Conversation {
  const ends = { local: ip('127.0.0.1', 1), remote: ip('127.0.0.1', 2) };
  return new Conversation({ id, scheme: 'tcp', ...ends, initiator: 'sent', startedAt: 5, log: new ChunkLog() });
}

describe('ConversationArray', () => {
  it('counts the visible bytes of all its conversations, those of late chunks too', () => {
    const all = new ConversationArray();
    const [first, second] = [make(0), make(1)];
    first.log.append('sent', 3, 0, 0);
    first.log.commit();
    all.push(first);
    all.push(second);
    second.log.append('received', 10, 0, 0);
    assert.deepEqual([all.bytes('sent'), all.bytes('received')], [3, 0]);
    second.addEvent({ kind: 'close', direction: 'sent', time: 0, beforeChunk: 0 });
    second.log.append('sent', 4, 0, 0);
    second.log.append('sent', 100, 0, 0);
    second.log.commit(2);
    assert.deepEqual([all.bytes('sent'), all.bytes('received')], [7, 10]);
    second.log.commit();
    second.log.commit();
    assert.deepEqual([all.bytes('sent'), all.bytes('received')], [107, 10]);
  });

  it('gives conversations by their place, and what a list says of them', () => {
    const all = new ConversationArray();
    const conversation = make(0);
    all.push(conversation);
    assert.equal(all.length, 1);
    assert.equal(all.at(0), conversation);
    assert.equal(all.at(-1), conversation);
    assert.equal(all.at(1), undefined);
    assert.deepEqual([...all], [conversation]);
    conversation.log.append('sent', 3, 0, 0);
    conversation.log.commit();
    const { local, remote, initiator } = conversation;
    const known = {
      id: 0,
      scheme: 'tcp',
      local,
      remote,
      initiator,
      state: 'connecting',
      startedAt: 5,
      peers: undefined,
    };
    assert.deepEqual(all.overview(0), { ...known, chunks: 1, received: 0, sent: 3 });
    assert.equal(all.overview(1), undefined);
  });
});
