import { once } from 'node:events';
import { connect } from 'node:net';
import { format } from 'node:util';

import Mocha from 'mocha';

import { mochaHooks } from '../support/failOnWarnings';
import { HOST_RUN_VARIABLE, type HostMessage, type HostRun } from '../support/host-link';
import { mapStack } from '../support/source-positions';
import { mochaGlobalSetup as followRetries } from '../support/retries';

/** Called by VS Code inside the extension host (`extensionTestsPath`): runs the tests and reports to the runner. */
export async function run(): Promise<void> {
  const hostRun = JSON.parse(process.env[HOST_RUN_VARIABLE] ?? 'null') as HostRun | null;
  if (hostRun === null) {
    throw new Error(`Start the host tests with "npm run test:host"; ${HOST_RUN_VARIABLE} is not set.`);
  }
  process.setSourceMapsEnabled(true);
  const runner = connect(hostRun.port, '127.0.0.1');
  await once(runner, 'connect');
  const send = (message: HostMessage): void => {
    runner.write(`${JSON.stringify(message)}\n`);
  };
  const print = (...parts: unknown[]): void => {
    send({ type: 'print', text: format(...parts) });
  };
  // The reporter's lines and whatever tests print go to the runner's terminal.
  Mocha.reporters.Base.consoleLog = print;
  Mocha.reporters.Base.useColors = hostRun.colours;
  // VS Code guards `console` against assignment.
  Object.defineProperties(console, { log: { value: print }, warn: { value: print } });

  try {
    send({ type: 'end', ...(await runMocha(hostRun, send)) });
  } catch (error) {
    print(error);
    throw error;
  } finally {
    runner.end();
    await once(runner, 'close');
  }
}

/** Runs all test files; resolves with the counts, also when tests failed. */
function runMocha(
  hostRun: HostRun,
  send: (message: HostMessage) => void,
): Promise<{ passes: number; failures: number; pending: number }> {
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    retries: hostRun.retries,
    timeout: hostRun.timeout,
    forbidOnly: true,
    rootHooks: mochaHooks,
    ...(hostRun.grep === undefined ? {} : { grep: hostRun.grep }),
  });
  for (const file of hostRun.testFiles) {
    mocha.addFile(file);
  }
  return new Promise((resolve, reject) => {
    try {
      const mochaRunner = mocha.run((failures) => {
        const { passes = 0, pending = 0 } = mochaRunner.stats ?? {};
        resolve({ passes, failures, pending });
      });
      followRetries.call(mochaRunner);
      mochaRunner.on('fail', (_test, error: unknown) => {
        if (error instanceof Error && error.stack !== undefined) {
          error.stack = mapStack(error.stack);
        }
      });
      mochaRunner.on('pass', (test) => {
        send({ type: 'test', title: test.fullTitle(), state: 'passed' });
      });
      mochaRunner.on('fail', (test, error: Error) => {
        send({ type: 'test', title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message });
      });
      mochaRunner.on('pending', (test) => {
        send({ type: 'test', title: test.fullTitle(), state: 'skipped' });
      });
    } catch (error) {
      // A test file that throws while it is loaded.
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
