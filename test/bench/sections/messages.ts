import type { Bench, Section } from '../harness/bench';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { streamContender, type StreamReceiverName } from '../harness/stream-receivers';
import { formatNumber, formatSeconds, MIB } from '../harness/units';

const MESSAGES = 1_000_000;
const MESSAGE_BYTES = 64;
/** How many times as fast as {@link NCAT}. */
const TARGET = 1.3;
const NCAT = '`ncat -l > file`' satisfies StreamReceiverName;

/** Many small segments over one connection. */
export const messages: Section = {
  name: 'messages',
  tools: ['gcc', 'ncat'],
  diskBytes: 256 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const count = bench.scaled(MESSAGES);
    const load = { writes: count, bytesPerWrite: MESSAGE_BYTES, noDelay: true };
    const names: readonly StreamReceiverName[] = ['Sockscope', NCAT];
    const runs = await measureInRounds(
      bench.runs,
      names.map((name) => streamContender(bench, name, load)),
      ({ nanoseconds }) => formatSeconds(nanoseconds),
    );
    const [ours, ncat] = runs.map((results) => median(results.map(({ nanoseconds }) => nanoseconds)));
    const ratio = ncat! / ours!;
    return [
      {
        work: `${formatNumber(count)} messages of ${MESSAGE_BYTES} bytes over TCP, sent with \`TCP_NODELAY\``,
        against: NCAT,
        ratio: `${formatNumber(ratio)} × as fast`,
        sockscope: formatSeconds(ours!),
        other: formatSeconds(ncat!),
        target: `${TARGET} ×`,
        isReached: ratio >= TARGET,
      },
    ];
  },
};
