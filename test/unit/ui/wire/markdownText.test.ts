import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeLine, commandLink, escapedSentence } from '../../../../src/ui/wire/language/markdownText';

describe('text of wire files in Markdown', () => {
  for (const [name, text] of [
    ['a link that runs a command', '[click](command:workbench.action.quit)'],
    ['an autolink', '<command:workbench.action.quit>'],
    ['an image', '![](https://example.com/x.png)'],
    ['HTML', '<img src=x onerror=alert(1)>&lt;'],
    ['an icon', '$(trash)'],
    ['headings and fences', '# a\n```\n[b](command:c)\n```'],
  ] as const) {
    it(`shows ${name} as it stands`, () => {
      const shown = escapedSentence(text);
      // Without its backslashes it is the text, and every sign that means something has one.
      assert.equal(shown.replace(/\\([^\w\s])/g, '$1'), text.replace(/\s+/g, ' '));
      assert.doesNotMatch(shown, /(?<!\\)[[\](){}<>!#*_`|~&:+.-]/);
    });
  }
  it('shows what would turn or hide the text around it', () => {
    assert.equal(escapedSentence('a\u202eb\u200bc\x1b[2J'), 'a\\\\u\\{202e\\}b\\\\u\\{200b\\}c␛\\[2J');
    assert.equal(codeLine('a\u2066b\r\n```\tc'), 'a\\u{2066}b␍␊```  c');
  });
  it('links to one command, whatever its argument holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (label, file) => {
        const link = commandLink(label, 'sockscope.x', { file });
        const found = /^\[(?:\\.|[^\\[\]])*\]\(command:sockscope\.x\?([^()\s]*)\)$/su.exec(link);
        assert.ok(found, link);
        assert.deepEqual(JSON.parse(decodeURIComponent(found[1]!)), [{ file }]);
      }),
    );
  });
});
