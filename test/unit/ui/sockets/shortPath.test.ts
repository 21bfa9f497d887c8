import assert from 'node:assert/strict';
import { shortPath } from '../../../../src/ui/sockets/shortPath';

describe('shortPath', () => {
  it('shows the last part of a path', () => {
    assert.equal(shortPath('/tmp/echo.sock'), '…/echo.sock');
    assert.equal(shortPath('/home/somebody/project/run/echo.sock'), '…/echo.sock');
  });

  it('shows whole what has no part before its last one', () => {
    for (const path of ['/echo.sock', '@abstract', 'pipe name', '']) assert.equal(shortPath(path), path);
  });
});
