import assert from 'node:assert/strict';
import { natural, text } from '../../../../src/webview/shared/messageFields';
import { parseFromPage, parseReply, parseToPage } from '../../../../src/webview/shared/messageParser';

interface Requests {
  readonly double: { readonly params: { readonly of: number }; readonly result: number };
}

type Told = { readonly type: 'ready' } | { readonly type: 'note'; readonly text: string };

const parse = (raw: unknown) =>
  parseFromPage<Requests, Told>(
    raw,
    { double: (fields) => ({ of: natural(fields, 'of') }) },
    { ready: () => ({}), note: (fields) => ({ text: text(fields, 'text') }) },
  );
const told = (raw: unknown) =>
  parseToPage<Told>(raw, { ready: () => ({}), note: (fields) => ({ text: text(fields, 'text') }) });

describe('a message of a page', () => {
  it('comes in with the fields that it has, and no others', () => {
    assert.deepEqual(parse({ type: 'double', request: 3, of: 4, more: 5 }), { type: 'double', request: 3, of: 4 });
    assert.deepEqual(parse({ type: 'note', text: 'x', request: 3 }), { type: 'note', text: 'x' });
    assert.deepEqual(parse({ type: 'ready' }), { type: 'ready' });
  });

  it('is refused when it is unknown or malformed', () => {
    const refused = [
      undefined,
      7,
      'ready',
      {},
      { type: 7 },
      { type: 'answer', request: 1 },
      { type: 'toString', request: 1 },
      { type: 'hasOwnProperty' },
      { type: 'double', of: 4 },
      { type: 'double', request: 1.5, of: 4 },
      { type: 'double', request: 1, of: -4 },
      { type: 'note' },
    ];
    for (const raw of refused) assert.throws(() => parse(raw), { code: 'BAD_MESSAGE' }, JSON.stringify(raw));
  });
});

describe('a message to a page', () => {
  it('comes in with the fields that it has, and no others', () => {
    assert.deepEqual(told({ type: 'note', text: 'x', more: 5 }), { type: 'note', text: 'x' });
  });

  it('is passed over when it is none of the extension’s, and refused when it is malformed', () => {
    const others = [undefined, null, 'note', 7, {}, { type: 3 }, { type: 'toString' }, { type: 'double' }];
    for (const other of others) assert.equal(told(other), undefined);
    assert.throws(() => told({ type: 'note' }), { code: 'BAD_MESSAGE' });
  });
});

describe('a reply', () => {
  it('is an answer or a failure with the number of its request', () => {
    const answer = { type: 'answer', request: 1, result: { is: 2 } } as const;
    const failure = { type: 'failed', request: 2, message: 'No.' } as const;
    assert.deepEqual([parseReply(answer), parseReply(failure)], [answer, failure]);
  });

  it('is nothing else', () => {
    for (const other of [undefined, null, 'answer', { type: 'note' }]) assert.equal(parseReply(other), undefined);
    for (const malformed of [{ type: 'answer' }, { type: 'failed', request: 1 }, { type: 'failed', message: 'No.' }]) {
      assert.throws(() => parseReply(malformed), { code: 'BAD_MESSAGE' });
    }
  });
});
