import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findPasted, flatten, withLines } from '../../../src/ui/commands/pastedLines';

describe('pasted lines', () => {
  const inputs: Readonly<Record<string, (text: string) => string>> = {
    'a blank for each line break': (text) => text.replace(/\r\n|\r|\n/g, ' '),
    'nothing for a line break': (text) => text.replace(/\r\n|\r|\n/g, ''),
    'a blank for each of its characters': (text) => text.replace(/[\r\n]/g, ' '),
  };
  /** Every text which an input shows as `value`, and into which `pasted` was pasted, perhaps without the blanks at its end: those may have been typed, too. */
  const waysToPaste = (value: string, pasted: string): Set<string> => {
    const ways = new Set<string>();
    const shown = Object.values(inputs).flatMap((input) => [input(pasted), input(pasted.trimEnd())]);
    for (const flat of shown) {
      for (let at = value.indexOf(flat); at >= 0; at = value.indexOf(flat, at + 1))
        ways.add(value.slice(0, at) + pasted + value.slice(at + flat.length));
    }
    return ways;
  };

  for (const [name, input] of Object.entries(inputs)) {
    it(`are found again where the input writes ${name}`, () => {
      const line = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
      const text = fc
        .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 5 })
        .chain((lines) => line.map((last) => lines.map((parts) => parts.join('')).join('') + last));
      fc.assert(
        fc.property(text, line, line, (pasted, before, behind) => {
          const value = before + input(pasted) + behind;
          const found = findPasted(value, pasted);
          if (!/[\r\n]/.test(pasted.trim())) {
            assert.equal(found, undefined);
            return;
          }
          const back = withLines(value, found);
          const ways = waysToPaste(value, pasted);
          assert.ok(back !== undefined && ways.has(back));
          if (ways.size === 1) assert.equal(back, before + pasted + behind);
        }),
      );
    });
  }

  it('keep their place between what was typed', () => {
    const pasted = findPasted('x a b y', 'a\r\nb');
    assert.equal(withLines('x a b y', pasted), 'x a\r\nb y');
    assert.equal(withLines('a b y', pasted), 'a\r\nb y');
    assert.equal(withLines('a  b', pasted), undefined);
    assert.equal(withLines('a b', undefined), undefined);
  });

  it('keep the line break at their end, which inputs leave out', () => {
    assert.equal(withLines('a b', findPasted('a b', 'a\nb\n')), 'a\nb\n');
    assert.equal(withLines('a b ', findPasted('a b ', 'a\nb\n')), 'a\nb\n');
  });

  it('are not what is on the clipboard by chance', () => {
    assert.equal(findPasted('a b', 'one line'), undefined);
    assert.equal(findPasted('a b', 'one line\n'), undefined);
    assert.equal(findPasted('a b', 'x\ny'), undefined);
  });

  it('are put into the input with blanks', () => {
    assert.deepEqual(flatten('a\r\nb'), { flat: 'a b', text: 'a\r\nb' });
    assert.equal(flatten('a b'), undefined);
  });
});
