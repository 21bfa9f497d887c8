import assert from 'node:assert/strict';
import { judge, type KnownFailures, type ResultLine } from '../../windows/support/results';

const KNOWN: readonly KnownFailures[] = [{ system: 'Wine', why: 'It does not.', titles: ['a socket refuses'] }];

function results(...lines: readonly ResultLine[]): Record<string, string> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return { them: text };
}

describe('the verdict on tests under Wine', () => {
  const passed: ResultLine = { type: 'test', title: 'a socket opens', state: 'passed' };
  const refused: ResultLine = { type: 'test', title: 'a socket refuses', state: 'failed', error: 'Error: no' };
  const end: ResultLine = { type: 'end' };

  it('counts what passed, and apart from it what is known not to', () => {
    assert.deepEqual(judge(results(passed, refused, end), KNOWN, true), { passed: 1, known: 1, failures: [] });
    const skipped: ResultLine = { type: 'test', title: 'a socket refuses', state: 'skipped' };
    assert.deepEqual(judge(results(passed, skipped, end), KNOWN, true), { passed: 1, known: 1, failures: [] });
  });

  it('tells what failed or was skipped besides', () => {
    const { failures } = judge(
      results(
        { type: 'test', title: 'a socket opens', state: 'failed', error: 'Error: no' },
        { type: 'test', title: 'a socket closes', state: 'skipped' },
        refused,
        end,
      ),
      KNOWN,
      true,
    );
    assert.deepEqual(failures, ['a socket opens\nError: no', 'a socket closes\nIt was skipped, and is not listed.']);
  });

  it('tells of rows that are not true any more', () => {
    const healed: ResultLine = { type: 'test', title: 'a socket refuses', state: 'passed' };
    assert.match(judge(results(healed, end), KNOWN, true).failures.join(), /^a socket refuses\nIt passed/);
    assert.match(
      judge(results(passed, end), KNOWN, true).failures.join(),
      /^a socket refuses\nIt is listed, and there/,
    );
    assert.deepEqual(judge(results(passed, end), KNOWN, false).failures, []);
  });

  it('tells of a run that broke off', () => {
    assert.deepEqual(judge(results(passed, refused), KNOWN, true).failures, [
      'The run of them broke off before its end.',
    ]);
    assert.deepEqual(judge({ them: '' }, [], true).failures, ['The run of them broke off before its end.']);
  });
});
