import assert from 'node:assert/strict';
import { parseUnixLine } from '../../../../src/engine/kernel/unixTable';

describe('engine/kernel/unixTable', () => {
  it('reads listeners, connections, names and blanks in paths', () => {
    assert.deepEqual(
      parseUnixLine('00000000ae41df4c: 00000002 00000000 00010000 0001 01 1603069 /run/my server.sock'),
      {
        path: '/run/my server.sock',
        type: 'stream',
        state: 'listen',
        inode: 1603069,
      },
    );
    const abstract = parseUnixLine('00000000e6353bb9: 00000003 00000000 00000000 0005 03 1602644 @name');
    assert.deepEqual([abstract?.path, abstract?.type, abstract?.state], ['@name', 'packets', 'connected']);
    const nameless = parseUnixLine('0000000000000000: 00000003 00000000 00000000 0002 01 16');
    assert.deepEqual([nameless?.path, nameless?.type, nameless?.state], ['', 'datagram', 'unconnected']);
  });

  it('reads nothing of the heading, and of what it does not know', () => {
    assert.equal(parseUnixLine('Num       RefCount Protocol Flags    Type St Inode Path'), undefined);
    assert.equal(parseUnixLine('00000000ae41df4c: 00000002 00000000 00000000 0009 01 16 /x'), undefined);
    assert.equal(parseUnixLine(''), undefined);
  });
});
