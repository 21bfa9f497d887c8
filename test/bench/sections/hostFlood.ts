import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleHostTests } from '../../support/host-bundle';
import { runInHost } from '../../support/host-run';
import { PROJECT_ROOT, VSCODE_NAMES, type VsCodeName } from '../../support/vscode-install';
import type { Bench, Section } from '../harness/bench';
import { median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatBytes, formatMilliseconds, formatNumber, formatRate, GIB, MIB } from '../harness/units';
import {
  HOST_CONTENDERS,
  HOST_FLOOD_VARIABLE,
  HOST_WRITE_BYTES,
  type HostFloodResults,
  type HostFloodRun,
  type HostFloodSettings,
} from '../hostFlood';

const BENCH_FILE = join(PROJECT_ROOT, 'test', 'bench', 'hostFlood.bench.ts');
const TIMEOUT = 900_000;
/** How many times as fast as each contender Sockscope has to be, by the place in {@link HOST_CONTENDERS}. */
const TARGETS = [1, 2 / 3, 2, 2] as const;
const MAX_GROWTH = 64 * MIB;

/** The flood, where users have it: in the extension hosts of the oldest and the newest VS Code. */
export const hostFlood: Section = {
  name: 'hostFlood',
  tools: ['chromium', 'gcc', 'ncat', 'socat'],
  // The captures stay until the host has ended.
  diskBytes: 8 * GIB,
  async measure(bench: Bench): Promise<Row[]> {
    const rows: Row[] = [];
    for (const name of VSCODE_NAMES) rows.push(...(await bench.inFolder((folder) => measureIn(bench, name, folder))));
    return rows;
  },
};

async function measureIn(bench: Bench, version: VsCodeName, folder: string): Promise<Row[]> {
  console.log(`  ${version}`);
  const bytes = bench.scaled(GIB, HOST_WRITE_BYTES);
  const results = join(folder, 'results.json');
  const settings: HostFloodSettings = { ...bench.settings, folder, bytes, results };
  const failures = await runInHost({
    version,
    bundle: await bundleHostTests([BENCH_FILE]),
    chromium: bench.tool('chromium'),
    grep: undefined,
    testTimeout: TIMEOUT,
    runTimeout: TIMEOUT,
    env: { [HOST_FLOOD_VARIABLE]: JSON.stringify(settings) },
  });
  if (failures > 0) throw new Error('The flood could not be measured in the host: see above.');
  return rowsOf(version, bytes, JSON.parse(await readFile(results, 'utf8')) as HostFloodResults);
}

function rowsOf(version: VsCodeName, bytes: number, results: HostFloodResults): Row[] {
  const middle = (figure: (run: HostFloodRun) => number): number[] => results.map((runs) => median(runs.map(figure)));
  const times = middle(({ nanoseconds }) => nanoseconds);
  const [cpu, sinkCpu] = middle(({ userCpu }) => userCpu);
  const [collecting, sinkCollecting] = middle(({ collecting }) => collecting);
  const [growth, sinkGrowth] = middle(({ memoryGrowth }) => memoryGrowth);
  const where = `in the extension host of the ${version} VS Code`;
  const sink = HOST_CONTENDERS[1];
  const speed = HOST_CONTENDERS.map((against, place): Row => {
    const ratio = times[place]! / times[0]!;
    return {
      work: `${formatBytes(bytes)} received, recorded and indexed ${where}`,
      against,
      ratio: `${formatNumber(ratio)} × as fast`,
      sockscope: formatRate(times[0]!, bytes),
      other: formatRate(times[place]!, bytes),
      target: `${formatNumber(TARGETS[place]!)} ×`,
      isReached: ratio >= TARGETS[place]!,
    };
  });
  return [
    ...speed.slice(1),
    {
      work: `user CPU, collections and growth of memory meanwhile`,
      against: sink,
      ratio: `${formatNumber(cpu! / sinkCpu!)} × the CPU`,
      sockscope: `${formatMilliseconds(cpu!)}, ${formatMilliseconds(collecting!)}, ${formatBytes(growth!)}`,
      other: `${formatMilliseconds(sinkCpu!)}, ${formatMilliseconds(sinkCollecting!)}, ${formatBytes(sinkGrowth!)}`,
      target: `at most ${formatBytes(MAX_GROWTH)}`,
      isReached: growth! <= MAX_GROWTH,
    },
  ];
}
