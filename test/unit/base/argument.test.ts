import assert from 'node:assert/strict';
import { checkArgument, checkChoice, optional, pick } from '../../../src/base/argument';

const SHAPE = {
  socket: 'string',
  count: optional('number'),
  marked: optional('boolean'),
  bytes: optional('bytes'),
} as const;

describe('argument', () => {
  it('may leave out what is optional, and have more than is asked for', () => {
    for (const argument of [
      { socket: 'a' },
      { socket: 'a', count: undefined, other: [] },
      { socket: '', count: NaN, marked: false, bytes: Uint8Array.of(1) },
    ]) {
      assert.doesNotThrow(() => {
        checkArgument(argument, SHAPE);
      });
    }
  });

  it('is refused with what the field must be', () => {
    const rows: readonly [unknown, RegExp][] = [
      [{}, /"socket" must be a string/],
      [{ socket: 1 }, /"socket" must be a string/],
      [{ socket: 'a', count: '1' }, /"count" must be a number/],
      [{ socket: 'a', marked: 'true' }, /"marked" must be true or false/],
      [{ socket: 'a', bytes: [1] }, /"bytes" must be a Uint8Array/],
      [{ socket: 'a', count: null }, /"count" must be a number/],
      ['a', /an object with: socket, count, marked, bytes/],
      [null, /an object with: socket, count, marked, bytes/],
    ];
    for (const [argument, message] of rows) {
      assert.throws(
        () => {
          checkArgument(argument, SHAPE);
        },
        { code: 'BAD_ARGUMENT', message },
      );
    }
    assert.throws(
      () => {
        checkArgument('again', {});
      },
      { code: 'BAD_ARGUMENT', message: /an object without fields/ },
    );
  });

  it('gives the fields that are known, and no others', () => {
    const given = { service: 'echo', backlog: undefined, record: 'mine' };
    assert.deepEqual(pick<typeof given, 'service' | 'backlog'>(given, ['service', 'backlog']), { service: 'echo' });
  });

  it('has a choice that is one of those there are', () => {
    assert.equal(checkChoice('as', 'hex', ['list', 'hex']), 'hex');
    assert.throws(() => checkChoice('as', 'Hex', ['list', 'hex']), {
      code: 'BAD_ARGUMENT',
      message: '"as" must be one of: list, hex.',
    });
  });
});
