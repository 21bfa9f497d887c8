import { KNOWN_FAILURES } from './knownFailures';
import { RESULTS_VARIABLE } from './results';

/** Nobody waits long for what cannot be, in milliseconds. */
const LIMIT_OF_KNOWN = 3000;

const known = new Map(KNOWN_FAILURES.flatMap(({ system, titles }) => titles.map((title) => [title, system])));

/** Mocha's root hooks, of which there are none elsewhere than on Windows. */
export const mochaHooks =
  process.platform === 'win32'
    ? {
        beforeEach(this: Mocha.Context): void {
          const { currentTest } = this;
          const system = currentTest && known.get(currentTest.fullTitle());
          if (currentTest === undefined || system === undefined) return;
          if (process.env[RESULTS_VARIABLE] !== undefined) {
            // Under Wine it is told that they do not pass.
            currentTest.timeout(LIMIT_OF_KNOWN);
            currentTest.retries(0);
          } else if (system === 'Windows') this.skip();
        },
      }
    : {};
