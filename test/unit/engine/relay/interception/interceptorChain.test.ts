import assert from 'node:assert/strict';
import type { Intercept } from '../../../../../src/engine/relay/interception/interceptor';
import { InterceptorChain } from '../../../../../src/engine/relay/interception/interceptorChain';
import { testWay } from './interceptedWay';

/** Puts a letter behind what passes, and keeps it until it is released where `keeps`. */
function marking(letter: string, keeps = false): Intercept {
  return (_way, onward) => {
    let kept: Uint8Array[] = [];
    return {
      get heldBytes() {
        return kept.reduce((sum, { length }) => sum + length, 0);
      },
      bytes: (bytes) => {
        const marked = Buffer.concat([bytes, Buffer.from(letter)]);
        if (keeps) kept.push(marked);
        else onward.bytes(marked);
      },
      end: (kind) => {
        onward.end(kind);
      },
      release: () => {
        for (const bytes of kept) onward.bytes(bytes);
        kept = [];
      },
      abandon: () => {
        kept = [];
      },
    };
  };
}

describe('engine/relay/interception/interceptorChain', () => {
  const begin = (): { readonly chain: InterceptorChain; readonly passed: () => string } => {
    const { way, onward, passed } = testWay('stream');
    const chain = new InterceptorChain(way, onward);
    return { chain, passed };
  };

  it('is passed by what comes, rules first and breaks behind them', () => {
    const { chain, passed } = begin();
    chain.bytes(Buffer.from('a'));
    chain.set('breaks', marking('B'));
    chain.set('rules', marking('R'));
    chain.bytes(Buffer.from('b'));
    chain.end('fin');
    assert.equal(passed(), 'abRB[fin]');
  });

  it('hands on what one keeps that is taken away, through those behind it', () => {
    const { chain, passed } = begin();
    chain.set('rules', marking('R', true));
    chain.set('breaks', marking('B'));
    chain.bytes(Buffer.from('a'));
    assert.equal(chain.heldBytes, 2);
    chain.set('rules', marking('S'));
    chain.bytes(Buffer.from('b'));
    chain.set('rules', undefined);
    chain.set('breaks', undefined);
    assert.ok(chain.isEmpty);
    chain.bytes(Buffer.from('c'));
    assert.equal(passed(), 'aRBbSBc');
  });

  it('lets all go, or forgets all', () => {
    const { chain, passed } = begin();
    chain.set('rules', marking('R', true));
    chain.bytes(Buffer.from('a'));
    chain.release();
    chain.bytes(Buffer.from('b'));
    chain.abandon();
    assert.equal(chain.heldBytes, 0);
    assert.equal(passed(), 'aR');
  });
});
