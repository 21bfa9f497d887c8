import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/error';

const GERMAN = { numbers: 'de', plurals: 'de' };

describe('formatMessage', () => {
  it('puts arguments in their places, and leaves places without one', () => {
    assert.equal(formatMessage('{1} of {0}, {2}', ['$&', 2]), '2 of $&, {2}');
  });

  const BYTES = '{0}: {1, plural, one {# byte} other {# bytes}}';

  for (const [count, expected] of [
    [0, '0 bytes'],
    [1, '1 byte'],
    [2, '2 bytes'],
    [1_234_567, '1234567 bytes'],
  ] as const) {
    it(`tells one from many: ${count}`, () => {
      assert.equal(formatMessage(BYTES, ['con', count]), `con: ${expected}`);
    });
  }

  it('takes the rule of the language, and its numbers', () => {
    const polish = '{0, plural, one {# bajt} few {# bajty} many {# bajtów} other {# bajtu}}';
    const told = [1, 2, 5, 22].map((count) => formatMessage(polish, [count], { numbers: 'pl', plurals: 'pl' }));
    assert.deepEqual(told, ['1 bajt', '2 bajty', '5 bajtów', '22 bajty']);
    assert.equal(formatMessage('{0, plural, one {# Byte} other {# Bytes}}', [1_234_567], GERMAN), '1.234.567 Bytes');
    assert.equal(formatMessage(BYTES, ['x', 1], { numbers: 'fr', plurals: 'en' }), 'x: 1 byte');
  });

  it('has another form where the language has none for a number', () => {
    assert.equal(formatMessage('{0, plural, other {# Byte}}', [1], GERMAN), '1 Byte');
  });

  it('writes out a part that is a sentence’s own', () => {
    const cause = { template: '{0, plural, one {# Datei} other {# Dateien}}', args: [1000] };
    assert.equal(formatMessage('zu viele: {0}', [cause], GERMAN), 'zu viele: 1.000 Dateien');
  });

  it('writes milliseconds as a time', () => {
    assert.equal(formatMessage('within {0, duration}', [2500]), 'within 2.5 s');
    assert.equal(formatMessage('in {0, duration}', [2500], GERMAN), 'in 2,5 s');
  });
});
