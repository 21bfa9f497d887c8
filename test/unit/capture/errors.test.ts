import assert from 'node:assert/strict';
import {
  captureClosed,
  captureDeleted,
  captureNotCreated,
  captureTooLarge,
  captureUnreadable,
  captureWriteFailed,
  notACapture,
} from '../../../src/capture/errors';

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: something, open 'x'`), { code });
}

describe('errors of captures', () => {
  it('say what it means, and what to do', () => {
    const messages = [
      captureNotCreated('/x', systemError('EACCES')),
      captureWriteFailed('/x', systemError('ENOSPC')),
      captureDeleted('/x'),
      captureTooLarge('/folder/x', 4 * 2 ** 30),
      captureUnreadable('/x', systemError('ENOENT')),
      captureClosed('/x'),
      notACapture('/x', false),
      notACapture('/x', true),
    ].map(({ message }) => message);
    for (const message of messages) assert.match(message, /x.*\.$/);
    assert.match(messages[0]!, /access to it is denied \(EACCES\)/);
    assert.match(messages[1]!, /the disk is full \(ENOSPC\)/);
    assert.match(messages[3]!, /4096 MiB/);
    assert.match(messages[7]!, /gunzip/);
  });

  it("keep the system's own words where it says something unknown", () => {
    assert.match(captureWriteFailed('/x', systemError('EXYZ')).message, /EXYZ: something/);
    assert.match(captureWriteFailed('/x', new Error('odd')).message, /odd/);
  });

  it('do not explain twice', () => {
    const error = captureDeleted('/x');
    assert.equal(captureUnreadable('/x', error), error);
  });
});
