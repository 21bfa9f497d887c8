import assert from 'node:assert/strict';
import type { ToHost } from '../../../src/webview/protocol';
import { HostLink } from '../../../src/webview/view/hostLink';
import { asToPage } from '../../../src/webview/view/incoming';

const request = { conversation: 1, direction: 'sent', offset: 0, length: 1 } as const;
const layout = { view: 'exchange', bytesPerRow: 16 } as const;
const reply = (number: number, ...bytes: number[]) =>
  ({ type: 'answer', request: number, answer: { bytes: Uint8Array.from(bytes) } }) as const;

describe('HostLink', () => {
  it('gives each request its own reply, in whatever order they come', async () => {
    const posted: ToHost[] = [];
    const link = new HostLink((message) => posted.push(message));
    const first = link.ask('readBytes', request);
    const second = link.ask('readBytes', { ...request, offset: 7 });
    assert.deepEqual(posted, [
      { type: 'readBytes', request: 1, ...request },
      { type: 'readBytes', request: 2, ...request, offset: 7 },
    ]);
    link.settle(reply(2, 22));
    link.settle(reply(1, 11));
    assert.deepEqual([...(await first).bytes, ...(await second).bytes], [11, 22]);
  });

  it('rejects with the sentence of a failure', async () => {
    const link = new HostLink(() => undefined);
    const rows = link.ask('readRows', { conversation: 1, layout, from: 0, to: 1 });
    link.settle({ type: 'failed', request: 1, message: 'The file was removed.' });
    await assert.rejects(rows, { code: 'REQUEST_FAILED', message: 'The file was removed.' });
  });

  it('passes over what nobody waits for', async () => {
    const link = new HostLink(() => undefined);
    const place = link.ask('readBytes', request);
    link.settle(reply(9, 9));
    link.settle(reply(1, 1));
    link.settle(reply(1, 2));
    assert.deepEqual([...(await place).bytes], [1]);
  });
});

describe('asToPage', () => {
  it('takes the messages of the extension, and no others', () => {
    const message = { type: 'answer', request: 1, answer: { row: 2 } };
    assert.equal(asToPage(message), message);
    for (const other of [undefined, null, 'rows', 7, {}, { type: 3 }, { type: 'toString' }, { type: 'ready' }]) {
      assert.equal(asToPage(other), undefined);
    }
  });
});
