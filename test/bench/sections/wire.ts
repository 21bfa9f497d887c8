import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { PROJECT_ROOT } from '../../support/vscode-install';
import type { CheckingReport, DurationReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatMilliseconds, formatNumber } from '../harness/units';

const REQUESTS = 10_000;
const MAX_TIMES = 2;
const LINES = 10_000;
const MAX_CHECKING = 200;
const MAX_START_TO_EXIT = 150;

/** Wire files: how fast they run, are checked, and are over in a terminal. */
export const wire: Section = {
  name: 'wire',
  tools: [],
  diskBytes: 0,
  measure: async (bench: Bench): Promise<Row[]> => [
    await requests(bench),
    ...(await checking(bench)),
    await startToExit(bench),
  ],
};

const alone = { against: '', ratio: '', other: '' };
const describe = ({ milliseconds }: DurationReport): string => formatMilliseconds(milliseconds);
const medianOf = (reports: readonly DurationReport[]): number => median(reports.map((report) => report.milliseconds));

async function requests(bench: Bench): Promise<Row> {
  const count = bench.scaled(REQUESTS);
  const server = bench.contender('node-server', 'echo');
  try {
    const { port } = await server.receive<{ readonly port: number }>();
    const names = ['wire-requests', 'node-requests'];
    const contenders = names.map((name) => ({
      name,
      measure: () => reportOf<DurationReport>(bench, name, port, count),
    }));
    const [ours, node] = (await measureInRounds(bench.runs, contenders, describe)).map(medianOf);
    return {
      work: `${formatNumber(count)} requests and replies of a wire file on one connection`,
      against: 'a client for Node, written by hand',
      ratio: `${formatNumber(ours! / node!)} × its time`,
      sockscope: formatMilliseconds(ours!),
      other: formatMilliseconds(node!),
      target: `at most ${MAX_TIMES} ×`,
      isReached: ours! <= MAX_TIMES * node!,
    };
  } finally {
    await server.end();
  }
}

async function checking(bench: Bench): Promise<Row[]> {
  const lines = bench.scaled(LINES, 10);
  const contender = { name: 'check', measure: () => reportOf<CheckingReport>(bench, 'check-wire', lines) };
  const [reports] = await measureInRounds(
    bench.runs,
    [contender],
    ({ milliseconds, again }) => `${formatMilliseconds(milliseconds)}, then ${formatMilliseconds(again)}`,
  );
  const row = (work: string, milliseconds: number): Row => ({
    ...alone,
    work: `parsing and checking a wire file of ${formatNumber(lines)} lines${work}`,
    sockscope: formatMilliseconds(milliseconds),
    target: `under ${formatMilliseconds(MAX_CHECKING)}`,
    isReached: milliseconds < MAX_CHECKING,
  });
  return [
    row(', the first in its process', medianOf(reports!)),
    row(', after a change', median(reports!.map(({ again }) => again))),
  ];
}

function startToExit(bench: Bench): Promise<Row> {
  return bench.inFolder(async (folder) => {
    const path = join(folder, 'a.wire');
    await writeFile(path, 's = listen tcp://127.0.0.1:0 echo\nc = dial {{s}}\nc > "hello"\nc < "hello"\n');
    const program = { name: '`sockscope run`', measure: () => Promise.resolve(timeProgram(path)) };
    const [reports] = await measureInRounds(bench.runs, [program], describe);
    const milliseconds = medianOf(reports!);
    return {
      ...alone,
      work: '`sockscope run` of one small section, from start to exit',
      sockscope: formatMilliseconds(milliseconds),
      target: `under ${formatMilliseconds(MAX_START_TO_EXIT)}`,
      isReached: milliseconds < MAX_START_TO_EXIT,
    };
  });
}

function timeProgram(path: string): DurationReport {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'dist', 'cli.js'), 'run', path]);
  const milliseconds = performance.now() - begun;
  if (status !== 0) throw new Error(stderr.toString());
  return { milliseconds };
}

async function reportOf<Report>(bench: Bench, name: string, ...args: readonly number[]): Promise<Report> {
  const contender = bench.contender(name, ...args.map(String));
  try {
    return await contender.receive<Report>();
  } finally {
    await contender.end();
  }
}
