import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { sectionKeyAt, sectionKeys } from '../../../../src/ui/wire/language/sectionKeys';

const SCRIPT = parseScript('@a = 1\nwait 1s\n### One\nwait 1s\n### Two\n### One\n### One\nwait 1s');

describe('the key of a section', () => {
  it('is its title, with a number where titles are the same', () => {
    assert.deepEqual([...sectionKeys(SCRIPT).keys()], ['', 'One', 'Two', 'One #2', 'One #3']);
  });

  it('is never that of another section', () => {
    const script = parseScript('### A #2\n### A\n### A');
    assert.deepEqual([...sectionKeys(script).keys()], ['A #2', 'A', 'A #3']);
  });

  it('of a line is that of the section around it, or of the first one', () => {
    assert.equal(sectionKeyAt(SCRIPT, 0), '');
    assert.equal(sectionKeyAt(SCRIPT, 3), 'One');
    assert.equal(sectionKeyAt(SCRIPT, 99), 'One #3');
    assert.equal(sectionKeyAt(parseScript('\n\n### X\n'), 0), 'X');
    assert.equal(sectionKeyAt(parseScript('# nothing'), 0), undefined);
  });
});
