import assert from 'node:assert/strict';
import type { TestRun } from '../../../../src/capture/testRun';
import { groupByRun } from '../../../../src/ui/captures/captureGroups';

interface Capture {
  readonly name: string;
  readonly time: number;
  readonly run?: TestRun;
}

const run = (id: string, startedAt: number): TestRun => ({ id, label: `label ${id}`, startedAt });

/** The rows as text: a run's with its captures. */
function rows(captures: readonly Capture[]): string[] {
  return groupByRun(captures, ({ time }) => time).map((row) =>
    'captures' in row ? `${row.run.id}: ${row.captures.map(({ name }) => name).join(' ')}` : row.name,
  );
}

describe('ui/captures/captureGroups', () => {
  it('keeps captures that belong to no run as they are, the newest first', () => {
    assert.deepEqual(rows([]), []);
    assert.deepEqual(rows([{ name: 'old', time: 1 }, { name: 'new', time: 3 }, { name: 'middle', time: 2 }]), ['new', 'middle', 'old']); // prettier-ignore
  });

  it('puts the captures of a run below it, which stands where it began', () => {
    const first = run('first', 10);
    const second = run('second', 30);
    assert.deepEqual(
      rows([
        { name: 'd', time: 35, run: second },
        { name: 'c', time: 25 },
        { name: 'b', time: 40, run: first },
        { name: 'a', time: 11, run: first },
        { name: '0', time: 5 },
      ]),
      ['second: d', 'c', 'first: b a', '0'],
    );
  });

  it('tells runs apart by their ids alone', () => {
    const one = { ...run('one', 2), label: 'same' };
    const other = { ...run('other', 1), label: 'same' };
    assert.deepEqual(rows([{ name: 'a', time: 2, run: one }, { name: 'b', time: 1, run: other }]), ['one: a', 'other: b']); // prettier-ignore
    // Read twice, a run is not the same object.
    assert.deepEqual(rows([{ name: 'a', time: 2, run: one }, { name: 'b', time: 2, run: { ...one } }]), ['one: a b']); // prettier-ignore
  });
});
