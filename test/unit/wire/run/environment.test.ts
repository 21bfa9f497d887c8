import assert from 'node:assert/strict';
import { Environment } from '../../../../src/wire/run/environment';
import { ProblemList } from '../../../../src/base/problem';
import { readRegexLiteral } from '../../../../src/bytes/regex/literal';
import { MAX_PAYLOAD } from '../../../../src/wire/payload/term';
import { memoryInUse } from '../../../support/memoryInUse';

const regexOf = (text: string) => readRegexLiteral(text, 0, new ProblemList()).regex!;
const HALF = MAX_PAYLOAD / 2;
/** Received bytes, as long as is wanted. */
const received = new Uint8Array(MAX_PAYLOAD);
const copy = (start: number, end: number): Uint8Array => received.slice(start, end);

describe('wire/environment', () => {
  it('keeps one copy of a match for all of its groups', () => {
    const environment = new Environment(new Map());
    const regex = regexOf(`/${'('.repeat(50)}a${')'.repeat(50)}/`);
    const slots = Int32Array.from({ length: 102 }, (_, index) => (index % 2 === 0 ? 0 : 1_000_000));
    const before = memoryInUse();
    environment.bindGroups(regex, { slots }, copy);
    assert.ok(memoryInUse() - before < 2_000_000);
    assert.equal((environment.values.get('50') as Uint8Array).length, 1_000_000);
  });
  it('forgets the groups of the match before, and leaves those empty that took no part', () => {
    const environment = new Environment(new Map());
    environment.bindGroups(regexOf('/(a)(b)/'), { slots: Int32Array.of(1, 3, 1, 2, 2, 3) }, copy);
    environment.bindGroups(regexOf('/(a)|b/'), { slots: Int32Array.of(4, 5, -1, -1) }, copy);
    assert.deepEqual([...environment.values.keys()].toSorted(), ['0', '0.length', '1']);
    assert.equal((environment.values.get('1') as Uint8Array).length, 0);
  });
  it('has what one recv returned in place of a match', () => {
    const environment = new Environment(new Map());
    environment.bindGroups(regexOf('/(a)(b)/'), { slots: Int32Array.of(1, 3, 1, 2, 2, 3) }, copy);
    assert.equal(environment.values.get('0.length'), 2n);
    environment.bindReceived(Uint8Array.of(1, 2, 3));
    assert.deepEqual([...environment.values.keys()].toSorted(), ['0', '0.length']);
    assert.equal(environment.values.get('0.length'), 3n);
    environment.bindGroups(regexOf('/(a)/'), { slots: Int32Array.of(0, 1, 0, 1) }, copy);
    assert.equal(environment.values.get('0.length'), 1n);
  });
  it('keeps what named groups matched up to a cap, which replacing does not fill', () => {
    const environment = new Environment(new Map());
    const bind = (name: string, length: number, target = environment): void => {
      target.bindGroups(regexOf(`/(?<${name}>a*)/`), { slots: Int32Array.of(0, length, 0, length) }, copy);
    };
    bind('a', HALF);
    bind('a', HALF);
    bind('b', HALF);
    const tooLarge = { code: 'VALUES_TOO_LARGE' };
    assert.throws(() => { bind('c', 1); }, tooLarge); // prettier-ignore
    assert.throws(() => { bind('c', 1, environment.inner()); }, tooLarge); // prettier-ignore
    bind('b', HALF - 1);
    bind('c', 1);
  });
});
