import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { BreakDesk } from '../../../../../src/engine/relay/interception/breakDesk';
import type { BreakCondition } from '../../../../../src/engine/relay/interception/breakCondition';
import { StreamBreak } from '../../../../../src/engine/relay/interception/streamBreak';
import { testWay, type TestWay } from './interceptedWay';
import { programOf } from './programOf';

interface Begun extends TestWay {
  readonly desk: BreakDesk;
  readonly stream: StreamBreak;
  readonly push: (text: string) => void;
  /** What is held, or nothing. */
  readonly held: () => string | undefined;
  readonly id: () => number;
}

const on = (literal: string): BreakCondition => ({ pattern: { text: literal, program: programOf(literal) } });

function begin(condition: BreakCondition = {}): Begun {
  const way = testWay('stream');
  const desk = new BreakDesk(() => undefined);
  const stream = new StreamBreak(way.way, way.onward, desk, condition, () => undefined);
  const first = () => desk.messages().next().value ?? undefined;
  return Object.assign(way, {
    desk,
    stream,
    push: (text: string) => {
      stream.bytes(Buffer.from(text, 'latin1'));
    },
    held: () => first() && Buffer.from(first()!.bytes).toString('latin1'),
    id: () => first()!.id,
  });
}

describe('engine/relay/interception/streamBreak', () => {
  it('holds what one read brought, and everything behind it, the end too', () => {
    const { push, stream, desk, held, id, passed } = begin();
    push('one');
    push('two');
    stream.end('fin');
    assert.equal(held(), 'one');
    assert.equal(desk.get(id())!.behind, 3);
    assert.equal(passed(), '');
    desk.decide(id(), { kind: 'forward' });
    assert.deepEqual([passed(), held()], ['one', 'two']);
    desk.decide(id(), { kind: 'forward', bytes: Buffer.from('2') });
    assert.deepEqual([passed(), held(), stream.heldBytes], ['one2[fin]', undefined, 0]);
  });

  it('holds what matches alone, and drops it', () => {
    const { push, stream, desk, held, id, passed } = begin(on('/id=\\d+;/'));
    push('GET id=');
    push('42; and id=7; more');
    assert.deepEqual([passed(), held()], ['GET ', 'id=42;']);
    desk.decide(id(), { kind: 'drop' });
    assert.deepEqual([passed(), held()], ['GET  and ', 'id=7;']);
    stream.end('fin');
    desk.decide(id(), { kind: 'forward' });
    assert.equal(passed(), 'GET  and id=7; more[fin]');
  });

  it('lets what only began to match go when the rest does not come', async () => {
    const { push, way, held, passed } = begin(on('/abc/'));
    await new Promise<void>((resolve) => {
      Object.assign(way, { readOn: resolve });
      push('xab');
      assert.equal(passed(), 'x');
    });
    assert.deepEqual([passed(), held()], ['xab', undefined]);
  });

  it('forwards all that waits, and holds what comes later', () => {
    const { push, stream, held, passed, notes } = begin();
    push('a');
    push('b');
    stream.forwardAll();
    assert.deepEqual([passed(), held()], ['ab', undefined]);
    push('c');
    stream.end('fin');
    assert.deepEqual([passed(), held()], ['ab', 'c']);
    stream.forwardAll();
    assert.equal(passed(), 'abc[fin]');
    assert.deepEqual(notes, [
      'message 1: held, 1 byte',
      'message 1: forwarded after 0.0 s',
      'message 2: held, 1 byte',
      'message 2: forwarded after 0.0 s',
    ]);
  });

  it('notes how long, and what was done by whom', () => {
    const begun = begin();
    begun.push('abc');
    begun.now = 3160;
    begun.desk.decide(begun.id(), { kind: 'forward', bytes: Buffer.from('x') });
    begun.push('abc');
    begun.desk.decide(begun.id(), { kind: 'drop' });
    assert.deepEqual(begun.notes.slice(1), [
      'message 1: edited by the user and forwarded after 3.2 s, 3 bytes became 1',
      'message 2: held, 3 bytes',
      'message 2: dropped by the user after 0.0 s',
    ]);
  });

  it('forwards what is held when it holds nothing any more, and passes on the rest', () => {
    const { push, stream, passed, notes } = begin();
    push('a');
    push('b');
    stream.release();
    push('c');
    assert.equal(passed(), 'abc');
    assert.equal(notes.at(-1), 'message 1: forwarded after 0.0 s, since nothing is held any more');
  });

  it('keeps what is held when something else is to be held, unless that is of the other side', () => {
    const { push, stream, held, passed, desk, id } = begin();
    push('a');
    push('xaby');
    stream.set(on('/ab/'));
    assert.deepEqual([passed(), held()], ['', 'a']);
    desk.decide(id(), { kind: 'forward' });
    assert.deepEqual([passed(), held()], ['ax', 'ab']);
    stream.set({ from: 'server' });
    assert.deepEqual([passed(), held()], ['axaby', undefined]);
    push('z');
    assert.equal(passed(), 'axabyz');
  });

  it('notes the bytes that nobody gets any more, and lets a reset pass', () => {
    const { push, stream, passed, notes, desk } = begin();
    push('ab');
    push('cd');
    stream.end('rst');
    assert.equal(passed(), '[rst]');
    assert.equal(desk.count, 0);
    assert.deepEqual(notes.slice(1), [
      'message 1: not forwarded, since the other side had ended after 0.0 s: 61 62',
      '2 bytes behind it not forwarded, since the other side had ended: 63 64',
    ]);
  });

  it('stands still for no pattern, and loses nothing of what waits for it', async () => {
    const { push, stream, passed } = begin(on('/(a|a|a|b){300}c/'));
    const text = 'a'.repeat(3_000);
    push(text);
    push('!');
    stream.end('fin');
    while (!passed().endsWith('[fin]')) await turn();
    assert.equal(passed(), `${text}![fin]`);
  });

  it('conserves bytes and order, whatever is done and however they came cut', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        text: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 }),
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
        const { push, stream, desk, passed } = begin();
        let sent = '';
        for (const each of steps) {
          if (each.kind === 'push') {
            push(each.text);
            sent += each.text;
          } else if (each.kind === 'all') stream.forwardAll();
          else if (each.kind === 'plain') stream.set({});
          else if (each.kind === 'pattern') stream.set(on('/ab+/'));
          else if (each.kind === 'other') stream.set({ from: 'server' });
          else for (const { id } of [...desk.messages()]) desk.decide(id, { kind: 'forward' });
          assert.ok(sent.startsWith(passed()));
          assert.ok(desk.count <= 1);
        }
        stream.end('fin');
        stream.release();
        assert.equal(passed(), `${sent}[fin]`);
        assert.equal(stream.heldBytes, 0);
      }),
    );
  });

  it('holds the same matches however the stream is cut', () => {
    const run = (pieces: readonly string[]): string[] => {
      const { push, stream, desk, id, held, passed } = begin(on('/ab+|c/'));
      const seen: string[] = [];
      const forward = (): void => {
        while (held() !== undefined) {
          seen.push(`${passed()}<${held()}>`);
          desk.decide(id(), { kind: 'forward' });
        }
      };
      for (const piece of pieces) {
        push(piece);
        forward();
      }
      stream.end('fin');
      forward();
      return [...seen, passed()];
    };
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 1, maxLength: 30 }), (text) => {
        assert.deepEqual(run(text.split('')), run([text]));
      }),
    );
  });
});
