import assert from 'node:assert/strict';
import { SOCKADDR_ROWS } from '../../../../src/bytes/inspect/sockaddrRows';
import { read, rowOf, valueOf } from './rows';

const show = (id: string, hex: string, order: 'be' | 'le', selected = 1) =>
  valueOf(rowOf(SOCKADDR_ROWS, id), Buffer.from(hex.replaceAll(' ', ''), 'hex'), order, selected);
const path = (text: string) => Buffer.from(text).toString('hex');

describe('sockaddrRows', () => {
  it('read sockaddr_in as Linux lays it out: the family in either order, port and address in network order', () => {
    const fields = ['sin_family = AF_INET (2)', 'sin_port = 80 (http)', 'sin_addr = 127.0.0.1', 'sin_zero = 0'];
    assert.equal(show('sockaddr_in_linux', '0200 0050 7f000001 0000000000000000', 'le'), fields.join('\n'));
    assert.equal(show('sockaddr_in_linux', '0002 0050 7f000001 0000000000000000', 'be'), fields.join('\n'));
  });

  it('read sockaddr_in as the BSDs and macOS lay it out, with whatever stands in sin_zero', () => {
    assert.equal(
      show('sockaddr_in_bsd', '1002 2328 7f000001 00000000000000ff', 'be'),
      'sin_len = 16\nsin_family = AF_INET (2)\nsin_port = 9000\nsin_addr = 127.0.0.1\nsin_zero = 00 00 00 00 00 00 00 ff',
    );
  });

  it('read sockaddr_in6, whose scope is in the machine’s order', () => {
    const rest = '0050 00000007 fe800000000000000000000000000001';
    const fields = 'sin6_port = 80 (http)\nsin6_flowinfo = 7\nsin6_addr = fe80::1\nsin6_scope_id = 2';
    assert.equal(show('sockaddr_in6_linux', `0a00 ${rest} 02000000`, 'le'), `sin6_family = AF_INET6 (10)\n${fields}`);
    assert.equal(show('sockaddr_in6_linux', `000a ${rest} 00000002`, 'be'), `sin6_family = AF_INET6 (10)\n${fields}`);
    for (const family of [24, 28, 30]) {
      assert.equal(
        show('sockaddr_in6_bsd', `1c${family.toString(16)} ${rest} 02000000`, 'le'),
        `sin6_len = 28\nsin6_family = AF_INET6 (${family})\n${fields}`,
      );
    }
  });

  it('read sockaddr_un up to the path’s zero, its end, or the end of the data', () => {
    assert.equal(
      show('sockaddr_un_linux', `0100 ${path('/run/x.sock')} 00ff`, 'le'),
      'sun_family = AF_UNIX (1)\nsun_path = /run/x.sock',
    );
    assert.equal(
      show('sockaddr_un_bsd', `0d01 ${path('/run/x.sock')}`, 'le'),
      'sun_len = 13\nsun_family = AF_UNIX (1)\nsun_path = /run/x.sock',
    );
    assert.match(show('sockaddr_un_linux', `0100 ${path('x'.repeat(200))}`, 'le'), /= x{108}$/);
    assert.match(show('sockaddr_un_bsd', `0001 ${path('x'.repeat(200))}`, 'le'), /= x{104}$/);
    assert.match(show('sockaddr_un_linux', '0100 fffe', 'le'), /= ÿþ$/);
  });

  it('read abstract names of Linux, which end with the selection', () => {
    const bytes = `0100 00${path('name')} 00 0000`;
    assert.match(show('sockaddr_un_linux', bytes, 'le'), /= @name$/);
    assert.match(show('sockaddr_un_linux', bytes, 'le', 5), /= @na$/);
    assert.match(show('sockaddr_un_linux', bytes, 'le', 8), /= @name␀$/);
    assert.match(show('sockaddr_un_linux', '0100 0000', 'le'), /sun_path = $/);
  });

  it('say which family it is instead', () => {
    const reading = read(rowOf(SOCKADDR_ROWS, 'sockaddr_in_linux'), Buffer.alloc(16, 1), 'le');
    assert.deepEqual(reading, { kind: 'none', reason: 'otherFamily', argument: 0x0101 });
    assert.equal(read(rowOf(SOCKADDR_ROWS, 'sockaddr_un_linux'), Uint8Array.of(1, 0), 'le').kind, 'endOfData');
  });
});
