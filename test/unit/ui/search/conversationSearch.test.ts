import assert from 'node:assert/strict';
import type { FindKind } from '../../../../src/bytes/find/query';
import type { Capture } from '../../../../src/capture/capture';
import { ConversationSearch } from '../../../../src/ui/inspector/search/conversationSearch';
import { ip, makeTestStore, type TestStore } from '../../capture/recording';

describe('conversationSearch', () => {
  const peer = ip('127.0.0.1', 50_001);
  let test: TestStore;
  before(async () => {
    test = await makeTestStore();
  });
  after(() => test.remove());

  /** Where it is found in what was received, up to what there is by now. */
  async function find(capture: Capture, kind: FindKind, text: string): Promise<number[]> {
    const [conversation] = capture.conversations;
    assert.ok(conversation);
    const { log } = conversation;
    const query = { kind, text, matchCase: true, encoding: 'utf8', numberType: 'any', order: 'either' } as const;
    const search = new ConversationSearch(1, { capture, conversation, log, grows: true }, ['received'], query);
    while (!(await search.continue()).done);
    const matches = search.found.of('received');
    return Array.from({ length: matches.count }, (_, i) => matches.offset(i));
  }

  it('finds in a stream what two recv()s cut in two', async () => {
    const { recording, capture } = test.begin('tcp 127.0.0.1 9000');
    const record = recording.stream({
      scheme: 'tcp',
      local: ip('127.0.0.1', 9000),
      remote: peer,
      initiator: 'received',
    });
    for (const part of ['pi', 'ng ping']) record.chunk('received', Buffer.from(part));
    await capture.flush();
    assert.deepEqual(await find(capture, 'text', 'ping'), [0, 5]);
    assert.deepEqual(await find(capture, 'regex', '^p'), [0]);
  });

  it('finds nothing over two datagrams, and what each begins with', async () => {
    const { recording, capture } = test.begin('udp 127.0.0.1 9000');
    const record = recording.datagrams(ip('127.0.0.1', 9000));
    for (const datagram of ['pi', 'ng ping', 'p']) record.datagram('received', Buffer.from(datagram), peer);
    await capture.flush();
    assert.deepEqual(await find(capture, 'text', 'ping'), [5]);
    assert.deepEqual(await find(capture, 'regex', '^p'), [0, 9]);
  });
});
