import assert from 'node:assert/strict';
import { STRINGS, wordingFrom } from '../../../../src/webview/inspector/strings';

describe('strings', () => {
  it('fill in their arguments', () => {
    assert.equal(
      wordingFrom(undefined)('byteSentence', 'sent', 3, '0a', 'line feed', 7),
      'sent byte 3, hex 0a, line feed, in chunk 7',
    );
  });

  it('come from the table that was handed over, and stay English where it has none', () => {
    const translate = wordingFrom({ follow: 'Folgen', live: 7 });
    assert.equal(translate('follow'), 'Folgen');
    assert.equal(translate('live'), STRINGS.live);
    for (const table of [null, 'x', 7]) assert.equal(wordingFrom(table)('live'), STRINGS.live);
  });

  it('name every control character', () => {
    const names = STRINGS.controlNames.split('|');
    assert.equal(names.length, 33);
    assert.deepEqual(
      [names[0], names[0x0a], names[0x0d], names[0x1b], names[0x20]],
      ['null', 'line feed', 'carriage return', 'escape', 'delete'],
    );
  });
});
