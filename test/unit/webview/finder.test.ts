import assert from 'node:assert/strict';
import type { FindQuery } from '../../../src/bytes/find/query';
import type { InspectorLink, Requests, ToHost, Told } from '../../../src/webview/inspector/protocol';
import type { RowLayout } from '../../../src/webview/inspector/rows';
import { ShownConversation } from '../../../src/webview/inspector/view/conversation';
import { Finder } from '../../../src/webview/inspector/view/finder';
import type { RequestMessage, RequestName } from '../../../src/webview/shared/exchange';
import { HostLink } from '../../../src/webview/shared/hostLink';
import { eventually } from '../../support/eventually';

const QUERY: FindQuery = {
  kind: 'text',
  text: 'ping',
  matchCase: false,
  encoding: 'utf8',
  numberType: 'any',
  order: 'either',
};
const LAYOUT: RowLayout = { view: 'received', bytesPerRow: 16 };

/** An extension that answers when it is told to. */
class SlowHost {
  readonly said: ToHost[] = [];
  readonly link = new HostLink<Requests, Told>((message) => {
    this.said.push(message);
  });
  readonly #answered = new Set<number>();

  /** The oldest request of this type that has no answer yet. */
  waiting<T extends RequestName<Requests>>(type: T): Promise<RequestMessage<Requests, T>> {
    return eventually(() => {
      const found = this.said.find(
        (message) => 'request' in message && message.type === type && !this.#answered.has(message.request),
      );
      assert.ok(found, `${type} in ${this.said.map((message) => message.type).join()}`);
      return found as unknown as RequestMessage<Requests, T>;
    });
  }

  async answer<T extends RequestName<Requests>>(type: T, result: Requests[T]['result']): Promise<void> {
    const { request } = await this.waiting(type);
    this.#answered.add(request);
    this.link.settle({ type: 'answer', request, result });
  }

  count(type: ToHost['type']): number {
    return this.said.filter((message) => message.type === type).length;
  }
}

function conversationOf(link: InspectorLink, received: number, layout = LAYOUT): ShownConversation {
  const summary = {
    id: 1,
    scheme: 'tcp',
    local: '',
    remote: '',
    state: 'open',
    live: true,
    chunks: 1,
    received,
    sent: 0,
    startedAt: 0,
  } as const;
  const rowCount = Math.ceil(received / layout.bytesPerRow);
  return new ShownConversation({ conversation: 1, layout, rowCount, received, sent: 0, summary }, link);
}

const progress = (count: number, searched: number, bytes: number) => ({
  count,
  searched,
  bytes,
  done: searched === bytes,
  capped: false,
});

describe('finder', () => {
  let host: SlowHost;
  let finder: Finder;
  let conversation: ShownConversation;

  beforeEach(() => {
    host = new SlowHost();
    finder = new Finder(host.link);
    conversation = conversationOf(host.link, 1000);
  });

  it('asks until all is searched, tells how far it is, and knows what was found in the rows that are shown', async () => {
    finder.want(0, 10);
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.answer('continueFind', progress(1, 500, 1000));
    assert.deepEqual(finder.state, {
      count: 1,
      progress: 0.5,
      state: 'searching',
      capped: false,
      failure: '',
      taken: '',
    });
    await host.answer('continueFind', progress(2, 1000, 1000));
    assert.equal(finder.state.state, 'done');
    await host.answer('readFound', { columns: [[0, 4]] });
    await host.answer('markFound', { slots: [0] });
    // What was asked while one match was known is asked again for two.
    await host.answer('readFound', {
      columns: [
        [0, 4],
        [2, 6],
      ],
    });
    await host.answer('markFound', { slots: [0, 8] });
    await eventually(() => {
      assert.deepEqual(finder.slots, [0, 8]);
    });
    assert.deepEqual([finder.columnsOf(0), finder.columnsOf(1), finder.columnsOf(2)], [[0, 4], [2, 6], []]);
    assert.equal(host.count('continueFind'), 2);
  });

  it('asks for rows again only when others are shown', async () => {
    finder.want(0, 10);
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.answer('continueFind', progress(1, 1000, 1000));
    await host.answer('readFound', { columns: [[0, 4]] });
    await host.answer('markFound', { slots: [0] });
    await eventually(() => {
      assert.deepEqual(finder.slots, [0]);
    });
    finder.want(5, 60);
    assert.equal(host.count('readFound'), 1);
    finder.want(130, 140);
    const { from, to } = await host.waiting('readFound');
    assert.ok(from <= 130 && to >= 140);
    assert.equal(host.count('markFound'), 1);
  });

  it('shows nothing of rows that are cut otherwise by now', async () => {
    finder.want(0, 10);
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.answer('continueFind', progress(1, 1000, 1000));
    await host.answer('readFound', { columns: [[0, 4]] });
    await host.answer('markFound', { slots: [0] });
    await eventually(() => {
      assert.deepEqual(finder.columnsOf(0), [0, 4]);
    });
    finder.follow(conversationOf(host.link, 1000, { view: 'received', bytesPerRow: 8 }));
    assert.deepEqual([finder.columnsOf(0), finder.slots], [[], []]);
    assert.equal((await host.waiting('readFound')).layout.bytesPerRow, 8);
    assert.equal(host.count('startFind'), 1);
  });

  it('goes on when the conversation has grown, and only then', async () => {
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.answer('continueFind', progress(0, 1000, 1000));
    await eventually(() => {
      assert.equal(finder.state.state, 'done');
    });
    conversation.place({ row: 0, direction: 'received', offset: 3, column: 3 });
    assert.equal(host.count('continueFind'), 1);
    conversation.grow({ ...conversation.extent, rowCount: 100, received: 1600 });
    await host.answer('continueFind', progress(1, 1600, 1600));
    await eventually(() => {
      assert.equal(finder.state.count, 1);
    });
  });

  it('says nothing of a search after another one has begun, nor after it was stopped', async () => {
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.waiting('continueFind');
    void finder.start(conversation, ['received'], { ...QUERY, text: 'pong' });
    await host.answer('continueFind', progress(9, 1000, 1000));
    await host.answer('startFind', { search: 8 });
    assert.equal((await host.waiting('continueFind')).search, 8);
    assert.equal(finder.state.count, 0);
    await host.answer('continueFind', progress(1, 500, 1000));
    await eventually(() => {
      assert.equal(finder.state.count, 1);
    });
    finder.stop();
    await host.answer('continueFind', progress(2, 1000, 1000));
    await host.waiting('readFound');
    assert.deepEqual(finder.state, {
      count: 1,
      progress: 0.5,
      state: 'stopped',
      capped: false,
      failure: '',
      taken: '',
    });
  });

  it('knows the place of the match at the caret', async () => {
    void finder.start(conversation, ['received'], QUERY);
    await host.answer('startFind', { search: 7 });
    await host.answer('continueFind', progress(3, 1000, 1000));
    conversation.place({ row: 0, direction: 'received', offset: 3, column: 3 });
    assert.equal(finder.place, -1);
    await host.answer('placeFound', { index: 1 });
    await eventually(() => {
      assert.equal(finder.place, 1);
    });
    conversation.place({ row: 0, direction: 'received', offset: 4, column: 4 });
    assert.equal(finder.place, -1);
  });

  it('tells what failed', async () => {
    void finder.start(conversation, ['received'], QUERY);
    const { request } = await host.waiting('startFind');
    host.link.settle({ type: 'failed', request, message: 'Type what to find.' });
    await eventually(() => {
      assert.deepEqual([finder.state.state, finder.state.failure], ['failed', 'Type what to find.']);
    });
  });
});
