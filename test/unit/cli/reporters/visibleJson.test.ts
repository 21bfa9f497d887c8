import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleJson } from '../../../../src/cli/reporters/visibleJson';

describe('cli/visibleJson', () => {
  it('hides nothing, and stays the same JSON', () => {
    const value = { title: 'a\x1b\n\x7f\x85\u202e\u2028\u{e0041}é😀', list: [1] };
    const text = visibleJson(value, 2);
    assert.ok(text.includes('"a\\u001b\\n\\u007f\\u0085\\u202e\\u2028\\udb40\\udc41é😀"'), text);
    assert.deepEqual(JSON.parse(text), value);
    assert.equal(text.split('\n').length, 6);
    assert.equal(visibleJson('x'), '"x"');
  });
  it('does so for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = visibleJson(value);
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.equal(JSON.parse(text), value);
      }),
    );
  });
});
