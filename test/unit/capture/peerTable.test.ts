import assert from 'node:assert/strict';
import { NO_PEER } from '../../../src/capture/chunkLog';
import { MAX_RECORDED_PEERS, PeerTable } from '../../../src/capture/peerTable';
import { ip } from './recording';

describe('PeerTable', () => {
  it('numbers peers in the order in which they appear, by address and port', () => {
    const table = new PeerTable();
    const peers = [ip('::1', 1), ip('::1', 2), ip('::2', 1), ip('fe80::1%eth0', 1), ip('fe80::1%eth1', 1)];
    for (let round = 0; round < 2; round++) {
      for (const [index, peer] of peers.entries()) assert.equal(table.numberOf({ ...peer }), index + 1);
    }
    assert.equal(table.size, peers.length);
    assert.deepEqual(
      peers.map((_, index) => table.get(index + 1)),
      peers,
    );
    assert.equal(table.get(NO_PEER), undefined);
    assert.equal(table.get(peers.length + 1), undefined);
  });

  it('knows only so many', () => {
    const table = new PeerTable();
    for (let i = 0; i < MAX_RECORDED_PEERS; i++) table.numberOf(ip('::1', i));
    assert.equal(table.numberOf(ip('::2', 1)), NO_PEER);
    assert.equal(table.size, MAX_RECORDED_PEERS);
    assert.equal(table.numberOf(ip('::1', 0)), 1);
  });
});
