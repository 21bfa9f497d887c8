import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { BreakCondition } from '../../../../../src/engine/relay/interception/breakCondition';
import { BreakDesk } from '../../../../../src/engine/relay/interception/breakDesk';
import { DatagramBreak } from '../../../../../src/engine/relay/interception/datagramBreak';
import { testWay, type TestWay } from './interceptedWay';
import { programOf } from './programOf';

interface Begun extends TestWay {
  readonly desk: BreakDesk;
  readonly datagrams: DatagramBreak;
  readonly push: (text: string) => void;
  readonly held: () => string[];
}

const on = (literal: string): BreakCondition => ({ pattern: { text: literal, program: programOf(literal) } });

function begin(condition: BreakCondition = {}): Begun {
  const way = testWay('datagrams');
  const desk = new BreakDesk(() => undefined);
  const datagrams = new DatagramBreak(way.way, way.onward, desk, condition, () => undefined);
  return Object.assign(way, {
    desk,
    datagrams,
    push: (text: string) => {
      datagrams.bytes(Buffer.from(text, 'latin1'));
    },
    held: () => Array.from(desk.messages(), ({ bytes }) => Buffer.from(bytes).toString('latin1')),
  });
}

describe('engine/relay/interception/datagramBreak', () => {
  it('holds each by itself while the others go on', () => {
    const { push, desk, held, passed } = begin(on('/b/'));
    push('a');
    push('xbx');
    push('c');
    push('b2');
    assert.deepEqual([passed(), held()], ['a|c', ['xbx', 'b2']]);
    desk.decide(2, { kind: 'forward', bytes: Buffer.from('B') });
    desk.decide(1, { kind: 'drop' });
    assert.deepEqual([passed(), held()], ['a|c|B', []]);
  });

  it('holds an empty one too, and forwards one that was edited to nothing', () => {
    const { push, desk, held, passed } = begin();
    push('');
    push('a');
    assert.deepEqual(held(), ['', 'a']);
    desk.decide(2, { kind: 'forward', bytes: new Uint8Array(0) });
    desk.decide(1, { kind: 'forward' });
    assert.equal(passed(), '|');
  });

  it('forwards all in their order, holds later ones, and nothing once it is released', () => {
    const { push, datagrams, held, passed } = begin();
    push('a');
    push('b');
    datagrams.forwardAll();
    push('c');
    assert.deepEqual([passed(), held()], ['a|b', ['c']]);
    datagrams.release();
    push('d');
    assert.deepEqual([passed(), held(), datagrams.heldBytes], ['a|b|c|d', [], 0]);
  });

  it('lets go on what finds no room, and says so', () => {
    const { push, datagrams, held, passed, notes } = begin();
    const large = 'x'.repeat(65_000);
    for (let i = 0; i < 70; i++) push(large);
    assert.equal(held().length, 64);
    assert.equal(passed().split('|').length, 6);
    assert.equal(notes.at(-1), 'a datagram of 65000 bytes not held, since more waits than a relay holds');
    datagrams.forwardAll();
    assert.equal(passed().split('|').length, 70);
    push('a');
    assert.deepEqual(held(), ['a']);
  });

  it('stands still for no pattern', async () => {
    const { push, held, passed } = begin(on('/(a|a|a|b){300}c/'));
    const text = 'a'.repeat(3_000);
    push(text);
    push('aac');
    assert.equal(passed(), '');
    while (passed() === '') await turn();
    while (!passed().endsWith('c')) await turn();
    assert.deepEqual([passed(), held()], [`${text}|aac`, []]);
  });

  it('notes the bytes that nobody gets any more', () => {
    const { push, datagrams, notes, desk } = begin();
    push('ab');
    datagrams.abandon();
    assert.equal(desk.count, 0);
    assert.equal(notes.at(-1), 'message 1: not forwarded, since the other side had ended after 0.0 s: 61 62');
  });

  it('conserves every datagram, whatever is done', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        text: fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 5 }),
      }),
      fc.record({
        kind: fc.constantFrom(
          'forward' as const,
          'all' as const,
          'plain' as const,
          'pattern' as const,
          'other' as const,
        ),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { push, datagrams, desk, passed } = begin();
        const sent: string[] = [];
        for (const each of steps) {
          if (each.kind === 'push') {
            const text = `${each.text}${sent.length}`;
            push(text);
            sent.push(text);
          } else if (each.kind === 'all') datagrams.forwardAll();
          else if (each.kind === 'plain') datagrams.set({});
          else if (each.kind === 'pattern') datagrams.set(on('/ab+/'));
          else if (each.kind === 'other') datagrams.set({ from: 'server' });
          else for (const { id } of [...desk.messages()].slice(1, 3)) desk.decide(id, { kind: 'forward' });
        }
        datagrams.release();
        assert.deepEqual(passed().split('|').filter(Boolean).toSorted(), sent.toSorted());
      }),
    );
  });
});
