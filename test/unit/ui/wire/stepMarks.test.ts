import assert from 'node:assert/strict';
import { shiftLine, type TextChange } from '../../../../src/ui/wire/language/stepMarks';

/** A change from `line:character` to `line:character`. */
function change(from: string, to: string, text: string): TextChange {
  const place = (at: string): TextChange['start'] => {
    const [line = 0, character = 0] = at.split(':').map(Number);
    return { line, character };
  };
  return { start: place(from), end: place(to), text };
}

describe('the line of a mark', () => {
  it('stays when lines behind it change, and moves with lines before it', () => {
    assert.equal(shiftLine(3, change('5:0', '5:2', 'x')), 3);
    assert.equal(shiftLine(3, change('1:0', '1:0', 'a\nb\n')), 5);
    assert.equal(shiftLine(5, change('1:2', '3:1', '')), 3);
  });

  it('is forgotten when its text changes', () => {
    assert.equal(shiftLine(3, change('3:1', '3:2', 'x')), undefined);
    assert.equal(shiftLine(3, change('2:4', '4:1', '')), undefined);
    assert.equal(shiftLine(3, change('3:0', '3:0', 'x')), undefined);
  });

  it('is kept when a new line is begun behind it, or whole lines come or go before it', () => {
    assert.equal(shiftLine(3, change('3:9', '3:9', '\n')), 3);
    assert.equal(shiftLine(3, change('3:9', '3:9', '\r\n  ')), 3);
    assert.equal(shiftLine(3, change('3:0', '3:0', 'new\n')), 4);
    assert.equal(shiftLine(3, change('1:0', '3:0', '')), 1);
  });
});
