import assert from 'node:assert/strict';
import { MAX_PEERS } from '../../../src/engine/limits';
import { Peers } from '../../../src/engine/peers';

describe('engine/peers', () => {
  it('knows each peer by address and port', () => {
    const peers = new Peers();
    const one = peers.touch('127.0.0.1', 1);
    assert.equal(peers.touch('127.0.0.1', 1), one);
    assert.notEqual(peers.touch('127.0.0.1', 2), one);
    assert.notEqual(peers.touch('127.0.0.2', 1), one);
    assert.notEqual(peers.touch('::1', 1), one);
    assert.equal(peers.touch('127.0.0.1', 1), one);
    assert.equal(peers.size, 4);
    assert.deepEqual(one.endpoint, { family: 'ip', address: '127.0.0.1', port: 1 });
  });

  it('tells the only one', () => {
    const peers = new Peers();
    assert.equal(peers.only, undefined);
    const one = peers.touch('127.0.0.1', 1);
    assert.equal(peers.only, one);
    peers.touch('127.0.0.1', 2);
    assert.equal(peers.only, undefined);
  });

  it('forgets the one silent for longest, not the one known for longest', () => {
    const peers = new Peers();
    for (let port = 1; port <= MAX_PEERS; port++) peers.touch('127.0.0.1', port);
    const first = peers.touch('127.0.0.1', 1);
    peers.touch('127.0.0.1', MAX_PEERS + 1);
    assert.equal(peers.size, MAX_PEERS);
    assert.equal(peers.touch('127.0.0.1', 1), first);
    assert.ok(peers.list().every(({ endpoint }) => endpoint.port !== 2));
    assert.deepEqual(
      peers
        .list()
        .slice(-2)
        .map(({ endpoint }) => endpoint.port),
      [MAX_PEERS, MAX_PEERS + 1],
    );
    // Whoever was forgotten comes anew.
    peers.touch('127.0.0.1', 2);
    assert.equal(peers.list().at(-1)?.endpoint.port, 2);
    assert.equal(peers.size, MAX_PEERS);
    assert.equal(peers.find({ family: 'ip', address: '127.0.0.1', port: 3 }), undefined);
  });

  it('lists them in the order in which they came, whoever speaks', () => {
    const peers = new Peers();
    for (const port of [3, 1, 2, 1, 3, 3, 1]) peers.touch('127.0.0.1', port);
    assert.deepEqual(
      peers.list().map(({ endpoint }) => endpoint.port),
      [3, 1, 2],
    );
  });
});
