import assert from 'node:assert/strict';
import { captureProblemSentence, Problems } from '../../../src/capture/problems';

describe('Problems', () => {
  it('lists each kind once, with its first place, and counts them all', () => {
    const problems = new Problems();
    problems.add(10, 'Link type {0}.', 5);
    problems.add(20, 'Damaged.');
    problems.add(30, 'Link type {0}.', 5);
    problems.add(40, 'Link type {0}.', 6);
    assert.equal(problems.count, 4);
    assert.deepEqual(
      problems.list.map((problem) => [captureProblemSentence(problem), problem.position, problem.count]),
      [
        ['Link type 5.', 10, 2],
        ['Damaged.', 20, 1],
        ['Link type 6.', 40, 1],
      ],
    );
  });

  it('lists only so many kinds', () => {
    const problems = new Problems();
    for (let i = 0; i < 1000; i++) problems.add(i, 'Link type {0}.', i);
    assert.equal(problems.count, 1000);
    assert.equal(problems.list.length, 100);
  });
});
