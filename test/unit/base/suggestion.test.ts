import assert from 'node:assert/strict';
import { suggestFunction } from '../../../src/wire/payload/functions';
import { nearestName } from '../../../src/base/suggestion';

describe('wire/suggestion', () => {
  it('finds the nearest name', () => {
    const names = ['repeat', 'prefixed', 'zeros', 'ipv4', 'ipv6'];
    const examples: readonly [name: string, nearest: string | undefined][] = [
      ['repeat', 'repeat'],
      ['REPEAT', 'repeat'],
      ['reapet', 'repeat'],
      ['repat', 'repeat'],
      ['prefix', 'prefixed'],
      ['zero', 'zeros'],
      ['ip4', 'ipv4'],
      ['ipv5', 'ipv4'],
      ['ivp4', 'ipv4'],
      ['x', undefined],
      ['', undefined],
      ['nothing', undefined],
      ['z'.repeat(100_000), undefined],
    ];
    for (const [name, nearest] of examples) assert.equal(nearestName(name, names), nearest, name);
  });

  it('knows what other languages call a function', () => {
    const examples: readonly [name: string, meant: string | undefined][] = [
      ['u16', 'u16be'],
      ['I64', 'i64be'],
      ['f64', 'f64be'],
      ['u8le', 'u8'],
      ['uint8_t', 'u8'],
      ['int16', 'i16be'],
      ['uint32le', 'u32le'],
      ['byte', 'u8'],
      ['double', 'f64be'],
      ['u16eb', 'u16be'],
      ['quux', undefined],
      ['8', undefined],
    ];
    for (const [name, meant] of examples) assert.equal(suggestFunction(name), meant, name);
  });
});
