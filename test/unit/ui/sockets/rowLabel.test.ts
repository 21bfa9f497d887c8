import assert from 'node:assert/strict';
import { dialLabel, endLabel, hostLabel } from '../../../../src/ui/sockets/rowLabel';

const ip = (address: string, port: number) => ({ family: 'ip', address, port }) as const;

describe('rowLabel', () => {
  it('shows of an end its port, or the last part of its path', () => {
    assert.equal(endLabel(ip('127.0.0.1', 9000)), ':9000');
    assert.equal(endLabel(ip('::1', 9000)), ':9000');
    assert.equal(endLabel({ family: 'unix', path: '/run/user/1000/x.sock' }), '…/x.sock');
    assert.equal(endLabel({ family: 'unix', path: '@abstract' }), '@abstract');
    assert.equal(endLabel({ family: 'pipe', path: 'a\nb' }), 'a␊b');
  });

  it('shows the host only where it is not 127.0.0.1', () => {
    assert.equal(hostLabel(ip('127.0.0.1', 9000)), undefined);
    assert.equal(hostLabel(ip('0.0.0.0', 9000)), '0.0.0.0');
    assert.equal(hostLabel(ip('::1', 9000)), '::1');
    assert.equal(hostLabel(ip('a\u202eb', 9000)), 'a\\u{202e}b');
    assert.equal(hostLabel({ family: 'unix', path: '/x' }), undefined);
    assert.equal(hostLabel(undefined), undefined);
  });

  it('says who dialled whom', () => {
    assert.equal(dialLabel(':47980', ':9000'), ':47980 → :9000');
    assert.equal(dialLabel(undefined, ':9000'), '→ :9000');
  });
});
