import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/error';
import { allProblems, checkScript } from '../../../src/wire/check/checker';

/** A mistake: what it is about stands between « and »; `fixed` is the text once its fix has been applied. */
export interface Mistake {
  readonly text: string;
  readonly code: string;
  readonly severity?: 'warning';
  readonly fixed?: string;
  /** Where it is one; absent: on Linux. */
  readonly platform?: string;
}

/** Holds that a text has the mistake, exactly there, with that fix, and a sentence whose placeholders are all filled. */
export function holdMistake({ text: marked, code, severity, fixed, platform = 'linux' }: Mistake): void {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace('«', '').replace('»', '');
  const problems = allProblems(checkScript(text, undefined, platform));
  const found = problems.find((problem) => problem.code === code && problem.start === start);
  assert.ok(found, `${code} at ${start}, among ${JSON.stringify(problems)}`);
  assert.deepEqual([found.end, found.severity], [end, severity ?? 'error']);
  const { fix } = found;
  assert.equal(fix && text.slice(0, fix.start) + fix.text + text.slice(fix.end), fixed);
  assert.doesNotMatch(formatMessage(found.template, found.args), /(?<!\{)\{\d\}|undefined/);
}
