import assert from 'node:assert/strict';
import type { RequestMessage } from '../../../../src/webview/shared/exchange';
import { HostLink } from '../../../../src/webview/shared/hostLink';

interface Requests {
  readonly double: { readonly params: { readonly of: number }; readonly result: { readonly is: number } };
  readonly name: { readonly params: object; readonly result: string };
}

interface Told {
  readonly type: 'ready';
}

const reply = (request: number, is: number) => ({ type: 'answer', request, result: { is } }) as const;

describe('HostLink', () => {
  it('gives each request its own reply, in whatever order they come', async () => {
    const posted: (Told | RequestMessage<Requests>)[] = [];
    const link = new HostLink<Requests, Told>((message) => posted.push(message));
    link.send({ type: 'ready' });
    const first = link.ask('double', { of: 11 });
    const second = link.ask('double', { of: 22 });
    assert.deepEqual(posted, [
      { type: 'ready' },
      { type: 'double', request: 1, of: 11 },
      { type: 'double', request: 2, of: 22 },
    ]);
    link.settle(reply(2, 44));
    link.settle(reply(1, 22));
    assert.deepEqual([(await first).is, (await second).is], [22, 44]);
  });

  it('rejects with the sentence of a failure', async () => {
    const link = new HostLink<Requests>(() => undefined);
    const name = link.ask('name', {});
    link.settle({ type: 'failed', request: 1, message: 'The file was removed.' });
    await assert.rejects(name, { code: 'REQUEST_FAILED', message: 'The file was removed.' });
  });

  it('passes over what nobody waits for', async () => {
    const link = new HostLink<Requests>(() => undefined);
    const doubled = link.ask('double', { of: 1 });
    link.settle(reply(9, 9));
    link.settle(reply(1, 1));
    link.settle(reply(1, 2));
    assert.deepEqual(await doubled, { is: 1 });
  });
});
