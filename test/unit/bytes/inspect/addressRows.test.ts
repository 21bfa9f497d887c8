import assert from 'node:assert/strict';
import { ADDRESS_ROWS, portText } from '../../../../src/bytes/inspect/addressRows';
import { rowOf, valueOf } from './rows';

describe('addressRows', () => {
  const show = (id: string, hex: string, order: 'be' | 'le') =>
    valueOf(rowOf(ADDRESS_ROWS, id), Buffer.from(hex, 'hex'), order);

  it('read IPv4 in network order, and reversed in the other', () => {
    assert.equal(show('ipv4', '7f00000109', 'be'), '127.0.0.1');
    assert.equal(show('ipv4', '7f00000109', 'le'), '1.0.0.127');
  });

  it('read IPv6 in network order alone', () => {
    const address = '20010db8000000000000000000000001';
    assert.equal(show('ipv6', address, 'be'), '2001:db8::1');
    assert.equal(show('ipv6', address, 'le'), '2001:db8::1');
  });

  it('read MAC and Bluetooth addresses', () => {
    assert.equal(show('mac', '001122aabbcc', 'be'), '00:11:22:aa:bb:cc');
    assert.equal(show('mac', '001122aabbcc', 'le'), 'cc:bb:aa:22:11:00');
  });

  it('read ports with their service', () => {
    assert.equal(show('port', '01bb', 'be'), '443 (https)');
    assert.equal(show('port', '5000', 'le'), '80 (http)');
    assert.equal(portText(520), '520 (router)');
    assert.equal(portText(54_321), '54321');
  });
});
