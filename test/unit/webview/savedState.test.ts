import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EMPTY_FORM } from '../../../src/webview/inspector/view/messageForm';
import { asSavedState } from '../../../src/webview/inspector/view/savedState';

const place = { conversation: 3, top: 12.5, follow: false };
const caret = { row: 7, direction: 'sent', offset: 100, column: 4 };

describe('asSavedState', () => {
  it('takes back what was saved', () => {
    const form = { ...EMPTY_FORM, rule: 'fixed', contains: 'x' };
    for (const state of [
      place,
      { ...place, caret },
      { ...place, caret, anchor: 90 },
      { ...place, form },
      { ...place, draft: { text: 'hi\n', to: '127.0.0.1:9' } },
    ]) {
      assert.deepEqual(asSavedState(JSON.parse(JSON.stringify(state))), state);
    }
  });

  it('leaves out a caret that is none, and an anchor without a caret', () => {
    assert.deepEqual(asSavedState({ ...place, caret: { ...caret, direction: 'up' }, anchor: 1 }), place);
    assert.deepEqual(asSavedState({ ...place, caret: { ...caret, offset: -1 } }), place);
  });

  it('takes nothing else, whatever it is', () => {
    for (const state of [undefined, null, 'x', [], {}, { ...place, top: NaN }, { ...place, follow: 1 }]) {
      assert.equal(asSavedState(state), undefined);
    }
    fc.assert(
      fc.property(fc.anything(), (state) => {
        asSavedState(state);
      }),
    );
  });
});
