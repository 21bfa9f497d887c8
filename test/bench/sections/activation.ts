import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleHostTests } from '../../support/host-bundle';
import { runInHost } from '../../support/host-run';
import { PROJECT_ROOT, VSCODE_NAMES, type VsCodeName } from '../../support/vscode-install';
import { ACTIVATION_VARIABLE, BARE_COMMANDS, type ActivationRun } from '../activation';
import type { Bench, Section } from '../harness/bench';
import { median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatMilliseconds, formatNumber, MIB } from '../harness/units';

/** Measured inside an extension host, by a mocha file. */
const BENCH_FILE = join(PROJECT_ROOT, 'test', 'bench', 'activation.bench.ts');
const TEST_TIMEOUT = 300_000;
const RUN_TIMEOUT = 900_000;
/** Milliseconds from the call of `activate` to its return. */
const LIMIT = 15;

/** How long the extension takes to activate, in a new extension host each time. */
export const activation: Section = {
  name: 'activation',
  tools: ['chromium'],
  diskBytes: 512 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const bundle = await bundleHostTests([BENCH_FILE]);
    const rows: Row[] = [];
    for (const version of VSCODE_NAMES) {
      const runs: ActivationRun[] = [];
      while (runs.length < bench.runs) {
        const run = await bench.inFolder((folder) => measureOnce(bench, version, bundle, join(folder, 'run.json')));
        runs.push(run);
        console.log(`  ${runs.length}/${bench.runs}  ${version}: ${describeRun(run)}`);
      }
      rows.push(rowOf(version, runs));
    }
    return rows;
  },
};

async function measureOnce(
  bench: Bench,
  version: VsCodeName,
  bundle: Awaited<ReturnType<typeof bundleHostTests>>,
  results: string,
): Promise<ActivationRun> {
  const failures = await runInHost({
    version,
    bundle,
    chromium: bench.tool('chromium'),
    grep: undefined,
    testTimeout: TEST_TIMEOUT,
    runTimeout: RUN_TIMEOUT,
    env: { [ACTIVATION_VARIABLE]: results },
  });
  if (failures > 0) throw new Error('Activation could not be measured: see above.');
  return JSON.parse(await readFile(results, 'utf8')) as ActivationRun;
}

function describeRun({ activating, loading, firstCommand, bare }: ActivationRun): string {
  const [active, load, first, other] = [activating, loading, firstCommand, bare].map(formatMilliseconds);
  return `activate ${active}, loading before that ${load}, first command ${first}, bare commands ${other}`;
}

function rowOf(version: VsCodeName, runs: readonly ActivationRun[]): Row {
  const activating = median(runs.map((run) => run.activating));
  const loading = median(runs.map((run) => run.loading));
  const bare = median(runs.map((run) => run.bare));
  return {
    work: `activation in the extension host of the ${version} VS Code (and loading before it)`,
    against: `registering ${BARE_COMMANDS} commands that do nothing`,
    ratio: `${formatNumber(activating / bare)} × the time`,
    sockscope: `${formatMilliseconds(activating)} (${formatMilliseconds(loading)})`,
    other: formatMilliseconds(bare),
    target: `at most ${formatMilliseconds(LIMIT)}`,
    isReached: activating <= LIMIT,
  };
}
