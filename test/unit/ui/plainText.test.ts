import assert from 'node:assert/strict';
import fc from 'fast-check';
import { listText, messageText, plainText, symbolText } from '../../../src/ui/plainText';

/** What VS Code takes for an icon in a label, as its own `iconLabels.ts` does; one behind a backslash is text. */
const ICONS = /(\\)?\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;
/** What VS Code takes for a link in a message, as its own `linkedText.ts` does. */
const LINKS = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

const hostile = fc.string({
  unit: fc.constantFrom(
    ...Array.from('ab$()[]\\ "\n'),
    '$(error)',
    '$(loading~spin)',
    '](',
    '[x](command:a)',
    'HTTPS://',
    '\u202e',
    '\u0007',
    '\u2028',
  ),
});

/** What VS Code shows of a label: icons gone, backslashes before what else would be one too. */
const shown = (label: string): string => label.replace(ICONS, (match, escape) => (escape ? match.slice(1) : ''));

describe('plain text', () => {
  it('is one line in which nothing hides or turns others around', () => {
    assert.equal(plainText('a\r\n\u202eb\u0007\u2066'), 'a␍␊\\u{202e}b␇\\u{2066}');
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(plainText(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is not endless, and cuts no character in two', () => {
    const text = plainText(`${'x'.repeat(998)}😀${'y'.repeat(1e6)}`);
    assert.equal(text, `${'x'.repeat(998)}…`);
    assert.equal(plainText('x'.repeat(1000)), 'x'.repeat(1000));
  });

  it('in a list shows what would be an icon as it is written', () => {
    assert.equal(listText('a $(error) $(sync~spin) $(x y) $('), 'a \\$(error) \\$(sync~spin) $(x y) $(');
    fc.assert(
      fc.property(hostile, (text) => {
        assert.equal(shown(listText(text)), text);
      }),
    );
  });

  it('of a symbol holds no icon, and looks as it is written', () => {
    assert.equal(symbolText('a $(error) $(x y)'), 'a $\u2060(error) $(x y)');
    fc.assert(
      fc.property(hostile, (text) => {
        assert.equal(symbolText(text).search(ICONS), -1);
        assert.equal(symbolText(text).replaceAll('\u2060', ''), text);
      }),
    );
  });

  it('in a message holds no link', () => {
    assert.equal(
      messageText('[x](command:y) [z](other) a[1](https://b)'),
      '[x] (command:y) [z](other) a[1] (https://b)',
    );
    fc.assert(
      fc.property(hostile, (text) => {
        assert.equal(LINKS.test(messageText(text)), false);
        LINKS.lastIndex = 0;
      }),
    );
  });
});
