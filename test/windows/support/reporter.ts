import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import { RESULTS_VARIABLE, type ResultLine } from './results';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** A reporter of mocha's that writes a line of JSON for each test, at once: a process that dies has told what it had done. */
function reportResults(runner: Mocha.Runner): void {
  const file = process.env[RESULTS_VARIABLE];
  if (file === undefined) throw new Error(`${RESULTS_VARIABLE} is not set.`);
  const write = (line: ResultLine): void => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  runner.on(EVENT_TEST_PASS, (test) => {
    write({ type: 'test', title: test.fullTitle(), state: 'passed' });
  });
  runner.on(EVENT_TEST_FAIL, (test, error: Error) => {
    write({ type: 'test', title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message });
  });
  runner.on(EVENT_TEST_PENDING, (test) => {
    write({ type: 'test', title: test.fullTitle(), state: 'skipped' });
  });
  runner.on(EVENT_RUN_END, () => {
    write({ type: 'end' });
  });
}

// Mocha takes a reporter from a module as CommonJS has them, and calls it with `new`.
module.exports = reportResults;
