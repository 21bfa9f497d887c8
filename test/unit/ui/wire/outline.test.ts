import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { foldsOf, outlineOf } from '../../../../src/ui/wire/language/outline';

const TEXT = `# About
# this file

@eol = lf
### First
a = listen :0

b = dial {{a}}
a2 = accept a

### Second
c = dial :1
c > """
one
two
"""

`;

describe('the shape of a wire file', () => {
  const script = parseScript(TEXT);

  it('folds sections up to their last line, comments of several lines, and blocks of text', () => {
    assert.deepEqual(
      foldsOf(script).map(({ kind, start, end }) => [kind, TEXT.slice(start, end)]),
      [
        ['comment', '# About\n# this file'],
        ['section', '### First\na = listen :0\n\nb = dial {{a}}\na2 = accept a'],
        ['section', '### Second\nc = dial :1\nc > """\none\ntwo\n"""'],
        ['block', 'c > """\none\ntwo\n"""'],
      ],
    );
  });

  it('has an outline of definitions, sections and their sockets', () => {
    const { definitions, sections } = outlineOf(script);
    assert.deepEqual(definitions.map(({ name }) => name.text), ['eol']); // prettier-ignore
    assert.deepEqual(
      sections.map(({ section, selection, sockets }) => [
        section.title,
        TEXT.slice(selection.start, selection.end),
        sockets.map(({ name, detail }) => `${name.text}: ${detail}`),
      ]),
      [
        ['First', '### First', ['a: listen :0', 'b: dial {{a}}', 'a2: accept a']],
        ['Second', '### Second', ['c: dial :1']],
      ],
    );
  });

  it('has what stands before the first heading as a section without a title', () => {
    const section = outlineOf(parseScript('\n# hi\nc = dial :1\n')).sections[0]!;
    assert.equal(section.section.title, '');
    assert.deepEqual([section.start, section.end], [1, '\n# hi\nc = dial :1'.length]);
  });
});
