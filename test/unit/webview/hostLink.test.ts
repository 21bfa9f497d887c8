import assert from 'node:assert/strict';
import type { ToHost } from '../../../src/webview/protocol';
import { HostLink } from '../../../src/webview/view/hostLink';
import { asToPage } from '../../../src/webview/view/incoming';

const request = { conversation: 1, direction: 'sent', offset: 0, length: 1 } as const;
const reply = (number: number, ...bytes: number[]) =>
  ({ type: 'bytes', request: number, direction: 'sent', offset: 0, bytes: Uint8Array.from(bytes) }) as const;

describe('HostLink', () => {
  it('gives each request its own reply, in whatever order they come', async () => {
    const posted: ToHost[] = [];
    const link = new HostLink((message) => posted.push(message));
    const first = link.readBytes(request);
    const second = link.readBytes({ ...request, offset: 7 });
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
    const rows = link.readRows({ conversation: 1, from: 0, to: 1 });
    link.settle({ type: 'failed', request: 1, message: 'The file was removed.' });
    await assert.rejects(rows, { code: 'REQUEST_FAILED', message: 'The file was removed.' });
  });

  it('rejects when the reply is of another kind, and passes over what nobody waits for', async () => {
    const link = new HostLink(() => undefined);
    const place = link.locate({ conversation: 1, direction: 'sent', offset: 0 });
    link.settle(reply(9, 1));
    link.settle(reply(1, 1));
    await assert.rejects(place, { code: 'REQUEST_FAILED' });
    link.settle(reply(1, 1));
  });
});

describe('asToPage', () => {
  it('takes the messages of the extension, and no others', () => {
    const message = { type: 'located', request: 1, row: 2 };
    assert.equal(asToPage(message), message);
    for (const other of [undefined, null, 'rows', 7, {}, { type: 3 }, { type: 'toString' }, { type: 'ready' }]) {
      assert.equal(asToPage(other), undefined);
    }
  });
});
