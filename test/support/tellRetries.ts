import Mocha from 'mocha';

/**
 * A plugin of mocha's that says why a test is tried again: one that passes at the second try is not steady.
 *
 * On a machine of continuous integration, tests in a real VS Code, or of a page in a browser, are tried twice, since a
 * neighbour’s work can delay what either does by seconds. At a desk they are not: there an unsteady test is seen at once.
 */
export function mochaGlobalSetup(this: Mocha.Runner): void {
  this.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test: Mocha.Test, error: Error) => {
    Mocha.reporters.Base.consoleLog('*** TRIED AGAIN: %s\n%s', test.fullTitle(), error.stack ?? error.message);
  });
}
