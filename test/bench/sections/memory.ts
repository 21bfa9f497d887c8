import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { streamContender, type StreamRun } from '../harness/stream-receivers';
import { formatBytes, formatNumber, GIB, KIB, MIB } from '../harness/units';

const SHORT_BYTES = GIB;
const LONG_BYTES = 4 * GIB;
const WRITE_BYTES = 64 * KIB;
const MAX_GROWTH = 64 * MIB;
const MAX_DIFFERENCE = 0.1;

/** How much memory a flood takes: it must not depend on how long the flood is. */
export const memory: Section = {
  name: 'memory',
  tools: ['gcc'],
  diskBytes: 1.2 * LONG_BYTES,
  async measure(bench: Bench): Promise<Row[]> {
    const sizes = [SHORT_BYTES, LONG_BYTES].map((size) => bench.scaled(size, WRITE_BYTES));
    const contenders = sizes.map((bytes) => {
      const load = { writes: bytes / WRITE_BYTES, bytesPerWrite: WRITE_BYTES, noDelay: false };
      return { ...streamContender(bench, 'Sockscope', load), name: formatBytes(bytes) };
    });
    const runs = await measureInRounds(bench.runs, contenders, (run) => formatBytes(growthOf(run)));
    const [short, long] = runs.map((results) => median(results.map(growthOf)));
    const ratio = long! / short!;
    const [shortName, longName] = sizes.map(formatBytes);
    return [
      {
        work: `growth of resident memory while ${longName} are recorded`,
        against: `while ${shortName} are recorded`,
        ratio: `${formatNumber(ratio)} × the growth`,
        sockscope: formatBytes(long!),
        other: formatBytes(short!),
        target: `at most ${formatBytes(MAX_GROWTH)}, and within ${MAX_DIFFERENCE * 100} %`,
        isReached: Math.max(short!, long!) <= MAX_GROWTH && Math.abs(ratio - 1) <= MAX_DIFFERENCE,
      },
    ];
  },
};

function growthOf({ report }: StreamRun): number {
  return report?.memoryGrowth ?? NaN;
}
