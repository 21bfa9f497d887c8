import assert from 'node:assert/strict';
import { DialAttempts, noteAttempts } from '../../../../src/engine/transport/dialAttempts';

const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });

describe('engine/transport/dialAttempts', () => {
  it('tells what became of each address, in the order in which they were tried', () => {
    let now = 1_000;
    const attempts = new DialAttempts('box.test', () => now);
    attempts.resolved(['::1', '127.0.0.1', '127.0.0.2', '127.0.0.3']);
    const first = attempts.begin('::1');
    now += 250;
    const second = attempts.begin('127.0.0.1');
    now += 3;
    second(refused);
    const third = attempts.begin('127.0.0.2');
    now += 7;
    third();
    attempts.end();
    now += 100;
    // Nobody asks for its outcome any more.
    attempts.end();
    second();
    assert.deepEqual(attempts.list(), [
      { address: '::1', outcome: 'abandoned', after: 0, took: 260 },
      { address: '127.0.0.1', outcome: 'failed', code: 'ECONNREFUSED', after: 250, took: 3 },
      { address: '127.0.0.2', outcome: 'connected', after: 253, took: 7 },
      { address: '127.0.0.3', outcome: 'untried' },
    ]);
    assert.equal(
      noteAttempts(attempts.list()),
      '::1 tried at 0 ms, abandoned after 260 ms; 127.0.0.1 tried at 250 ms, ECONNREFUSED after 3 ms; ' +
        '127.0.0.2 tried at 253 ms, connected after 7 ms; 127.0.0.3 not tried',
    );
    first(refused);
  });

  it('has nothing to tell in the record of a single address, and not too much of many', () => {
    const one = new DialAttempts('one.test', () => 0);
    one.resolved(['127.0.0.1']);
    one.begin('127.0.0.1')();
    assert.equal(noteAttempts(one.list()), undefined);
    const many = new DialAttempts('many.test');
    many.resolved(Array.from({ length: 1_000 }, (_, at) => `10.0.0.${at}`));
    assert.equal(many.list().length, 32);
    assert.ok(noteAttempts(many.list())!.length < 300);
  });
});
