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

  it('go with Alt to the next heading or event, whose chunk Enter selects', () => {
    assert.deepEqual(press('ArrowDown', 'altKey'), { kind: 'landmark', step: 1 });
    assert.deepEqual(press('ArrowUp', 'altKey'), { kind: 'landmark', step: -1 });
    assert.equal(press('ArrowUp', 'altKey', 'shiftKey'), undefined);
    assert.deepEqual(press('Enter'), { kind: 'selectChunk' });
    assert.equal(press('Enter', 'ctrlKey'), undefined);
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
