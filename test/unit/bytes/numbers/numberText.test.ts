import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFloatText, parseIntegerText } from '../../../../src/bytes/numbers/numberText';

describe('numberText', () => {
  it('reads integers in every notation', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }), (value) => {
        const sign = value < 0n ? '-' : '';
        const magnitude = value < 0n ? -value : value;
        const texts = [
          value.toString(),
          `${sign}0x${magnitude.toString(16)}`,
          `${sign}0X00${magnitude.toString(16).toUpperCase()}`,
        ];
        texts.push(`${sign}0o${magnitude.toString(8)}`, `${sign}0b${magnitude.toString(2)}`);
        texts.push(value.toString().replace(/(\d)(?=(\d{3})+$)/g, '$1_'));
        for (const text of texts) assert.deepEqual(parseIntegerText(text), { kind: 'value', value }, text);
      }),
    );
  });

  it('keeps the sign of nothing', () => {
    assert.deepEqual(parseIntegerText('-0'), { kind: 'value', value: 0n });
  });

  it('refuses what is no integer', () => {
    for (const text of [
      '',
      '-',
      '+1',
      '--1',
      '1_',
      '_1',
      '1__0',
      '0x',
      '0x_1',
      '0b2',
      '0o8',
      '1.0',
      '1e3',
      'a',
      '0xg',
      '１',
      ' 1',
    ]) {
      assert.deepEqual(parseIntegerText(text), { kind: 'malformed' }, text);
    }
  });

  it('tells leading zeros and endless digits', () => {
    assert.deepEqual(parseIntegerText('010'), { kind: 'leadingZero', decimal: '10' });
    assert.deepEqual(parseIntegerText('-00'), { kind: 'leadingZero', decimal: '-0' });
    assert.deepEqual(parseIntegerText('9'.repeat(65_536)), { kind: 'huge' });
    assert.deepEqual(parseIntegerText(`0x${'0'.repeat(65_536)}1`), { kind: 'value', value: 1n });
  });

  it('reads floating-point numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = Object.is(value, -0) ? '-0' : String(value);
        assert.ok(Object.is(parseFloatText(text), value), text);
      }),
    );
    const examples: readonly [text: string, value: number][] = [
      ['inf', Infinity],
      ['-Inf', -Infinity],
      ['nan', NaN],
      ['NaN', NaN],
      ['1_000.2_5', 1000.25],
      ['1E3', 1000],
      ['0x10', 16],
      ['-0', -0],
      ['1e999', Infinity],
    ];
    for (const [text, value] of examples) assert.ok(Object.is(parseFloatText(text), value), text);
  });

  it('refuses what is no number', () => {
    for (const text of [
      '',
      '.',
      '.5',
      '5.',
      '1e',
      '1e+',
      '1_.5',
      '+1',
      '--1',
      'infinity',
      '-nan',
      '1f',
      '1,5',
      'Infinity',
    ]) {
      assert.equal(parseFloatText(text), undefined, text);
    }
  });
});
