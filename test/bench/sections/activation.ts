import { join } from 'node:path';
import { bundleHostTests } from '../../support/host-bundle';
import { runInHost } from '../../support/host-run';
import { PROJECT_ROOT } from '../../support/vscode-install';
import type { Bench, Section } from '../harness/bench';
import type { Row } from '../harness/row';
import { MIB } from '../harness/units';

/** Measured inside the extension host of the newest VS Code, by a mocha file that prints what it measured. */
const BENCH_FILE = join(PROJECT_ROOT, 'test', 'bench', 'activation.bench.ts');
const TEST_TIMEOUT = 300_000;
const RUN_TIMEOUT = 900_000;

/** How long the extension takes to activate. */
export const activation: Section = {
  name: 'activation',
  tools: ['chromium'],
  diskBytes: 512 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const failures = await runInHost({
      version: 'newest',
      bundle: await bundleHostTests([BENCH_FILE]),
      chromium: bench.tool('chromium'),
      grep: undefined,
      testTimeout: TEST_TIMEOUT,
      runTimeout: RUN_TIMEOUT,
    });
    if (failures > 0) throw new Error('Activation could not be measured: see above.');
    return [];
  },
};
