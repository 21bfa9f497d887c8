import Mocha from 'mocha';

const { EVENT_HOOK_BEGIN, EVENT_TEST_RETRY } = Mocha.Runner.constants;

/**
 * A plugin of mocha's that says why a test is tried again: one that passes at the second try is not steady. Where tests
 * are tried twice, so is what prepares them: mocha's `retries` does not cover hooks, and a `before` that fails takes all
 * the tests of its `describe` along.
 *
 * On a machine of continuous integration, tests in a real VS Code, or of a page in a browser, are tried twice, since a
 * neighbour’s work can delay what either does by seconds. At a desk they are not: there an unsteady test is seen at once.
 */
export function mochaGlobalSetup(this: Mocha.Runner): void {
  this.on(EVENT_TEST_RETRY, tell);
  if (this.suite.retries() > 0) this.on(EVENT_HOOK_BEGIN, tryTwice);
}

function tryTwice(hook: Mocha.Hook): void {
  if (!hook.title.startsWith('"before ')) return;
  const run = Mocha.Hook.prototype.run.bind(hook);
  hook.run = (done) => {
    run((error?: Error) => {
      // What skips its tests ends with an error too.
      if (error === undefined || hook.pending) {
        done(error);
        return;
      }
      tell(hook, error);
      Object.assign(hook, { timedOut: false, state: undefined });
      run(done);
    });
  };
}

function tell(what: Mocha.Runnable, error: Error): void {
  Mocha.reporters.Base.consoleLog('*** TRIED AGAIN: %s\n%s', what.fullTitle(), error.stack ?? error.message);
}
