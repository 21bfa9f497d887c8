/**
 * Runs a wire file that sends requests to an echo server and expects their replies, one after the other.
 *
 * Arguments: the server's port; how many requests.
 */
import { performance } from 'node:perf_hooks';
import { NO_RECORDING } from '../../../src/cli/commands/noRecording';
import { Engine } from '../../../src/engine/engine';
import { checkScript } from '../../../src/wire/check/checker';
import { runSection } from '../../../src/wire/run/runner';
import type { DurationReport } from './reports';
import { tell } from './serve';

async function request(port: number, count: number): Promise<DurationReport> {
  const steps = Array.from(
    { length: count },
    (_, index) => `c > "request ${index}\\r\\n"\nc < "request ${index}\\r\\n"\n`,
  );
  const { script, sections } = checkScript(`c = dial tcp://127.0.0.1:${port}\n${steps.join('')}`);
  const begun = performance.now();
  const { outcome } = await runSection(script, sections[0]!.section, {
    engine: new Engine({ record: () => NO_RECORDING }),
    readFile: () => Promise.reject(new Error('This script reads no file.')),
  });
  if (outcome !== 'passed') throw new Error('The script did not pass.');
  return { milliseconds: performance.now() - begun };
}

void request(Number(process.argv[2]), Number(process.argv[3])).then(tell);
