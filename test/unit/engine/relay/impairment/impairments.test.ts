import assert from 'node:assert/strict';
import { SockscopeError } from '../../../../../src/base/error';
import {
  findImpairment,
  impairmentProblems,
  IMPAIRMENTS,
  requireImpairments,
  type ImpairedKind,
} from '../../../../../src/engine/relay/impairment/impairments';

const codes = (impairments: Readonly<Record<string, unknown>>, kind?: ImpairedKind): string[] =>
  impairmentProblems(impairments, kind).map(({ name, error }) => `${name} ${error.code}`);

describe('engine/relay/impairment/impairments', () => {
  it('has each word and each name once', () => {
    const words = IMPAIRMENTS.map(({ word }) => word);
    const names = IMPAIRMENTS.flatMap(({ name, timeName }) => (timeName === undefined ? [name] : [name, timeName]));
    assert.equal(new Set(words).size, words.length);
    assert.equal(new Set(names).size, names.length);
    for (const { form, example } of IMPAIRMENTS) assert.equal(example === undefined, form === 'flag');
    assert.equal(findImpairment('cut after')?.name, 'cutAfter');
  });

  it('takes what is in range', () => {
    const impairments = { delayMs: 0.5, jitterMs: 20, normal: true, rate: 65_536, loss: 1, mtu: 1400 };
    assert.equal(requireImpairments(impairments, 'datagrams'), impairments);
    assert.deepEqual(codes({ slice: 1, cutAfter: 512, cutAfterMs: 1500, refuse: 2, loss: undefined }, 'stream'), []);
  });

  it('refuses what is not', () => {
    assert.deepEqual(codes({ delayMs: -1, loss: 1.1, slice: 1.5, rate: 0, drop: 0, corrupt: NaN, queue: '64KiB' }), [
      'delayMs BAD_IMPAIRMENT',
      'loss BAD_IMPAIRMENT',
      'slice BAD_IMPAIRMENT',
      'rate BAD_IMPAIRMENT',
      'drop BAD_IMPAIRMENT',
      'corrupt BAD_IMPAIRMENT',
      'queue BAD_IMPAIRMENT',
    ]);
    assert.deepEqual(codes({ blackhole: 1, gravity: 9.81 }), [
      'blackhole BAD_IMPAIRMENT',
      'gravity UNKNOWN_IMPAIRMENT',
    ]);
    assert.deepEqual(codes({ cutAfterMs: 86_400_001 }), ['cutAfterMs BAD_IMPAIRMENT']);
  });

  it('says that loss over TCP is the kernel’s business, and what looks like it', () => {
    assert.deepEqual(codes({ loss: 0.2, duplicate: 0.1, ordered: false }, 'stream'), [
      'loss IMPAIRMENT_UNFIT',
      'duplicate IMPAIRMENT_UNFIT',
    ]);
    assert.throws(
      () => requireImpairments({ loss: 0.2 }, 'stream'),
      (error) => error instanceof SockscopeError && /kernel sends again.*"stall"/.test(error.message),
    );
    assert.deepEqual(codes({ slice: 1, stopReading: true }, 'datagrams'), [
      'slice IMPAIRMENT_UNFIT',
      'stopReading IMPAIRMENT_UNFIT',
    ]);
  });
});
