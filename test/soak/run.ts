/**
 * `npm run soak -- [--minutes 10] [--vscode newest]`: everything at once in the extension host of a real VS Code, for ten
 * minutes. Memory, descriptors and timers must come back to where they were, and every capture that is left must hold
 * exactly what the peers sent. Only loopback is used.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../support/exit-on-signals';
import { bundleHostTests } from '../support/host-bundle';
import { runInHost } from '../support/host-run';
import { explainMissingTool, findTool } from '../support/tools';
import { parseVsCodeName, PROJECT_ROOT } from '../support/vscode-install';
import { SOAK_VARIABLE, type SoakSettings } from './settings';

const SECOND = 1000;
/** Starting, finishing and verifying. */
const MARGIN = 6 * 60 * SECOND;

/** Few captures are kept, so that making room never rests. */
const RETENTION = { 'sockscope.capture.retainedCaptures': 20, 'sockscope.capture.retainedSize': 0.25 };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      vscode: { type: 'string', default: 'newest' },
    },
  });
  const settings: SoakSettings = { minutes: Number(values.minutes) };
  if (!(settings.minutes > 0)) throw new Error(`--minutes must be a number above 0; it is "${values.minutes}".`);
  const version = parseVsCodeName(values.vscode);
  if (version === undefined) throw new Error(`--vscode must be floor or newest; it is "${values.vscode}".`);
  const chromium = findTool('chromium');
  if (chromium === undefined) throw new Error(explainMissingTool('chromium'));
  const here = (name: string): string => join(PROJECT_ROOT, 'test', 'soak', name);
  const failures = await runInHost({
    version,
    bundle: await bundleHostTests([here('soak.test.ts')], [here('peers.ts'), here('verify.ts')]),
    chromium,
    grep: undefined,
    testTimeout: settings.minutes * 60 * SECOND + MARGIN,
    runTimeout: settings.minutes * 60 * SECOND + MARGIN,
    env: { [SOAK_VARIABLE]: JSON.stringify(settings) },
    machineSettings: RETENTION,
  });
  return failures > 0 ? 1 : 0;
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main().then((exitCode) => {
  process.exitCode = exitCode;
});
