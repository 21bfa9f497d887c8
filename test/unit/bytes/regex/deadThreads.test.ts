import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeadThreads } from '../../../../src/bytes/regex/deadThreads';

const INSTRUCTIONS = 70;

const somePc = fc.nat(INSTRUCTIONS - 1);
/** Adds at a place behind the last forgotten one, or forgets up to one. */
const someStep = fc.record({ ahead: fc.nat(600), pcs: fc.array(somePc, { maxLength: 3 }), forgets: fc.boolean() });

describe('wire/deadThreads', () => {
  it('knows what was added and is not forgotten, as a set does', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.array(someStep, { maxLength: 40 }), (origin, steps) => {
        const dead = new DeadThreads(INSTRUCTIONS);
        const expected = new Map<number, Set<number>>();
        let start = origin;
        for (const { ahead, pcs, forgets } of steps) {
          if (forgets) {
            start += ahead;
            dead.forgetBefore(start);
          } else {
            // Searches go forwards: none begins to add before the one that was added first.
            if (expected.size === 0) start += ahead;
            const position = expected.size === 0 ? start : start + ahead;
            dead.add(position, Int32Array.from(pcs), pcs.length);
            expected.set(position, new Set([...(expected.get(position) ?? []), ...pcs]));
          }
          for (const [position, known] of expected) {
            if (position < start) expected.delete(position);
            else
              for (const pc of [...pcs, ...known]) assert.equal(dead.has(position, pc), known.has(pc), `${position}`);
          }
        }
      }),
    );
  });

  it('takes only the first threads of a list, and none after being cleared', () => {
    const dead = new DeadThreads(INSTRUCTIONS);
    dead.add(5, Int32Array.of(1, 69, 2), 2);
    assert.deepEqual(
      [1, 69, 2].map((pc) => dead.has(5, pc)),
      [true, true, false],
    );
    dead.clear();
    dead.add(4, Int32Array.of(2), 1);
    assert.deepEqual(
      [1, 69].map((pc) => dead.has(5, pc)),
      [false, false],
    );
  });

  it('remembers no more than it has room for', () => {
    const dead = new DeadThreads(4000);
    dead.add(0, Int32Array.of(7), 1);
    dead.add(2 ** 30, Int32Array.of(7), 1);
    assert.deepEqual([dead.has(0, 7), dead.has(2 ** 30, 7)], [true, false]);
  });
});
