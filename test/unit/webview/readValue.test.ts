import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NUMBER_ROWS } from '../../../src/bytes/numbers';
import { LONGEST_TEXT, readValue } from '../../../src/webview/view/readValue';

const rowOf = (id: string) => NUMBER_ROWS.find((row) => row.id === id)!;
const text = (bytes: Uint8Array, selected: number) => readValue(rowOf('text'), bytes, selected, false);

describe('readValue', () => {
  it('has a value exactly where there are bytes enough', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.boolean(), (bytes, little) => {
        for (const row of NUMBER_ROWS.filter((each) => !each.readsAll)) {
          const { kind } = readValue(row, bytes, 1, little);
          assert.equal(kind, bytes.length < row.minBytes ? 'endOfData' : 'value');
        }
      }),
    );
  });

  it('reads the character at the caret, and the text of a selection', () => {
    const bytes = Buffer.from('€uro');
    assert.deepEqual(text(bytes, 1), { kind: 'value', value: '€' });
    assert.deepEqual(text(bytes, 4), { kind: 'value', value: '€u' });
    assert.deepEqual(text(bytes.subarray(1), 1), { kind: 'invalid' });
    assert.deepEqual(text(bytes.subarray(0, 2), 1), { kind: 'endOfData' });
    assert.deepEqual(text(bytes, 2), { kind: 'invalid' });
  });

  it('shows the beginning of a long selection, cut between characters', () => {
    const bytes = Buffer.from('€'.repeat(30)).subarray(0, LONGEST_TEXT);
    assert.deepEqual(text(bytes, 90), { kind: 'value', value: `${'€'.repeat(21)}…` });
  });
});
