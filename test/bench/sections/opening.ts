import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { OpeningReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { runToEnd } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { receive } from '../harness/stream-receivers';
import { formatBytes, formatMilliseconds, formatNumber, GIB, KIB, MIB } from '../harness/units';

const LARGE_BYTES = GIB;
const SMALL_BYTES = 64 * MIB;
const WRITE_BYTES = 64 * KIB;
const MAX_FIRST_ROWS = 300;
const MAX_SLOWNESS = 2;

interface OpeningRun {
  /** Milliseconds. */
  readonly whole: number;
  /** Milliseconds; of Sockscope only. */
  readonly firstRows?: number;
}

/** Opening captures that were recorded before. Their bytes are in the system's cache, for everybody. */
export const opening: Section = {
  name: 'opening',
  tools: ['gcc', 'tshark'],
  diskBytes: 1.2 * (LARGE_BYTES + SMALL_BYTES),
  async measure(bench: Bench): Promise<Row[]> {
    const large = bench.scaled(LARGE_BYTES, WRITE_BYTES);
    const small = bench.scaled(SMALL_BYTES, WRITE_BYTES);
    return [
      ...(await withCapture(bench, large, (path) => compareWithCat(bench, path, large))),
      ...(await withCapture(bench, small, (path) => compareWithTshark(bench, path, small))),
    ];
  },
};

/** Records a flood of `bytes`, and calls `work` with its file. */
function withCapture(bench: Bench, bytes: number, work: (path: string) => Promise<Row[]>): Promise<Row[]> {
  return bench.inFolder(async (folder) => {
    const load = { writes: bytes / WRITE_BYTES, bytesPerWrite: WRITE_BYTES, noDelay: false };
    await receive(bench, 'Sockscope', load, folder);
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.pcapng'));
    if (name === undefined) throw new Error('No capture was recorded.');
    const path = join(folder, name);
    console.log(`  a capture of ${formatBytes((await stat(path)).size)}`);
    return work(path);
  });
}

async function compareWithCat(bench: Bench, path: string, bytes: number): Promise<Row[]> {
  const name = '`cat FILE > /dev/null`';
  const cat = (): Promise<OpeningRun> => timed('sh', ['-c', 'exec cat "$1" > /dev/null', 'sh', path]);
  await cat();
  const { whole, firstRows, other } = await compare(bench, path, bytes, { name, measure: cat });
  return [
    {
      work: `opening a capture of ${formatBytes(bytes)}: first rows`,
      against: '',
      ratio: '',
      sockscope: formatMilliseconds(firstRows),
      other: '',
      target: `at most ${formatMilliseconds(MAX_FIRST_ROWS)}`,
      isReached: firstRows <= MAX_FIRST_ROWS,
    },
    {
      work: `opening a capture of ${formatBytes(bytes)}: whole index`,
      against: name,
      ratio: `${formatNumber(whole / other)} × the time`,
      sockscope: formatMilliseconds(whole),
      other: formatMilliseconds(other),
      target: `at most ${MAX_SLOWNESS} ×`,
      isReached: whole <= MAX_SLOWNESS * other,
    },
  ];
}

async function compareWithTshark(bench: Bench, path: string, bytes: number): Promise<Row[]> {
  const name = '`tshark -r FILE -q -z conv,tcp`';
  const tshark = (): Promise<OpeningRun> => timed(bench.tool('tshark'), ['-r', path, '-q', '-z', 'conv,tcp']);
  const { whole, other } = await compare(bench, path, bytes, { name, measure: tshark });
  return [
    {
      work: `opening a capture of ${formatBytes(bytes)}: whole index`,
      against: name,
      ratio: `${formatNumber(other / whole)} × as fast`,
      sockscope: formatMilliseconds(whole),
      other: formatMilliseconds(other),
      target: '',
      isReached: true,
    },
  ];
}

async function compare(
  bench: Bench,
  path: string,
  bytes: number,
  peer: { name: string; measure: () => Promise<OpeningRun> },
): Promise<{ whole: number; firstRows: number; other: number }> {
  const contenders = [{ name: 'Sockscope', measure: () => open(bench, path, bytes) }, peer];
  const [ours, others] = await measureInRounds(bench.runs, contenders, ({ whole, firstRows }) =>
    firstRows === undefined
      ? formatMilliseconds(whole)
      : `${formatMilliseconds(whole)}, first rows after ${formatMilliseconds(firstRows)}`,
  );
  return {
    whole: median(ours!.map((run) => run.whole)),
    firstRows: median(ours!.map((run) => run.firstRows ?? NaN)),
    other: median(others!.map((run) => run.whole)),
  };
}

/** In a process of its own, which has started already, as the extension host has. */
async function open(bench: Bench, path: string, expected: number): Promise<OpeningRun> {
  const contender = bench.contender('open-capture', path);
  try {
    const { wholeIndex, firstRows, bytes } = await contender.receive<OpeningReport>();
    if (bytes !== expected) throw new Error(`The index has ${bytes} of ${expected} bytes.`);
    return { whole: wholeIndex, firstRows };
  } finally {
    await contender.end();
  }
}

async function timed(command: string, args: readonly string[]): Promise<OpeningRun> {
  const start = performance.now();
  await runToEnd(command, args);
  return { whole: performance.now() - start };
}
