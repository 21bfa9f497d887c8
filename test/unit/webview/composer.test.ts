import assert from 'node:assert/strict';
import type { ComposerFacts, PayloadOffer, Requests, ToHost, Told } from '../../../src/webview/inspector/protocol';
import { asDraft, Composer } from '../../../src/webview/inspector/view/composer';
import { HostLink } from '../../../src/webview/shared/hostLink';
import { eventually } from '../../support/eventually';

const FACTS: ComposerFacts = { conversation: 1, to: 'tcp://127.0.0.1:9', refusal: '', history: [] };
const TEXT: PayloadOffer = { id: 'text', name: 'Plain text', sentence: 'Send' };
const LINE: PayloadOffer = { id: 'textCrlf', name: 'With a line end', sentence: 'Send' };
const MISTAKE: PayloadOffer = { id: 'payload', name: 'Payload syntax', sentence: 'Column 1: no.', mistaken: true };

describe('Composer', () => {
  let offers: (text: string) => readonly PayloadOffer[];
  /** What sending says; a rejection where it throws. */
  let outcome: (text: string) => string;
  let said: ToHost[];
  let composer: Composer;

  beforeEach(() => {
    said = [];
    offers = () => [TEXT, LINE];
    outcome = (text) => `Sent ${text}`;
    const link = new HostLink<Requests, Told>((message) => {
      said.push(message);
      if (message.type !== 'readPayload' && message.type !== 'sendPayload') return;
      const { type, request, text } = message;
      queueMicrotask(() => {
        try {
          const result = type === 'readPayload' ? { offers: offers(text) } : { sentence: outcome(text) };
          link.settle({ type: 'answer', request, result });
        } catch (error) {
          link.settle({ type: 'failed', request, message: String(error) });
        }
      });
    });
    composer = new Composer(link);
    composer.take(FACTS);
  });

  const sent = () => said.flatMap((message) => (message.type === 'sendPayload' ? [message] : []));
  const settled = (expected: string) => eventually(() => { assert.equal(composer.said, expected); }); // prettier-ignore
  const failed = (expected: RegExp) => eventually(() => { assert.match(composer.problem, expected); }); // prettier-ignore
  const offered = (first: PayloadOffer) => eventually(() => { assert.equal(composer.offers[0], first); }); // prettier-ignore

  it('sends what is written, in the order in which it was, and says so', async () => {
    for (const text of ['one', 'two', 'three']) {
      composer.type(text);
      composer.send();
      assert.equal(composer.draft.text, '');
    }
    await settled('Sent three');
    assert.deepEqual(
      sent().map(({ text, conversation }) => [text, conversation]),
      ['one', 'two', 'three'].map((text) => [text, 1]),
    );
  });

  it('sends nothing where nothing is written, but a line end where that is meant', async () => {
    await offered(TEXT);
    composer.send();
    offers = () => [LINE, TEXT];
    composer.choose('textCrlf');
    await offered(LINE);
    composer.send();
    await settled('Sent ');
    assert.deepEqual(
      sent().map(({ text, reading }) => [text, reading]),
      [['', 'textCrlf']],
    );
  });

  it('does not send a mistake, and says what it is until something else is written', async () => {
    offers = () => [MISTAKE, TEXT];
    composer.type('u16be(');
    await offered(MISTAKE);
    composer.send();
    assert.equal(composer.problem, 'Column 1: no.');
    assert.equal(composer.draft.text, 'u16be(');
    composer.type('u16be');
    assert.equal(composer.problem, '');
    assert.deepEqual(sent(), []);
  });

  it('keeps the text of what could not be sent', async () => {
    outcome = (text) => {
      throw new Error(`no ${text}`);
    };
    composer.type('lost');
    composer.send();
    await failed(/no lost/);
    assert.equal(composer.draft.text, 'lost');
  });

  it('lets what is written meanwhile alone, and keeps what could not be sent in the history', async () => {
    outcome = () => {
      throw new Error('no');
    };
    composer.type('lost');
    composer.send();
    composer.type('next');
    await failed(/no/);
    assert.equal(composer.draft.text, 'next');
    assert.ok(composer.recall(1));
    assert.equal(composer.draft.text, 'lost');
  });

  it('goes back through what was sent, and forth to what was being written', () => {
    composer.take({ ...FACTS, history: [{ text: 'newest', reading: 'text' }, { text: 'older', reading: 'hex' }] }); // prettier-ignore
    composer.type('draft');
    assert.ok(composer.recall(1));
    assert.ok(composer.recall(1));
    assert.deepEqual(composer.draft, { text: 'older', reading: 'hex' });
    assert.ok(!composer.recall(1));
    assert.ok(composer.recall(-1));
    assert.ok(composer.recall(-1));
    assert.deepEqual(composer.draft, { text: 'draft' });
    assert.ok(!composer.recall(-1));
  });

  it('keeps what is written for each conversation, and sends it to no other', async () => {
    composer.type('for one');
    composer.take({ ...FACTS, conversation: 2 });
    assert.equal(composer.draft.text, '');
    composer.type('for two');
    composer.send();
    await settled('Sent for two');
    composer.take(FACTS);
    assert.equal(composer.draft.text, 'for one');
    assert.deepEqual(
      sent().map(({ conversation }) => conversation),
      [2],
    );
  });

  it('names the only peer, and none of several', () => {
    composer.take({ ...FACTS, to: '', peers: ['127.0.0.1:7'] });
    assert.equal(composer.draft.to, '127.0.0.1:7');
    composer.take({ ...FACTS, conversation: 2, to: '', peers: ['127.0.0.1:8', '127.0.0.1:7'] });
    assert.equal(composer.draft.to, undefined);
    composer.address('127.0.0.1:8');
    composer.type('x');
    composer.send();
    assert.equal(composer.draft.to, '127.0.0.1:8');
  });

  it('sends nothing while the socket takes nothing, and keeps the text', () => {
    composer.type('x');
    composer.take({ ...FACTS, refusal: 'It is closed.' });
    composer.send();
    assert.equal(composer.draft.text, 'x');
    assert.deepEqual(sent(), []);
  });

  it('asks anew what a text is taken for once the socket has sent something as something else', async () => {
    composer.type('x');
    await offered(TEXT);
    offers = () => [LINE, TEXT];
    composer.take({ ...FACTS, history: [{ text: 'y', reading: 'textCrlf' }] });
    await offered(LINE);
  });
});

describe('asDraft', () => {
  it('takes back what was kept, and nothing else', () => {
    const draft = { text: 'x', reading: 'hex', to: '127.0.0.1:9' };
    assert.deepEqual(asDraft(JSON.parse(JSON.stringify(draft))), draft);
    for (const other of [undefined, null, 'x', {}, { text: 1 }, { text: 'x'.repeat(100_001) }]) {
      assert.equal(asDraft(other), undefined);
    }
    assert.deepEqual(asDraft({ text: 'x', reading: 1, to: {} }), { text: 'x' });
  });
});
