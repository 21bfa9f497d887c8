import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/error';
import { ProblemList } from '../../../../src/base/problem';
import { readRegexLiteral } from '../../../../src/bytes/regex/literal';

/** What is wrong with a pattern, each with the part of it that is marked. */
function problemsOf(literal: string): [marked: string, message: string][] {
  const problems = new ProblemList();
  readRegexLiteral(literal, 0, problems);
  return problems
    .toSorted()
    .map(({ template, args, start, end }) => [literal.slice(start, end), formatMessage(template, args)]);
}

describe('the parser of patterns', () => {
  const NOT_SINGLE = 'A range goes from one character to another: write \\- for a plain hyphen.';
  const BACKWARDS = 'The range {0} goes backwards: write the lower character first.';

  for (const range of ['\\d-z', '!-\\d', '\\w-z', '!-\\w', '\\d-\\w']) {
    it(`takes no range of sets: ${range}`, () => {
      assert.deepEqual(problemsOf(`/[${range}]/`), [[range, NOT_SINGLE]]);
    });
  }

  it('takes a range forwards, also of one character, and not backwards', () => {
    assert.deepEqual(problemsOf('/[a-z0-0]/'), []);
    const [[marked, message] = ['', '']] = problemsOf('/[x-a]/');
    assert.equal(marked, 'x-a');
    assert.equal(message, BACKWARDS.replace('{0}', 'x-a'));
  });
});
