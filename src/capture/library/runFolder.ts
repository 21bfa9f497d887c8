import fs from 'node:fs';
import { basename, join } from 'node:path';
import { ifMissing } from '../../engine/files/ifMissing';
import { isAsideName, putPrivateFile } from '../../engine/files/replaceFile';
import { parseTestRun, type TestRun } from '../testRun';
import { PIN_FOLDER } from './pins';

/** Below the folder of captures: a folder for each test run. */
export const RUNS_FOLDER = 'runs';
/** What a run's folder says of it. */
const RUN_FILE = 'run.json';

function runFolder(captures: string, { id }: TestRun): string {
  return join(captures, RUNS_FOLDER, id);
}

/** Makes a run's folder, if there is none yet. This waits for the system, as the creation of a capture does. */
export function makeRunFolder(captures: string, run: TestRun): string {
  const folder = runFolder(captures, run);
  const isNew = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  if (isNew) fs.writeFileSync(join(folder, RUN_FILE), describeRun(run), { mode: 0o600 });
  return folder;
}

/** Says in the run's folder how it ended. Returns false when there is none, since nothing was recorded. */
export async function writeOutcome(captures: string, run: TestRun): Promise<boolean> {
  const file = join(runFolder(captures, run), RUN_FILE);
  return await putPrivateFile(file, describeRun(run)).then(() => true, ifMissing(false));
}

/** Removes the folder of a run, if no capture is left in it, nor anything that somebody else put there. */
export async function removeRunFolder(captures: string, run: TestRun): Promise<void> {
  const folder = runFolder(captures, run);
  // Missing where another process was faster.
  const names = await fs.promises.readdir(folder).catch(ifMissing([]));
  if (names.some((name) => name !== RUN_FILE && name !== PIN_FOLDER && !isAsideName(name))) return;
  await fs.promises.rm(folder, { recursive: true, force: true });
}

/** A folder that does not say what it is has its name and time at least. */
export async function readRun(folder: string): Promise<TestRun> {
  const id = basename(folder);
  const text = await fs.promises.readFile(join(folder, RUN_FILE), 'utf8').catch(() => '');
  return parseTestRun(id, text) ?? { id, label: id, startedAt: (await fs.promises.stat(folder)).mtimeMs };
}

function describeRun({ label, startedAt, outcome }: TestRun): string {
  return `${JSON.stringify({ label, startedAt, outcome })}\n`;
}
