import assert from 'node:assert/strict';
import { findLoop, type RelayEnds } from '../../../../src/engine/relay/loops';

const at = (port: number, address = '127.0.0.1') => ({ family: 'ip', address, port }) as const;
const relay = (own: number, target: number, options: Partial<RelayEnds> = {}): RelayEnds => ({
  carries: 'stream',
  local: at(own),
  v6only: false,
  targets: [at(target)],
  ...options,
});

describe('engine/relay/loops', () => {
  it('finds a relay to itself, by whatever address', () => {
    const own = relay(1, 1);
    assert.deepEqual(findLoop(own, []), [own]);
    const every = relay(1, 1, { local: at(1, '::'), targets: [at(1, '127.0.0.1')] });
    assert.deepEqual(findLoop(every, []), [every]);
    assert.equal(findLoop(relay(1, 1, { local: at(1, '::'), v6only: true }), []), undefined);
  });

  it('finds the way through others, and none where there is none', () => {
    const [one, two, three] = [relay(1, 2), relay(2, 3), relay(3, 1)];
    assert.deepEqual(findLoop(one, [one, two, three]), [two, three, one]);
    assert.equal(findLoop(one, [two, relay(3, 4)]), undefined);
    // A loop of others is not its own.
    assert.equal(findLoop(relay(9, 1), [one, two, three]), undefined);
  });

  it('tells streams from datagrams, and knows paths', () => {
    assert.equal(findLoop(relay(1, 1, { carries: 'datagrams' }), [relay(1, 2)])?.length, 1);
    assert.equal(findLoop(relay(1, 2), [relay(2, 1, { carries: 'datagrams' })]), undefined);
    const path = { family: 'unix', path: '/tmp/x.sock' } as const;
    assert.equal(findLoop(relay(1, 2, { local: path, targets: [path] }), [])?.length, 1);
  });
});
