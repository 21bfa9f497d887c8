import assert from 'node:assert/strict';
import type { Intercept, InterceptedWay } from '../../../../../src/engine/relay/interception/interceptor';
import { InterceptorChain } from '../../../../../src/engine/relay/interception/interceptorChain';

const WAY: InterceptedWay = {
  kind: 'stream',
  flow: 1,
  from: 'client',
  peer: 'tcp://127.0.0.1:1',
  socket: 's1',
  conversation: () => 0,
  clock: () => 0,
  note: () => undefined,
  readOn: () => undefined,
};

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
  const begin = (): { readonly chain: InterceptorChain; readonly passed: string[] } => {
    const passed: string[] = [];
    const chain = new InterceptorChain(WAY, {
      bytes: (bytes) => passed.push(Buffer.from(bytes).toString()),
      end: (kind) => passed.push(kind),
    });
    return { chain, passed };
  };

  it('is passed by what comes, rules first and breaks behind them', () => {
    const { chain, passed } = begin();
    chain.bytes(Buffer.from('a'));
    chain.set('breaks', marking('B'));
    chain.set('rules', marking('R'));
    chain.bytes(Buffer.from('b'));
    chain.end('fin');
    assert.deepEqual(passed, ['a', 'bRB', 'fin']);
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
    assert.deepEqual(passed, ['aRB', 'bSB', 'c']);
  });

  it('lets all go, or forgets all', () => {
    const { chain, passed } = begin();
    chain.set('rules', marking('R', true));
    chain.bytes(Buffer.from('a'));
    chain.release();
    chain.bytes(Buffer.from('b'));
    chain.abandon();
    assert.equal(chain.heldBytes, 0);
    assert.deepEqual(passed, ['aR']);
  });
});
