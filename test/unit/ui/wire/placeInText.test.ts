import assert from 'node:assert/strict';
import { placeInText } from '../../../../src/ui/wire/language/placeInText';

describe('the place of an offset', () => {
  it('counts lines and units from 0, whatever ends the lines', () => {
    const text = 'ab\ncd\r\nef\rg';
    const places = ['a', 'c', 'e', 'g'].map((letter) => placeInText(text, text.indexOf(letter)));
    assert.deepEqual(places.map(({ line, character }) => `${line}:${character}`), ['0:0', '1:0', '2:0', '3:0']); // prettier-ignore
    assert.deepEqual(placeInText(text, 1), { line: 0, character: 1 });
    assert.deepEqual(placeInText(text, text.length), { line: 3, character: 1 });
    assert.deepEqual(placeInText('', 0), { line: 0, character: 0 });
  });
});
