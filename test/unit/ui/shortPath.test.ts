import assert from 'node:assert/strict';
import { shortPath } from '../../../src/ui/sockets/shortPath';

describe('shortPath', () => {
  it('shows a short path whole, and of a long one the last part', () => {
    assert.equal(shortPath('/tmp/echo.sock'), '/tmp/echo.sock');
    assert.equal(shortPath('/home/somebody/project/run/echo.sock'), '…/echo.sock');
  });
});
