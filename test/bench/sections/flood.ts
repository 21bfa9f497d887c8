import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { streamContender, type StreamReceiverName, type StreamRun } from '../harness/stream-receivers';
import { formatBytes, formatMilliseconds, formatNumber, formatRate, GIB, KIB } from '../harness/units';

const FLOOD_BYTES = GIB;
const WRITE_BYTES = 64 * KIB;
const MAX_LOOP_DELAY = 15;

const CONTENDERS: readonly StreamReceiverName[] = [
  'Sockscope',
  '`ncat -l > file`',
  '`socat -u TCP-LISTEN OPEN`',
  'bare Node sink',
];

/** How many times as fast as Sockscope has to be, by the place in {@link CONTENDERS}. */
const TARGETS = [1, 2, 2, 0.5] as const;

/** One connection that sends as fast as it can, recorded and indexed. */
export const flood: Section = {
  name: 'flood',
  tools: ['gcc', 'ncat', 'socat'],
  diskBytes: 1.2 * FLOOD_BYTES,
  async measure(bench: Bench): Promise<Row[]> {
    const bytes = bench.scaled(FLOOD_BYTES, WRITE_BYTES);
    const load = { writes: bytes / WRITE_BYTES, bytesPerWrite: WRITE_BYTES, noDelay: false };
    const runs = await measureInRounds(
      bench.runs,
      CONTENDERS.map((name) => streamContender(bench, name, load)),
      ({ nanoseconds, report }) =>
        report === undefined
          ? formatRate(nanoseconds, bytes)
          : `${formatRate(nanoseconds, bytes)}; event loop delay ${formatMilliseconds(report.loopDelay)}`,
    );
    const times = runs.map((results) => median(results.map(({ nanoseconds }) => nanoseconds)));
    const [ours] = times;
    const speed = CONTENDERS.map((name, place): Row => {
      const ratio = times[place]! / ours!;
      const target = TARGETS[place]!;
      return {
        work: `${formatBytes(bytes)} received over loopback, recorded and indexed`,
        against: name,
        ratio: `${formatNumber(ratio)} × as fast`,
        sockscope: formatRate(ours!, bytes),
        other: formatRate(times[place]!, bytes),
        target: `${formatNumber(target)} ×`,
        isReached: ratio >= target,
      };
    });
    return [...speed.slice(1), delayRow(runs[0]!, runs[CONTENDERS.indexOf('bare Node sink')]!)];
  },
};

function delayRow(ours: readonly StreamRun[], sink: readonly StreamRun[]): Row {
  const [delay, sinkDelay] = [ours, sink].map((runs) => median(runs.map(({ report }) => report?.loopDelay ?? NaN)));
  return {
    work: 'event loop delay during that flood, 99th percentile',
    against: 'bare Node sink',
    ratio: `${formatNumber(delay! / sinkDelay!)} × the delay`,
    sockscope: formatMilliseconds(delay!),
    other: formatMilliseconds(sinkDelay!),
    target: `at most ${formatMilliseconds(MAX_LOOP_DELAY)}`,
    isReached: delay! <= MAX_LOOP_DELAY,
  };
}
