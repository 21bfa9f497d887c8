import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLead, leadCount, shownOrder } from '../../../src/webview/inspector/view/byteOrder';
import { fittingWidth, hexWidth, ROW_PARTS } from '../../../src/webview/inspector/view/fitting';
import { GROUPS } from '../../../src/webview/inspector/view/viewSettings';

describe('byteOrder', () => {
  it('shows each byte once, as it came or turned round within its group', () => {
    fc.assert(
      fc.property(fc.nat({ max: 64 }), fc.constantFrom(...GROUPS), (length, group) => {
        const columns = Array.from({ length }, (_, column) => column);
        assert.deepEqual(shownOrder(length, group, 'be'), columns);
        const reversed = shownOrder(length, group, 'le');
        assert.deepEqual(
          reversed.filter((column) => column !== undefined).toSorted((one, other) => one - other),
          columns,
        );
        reversed.forEach((column, slot) => {
          if (column !== undefined) assert.equal(Math.floor(column / group), Math.floor(slot / group));
        });
      }),
    );
  });

  it('writes a group as the little-endian number that it is', () => {
    assert.deepEqual(shownOrder(6, 4, 'le'), [3, 2, 1, 0, undefined, undefined, 5, 4]);
  });

  it('parts groups, and eights', () => {
    const leads = (group: 1 | 4) => Array.from({ length: 16 }, (_, slot) => slot).filter((slot) => isLead(slot, group));
    assert.deepEqual(leads(1), [8]);
    assert.deepEqual(leads(4), [4, 8, 12]);
    assert.equal(leadCount(32, 8), 3);
  });
});

describe('fitting', () => {
  it('finds the widest row that has room, and the narrowest where none has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.constantFrom(...GROUPS), (room, group) => {
        const widthOf = (bytes: number) => 8 + hexWidth(bytes, group) + bytes + ROW_PARTS.margins;
        const fitting = fittingWidth(room, group, 8);
        assert.ok(widthOf(fitting) <= room || fitting === 8);
        assert.ok(fitting === 64 || widthOf(fitting + 8) > room);
      }),
    );
  });
});
