import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { RESERVED_WORDS } from '../../../../src/wire/syntax/stepTable';
import { findNameUses, type NameUse } from '../../../../src/ui/wire/language/names';
import { nameProblem } from '../../../../src/ui/wire/language/newName';

const uses: NameUse[] = findNameUses(
  parseScript('@port = 1\n### A\na = listen :0\nb = dial {{a}}\n### B\nc = listen :{{port}}\n'),
);
const named = (text: string): NameUse['name'] => uses.find(({ name }) => name.text === text)!.name;

describe('a new name', () => {
  it('may be any other one, also one of another section', () => {
    assert.equal(nameProblem(named('a'), 'server', uses), undefined);
    assert.equal(nameProblem(named('a'), 'c', uses), undefined);
    assert.equal(nameProblem(named('a'), 'a', uses), undefined);
  });

  it('has letters, digits and _, and no digit first', () => {
    for (const text of ['', '1a', 'a-b', 'a b', 'ä'])
      assert.match(nameProblem(named('a'), text, uses)!.template, /no name/);
  });

  it('is no word of the language', () => {
    for (const text of ['on', 'wait', ...RESERVED_WORDS, 'eol', 'parallel']) {
      assert.match(nameProblem(named('a'), text, uses)!.template, /word of the language/);
    }
  });

  it('is not taken in the same section, nor by the file', () => {
    assert.match(nameProblem(named('a'), 'b', uses)!.template, /already/);
    assert.match(nameProblem(named('a'), 'port', uses)!.template, /already/);
    assert.match(nameProblem(named('port'), 'a', uses)!.template, /already/);
  });
});
