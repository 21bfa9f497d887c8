import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/error';
import { NO_RECORDING } from '../../../src/cli/commands/noRecording';
import { Engine } from '../../../src/engine/engine';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import type { StepFailure } from '../../../src/wire/run/failure';
import { runSection } from '../../../src/wire/run/runner';
import type { RunEvent, RunOptions, RunResult } from '../../../src/wire/run/runOptions';

export const makeEngine = (): Engine => new Engine({ record: () => NO_RECORDING });

export interface Run extends RunResult {
  readonly events: readonly RunEvent[];
  readonly engine: Engine;
}

/** Runs the only section of a script that has no problems, and holds that nothing it opened is open then. */
export async function runScript(text: string, options: Partial<RunOptions> = {}): Promise<Run> {
  const checked = checkScript(text);
  assert.deepEqual(allProblems(checked).map(describeProblem), []);
  const [only] = checked.sections;
  assert.ok(only && checked.sections.length === 1, 'the script has one section');
  const engine = options.engine ?? makeEngine();
  const openBefore = engine.openCount;
  const events: RunEvent[] = [];
  const result = await runSection(checked.script, only.section, {
    readFile: () => Promise.reject(new Error('This script reads no file.')),
    onEvent: (event) => events.push(event),
    ...options,
    engine,
  });
  if (result.close === undefined) assert.equal(engine.openCount, openBefore, 'all sockets are closed');
  assert.equal(engine.listenerCount('socket'), result.close === undefined ? 0 : 1);
  return { ...result, events, engine };
}

/** Runs a script that passes. */
export async function pass(text: string, options: Partial<RunOptions> = {}): Promise<Run> {
  const run = await runScript(text, options);
  assert.equal(run.outcome, 'passed', run.failure === undefined ? JSON.stringify(run.error) : sentence(run.failure));
  return run;
}

/** Runs a script that fails at a step, and gives the failure. */
export async function fail(text: string, options: Partial<RunOptions> = {}): Promise<StepFailure> {
  const run = await runScript(text, options);
  assert.equal(run.outcome, 'failed');
  assert.ok(run.failure);
  return run.failure;
}

export const sentence = ({ template, args }: StepFailure): string => formatMessage(template, args);

function describeProblem({ severity, template, args, start }: ReturnType<typeof allProblems>[number]): string {
  return `${severity} at ${start}: ${formatMessage(template, args)}`;
}
