import { KNOWN_FAILURES } from './knownFailures';
import { RESULTS_VARIABLE } from './results';

/** Nobody waits long for what cannot be, in milliseconds. */
const LIMIT_OF_KNOWN = 3000;

const rows = new Map(KNOWN_FAILURES.flatMap((row) => row.titles.map((title) => [title, row])));

/** Mocha's root hooks, of which there are none elsewhere than on Windows. */
export const mochaHooks =
  process.platform === 'win32'
    ? {
        beforeEach(this: Mocha.Context): void {
          const { currentTest } = this;
          const row = currentTest && rows.get(currentTest.fullTitle());
          if (currentTest === undefined || row === undefined) return;
          const isWine = process.env[RESULTS_VARIABLE] !== undefined;
          if (isWine ? row.isUnsteady : row.system === 'Windows') this.skip();
          if (!isWine) return;
          currentTest.retries(0);
          currentTest.timeout(LIMIT_OF_KNOWN);
          // Nor does the test itself wait for longer.
          currentTest.timeout = ((ms?: number) =>
            ms === undefined ? LIMIT_OF_KNOWN : currentTest) as Mocha.Test['timeout'];
        },
      }
    : {};
