import assert from 'node:assert/strict';
import { actionOf } from '../../../src/webview/inspector/view/keys';

const press = (key: string, ...modifiers: ('shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey')[]) =>
  actionOf({
    key,
    shiftKey: modifiers.includes('shiftKey'),
    ctrlKey: modifiers.includes('ctrlKey'),
    metaKey: modifiers.includes('metaKey'),
    altKey: modifiers.includes('altKey'),
  });

describe('keys', () => {
  it('move, and with Shift select', () => {
    assert.deepEqual(press('ArrowLeft'), { kind: 'move', motion: 'left', extend: false });
    assert.deepEqual(press('PageDown', 'shiftKey'), { kind: 'move', motion: 'pageDown', extend: true });
    assert.deepEqual(press('Home'), { kind: 'move', motion: 'rowStart', extend: false });
  });

  it('go further with Ctrl, or Command on a Mac', () => {
    assert.deepEqual(press('Home', 'ctrlKey'), { kind: 'move', motion: 'start', extend: false });
    assert.deepEqual(press('ArrowDown', 'metaKey', 'shiftKey'), { kind: 'move', motion: 'end', extend: true });
  });

  it('select all, copy and clear', () => {
    assert.deepEqual(press('a', 'ctrlKey'), { kind: 'selectAll' });
    assert.deepEqual(press('c', 'metaKey'), { kind: 'copy' });
    assert.deepEqual(press('Escape'), { kind: 'clear' });
  });

  it('are left to others otherwise', () => {
    for (const action of [press('a'), press('Tab'), press('f', 'ctrlKey'), press('ArrowLeft', 'altKey')]) {
      assert.equal(action, undefined);
    }
    assert.equal(press('c', 'ctrlKey', 'shiftKey'), undefined);
    assert.equal(press('toString'), undefined);
  });
});
