import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TYPE_ROWS } from '../../../src/bytes/inspect/typeRows';
import {
  arrangeRows,
  asRowChoice,
  hideRow,
  NO_CHOICE,
  showAllRows,
  togglePinned,
  type RowChoice,
} from '../../../src/webview/inspector/view/rowChoice';

const idsIn = (choice: RowChoice) => arrangeRows(TYPE_ROWS, choice).flatMap(({ rows }) => rows.map(({ id }) => id));

describe('rowChoice', () => {
  it('leaves all rows in the order of the table, by family', () => {
    const groups = arrangeRows(TYPE_ROWS, NO_CHOICE);
    assert.deepEqual(idsIn(NO_CHOICE).toSorted(), TYPE_ROWS.map(({ id }) => id).toSorted());
    assert.deepEqual(
      groups.map(({ id }) => id),
      ['integers', 'floats', 'text', 'addresses', 'socketAddresses', 'times', 'identifiers'],
    );
  });

  it('puts what is pinned on top, in the order of pinning, and takes it down again', () => {
    const pinned = togglePinned(togglePinned(NO_CHOICE, 'guid'), 'u16');
    const [first] = arrangeRows(TYPE_ROWS, pinned);
    assert.deepEqual([first?.id, ...first!.rows.map(({ id }) => id)], ['pinned', 'guid', 'u16']);
    assert.deepEqual(togglePinned(togglePinned(pinned, 'guid'), 'u16'), NO_CHOICE);
  });

  it('hides rows and whole families, until all are shown again', () => {
    const hidden = hideRow(hideRow(togglePinned(NO_CHOICE, 'guid'), 'guid'), 'guid');
    assert.deepEqual(hidden, { pinned: [], hidden: ['guid'] });
    assert.ok(!arrangeRows(TYPE_ROWS, hidden).some(({ id }) => id === 'identifiers'));
    assert.deepEqual(showAllRows(hidden), NO_CHOICE);
  });

  it('shows each row once, whatever was chosen', () => {
    const ids = fc.array(fc.constantFrom(...TYPE_ROWS.map(({ id }) => id), 'no such row'));
    fc.assert(
      fc.property(ids, ids, (pinned, hidden) => {
        const shown = idsIn(asRowChoice({ pinned, hidden }));
        const wanted = TYPE_ROWS.map(({ id }) => id).filter((id) => !hidden.includes(id));
        assert.deepEqual(shown.toSorted(), wanted.toSorted());
      }),
    );
  });

  it('takes back what was kept, and nothing else', () => {
    assert.deepEqual(asRowChoice({ pinned: ['u8', 7, 'u8'], hidden: 'x' }), { pinned: ['u8'], hidden: [] });
    for (const value of [undefined, null, 7, 'x', []]) assert.deepEqual(asRowChoice(value), NO_CHOICE);
  });
});
