import type { Ready, StreamReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import type { NodeContender } from '../harness/node-contender';
import { runToEnd } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatBytes, formatNumber, formatSeconds, KIB, MIB } from '../harness/units';

const CONNECTIONS = 10_000;
const ECHOED_BYTES = KIB;
/** File descriptors that a process needs besides those of its connections. */
const OTHER_FILES = 100;
const MAX_SLOWNESS = 1.5;
const MAX_EXTRA_MEMORY = 6 * KIB;

interface EchoRun {
  readonly nanoseconds: number;
  /** Bytes of resident memory for each connection. */
  readonly memory: number;
}

/** Very many connections at once. */
export const connections: Section = {
  name: 'connections',
  tools: ['gcc'],
  diskBytes: 128 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const count = await allowedConnections(bench.scaled(CONNECTIONS));
    const contenders = [
      { name: 'Sockscope', start: (folder: string) => bench.contender('sockscope-recorder', folder, 'echo') },
      { name: 'bare Node echo server', start: () => bench.contender('node-server', 'echo') },
    ];
    const runs = await measureInRounds(
      bench.runs,
      contenders.map(({ name, start }) => ({
        name,
        measure: () => bench.inFolder((folder) => echo(bench, start(folder), count)),
      })),
      ({ nanoseconds, memory }) => `${formatSeconds(nanoseconds)}, ${formatBytes(memory)} each`,
    );
    const [time, bareTime] = runs.map((results) => median(results.map(({ nanoseconds }) => nanoseconds)));
    const [memory, bareMemory] = runs.map((results) => median(results.map((run) => run.memory)));
    const work = `${formatNumber(count)} connections at once, each echoing ${formatBytes(ECHOED_BYTES)}`;
    const against = contenders[1]!.name;
    return [
      {
        work,
        against,
        ratio: `${formatNumber(time! / bareTime!)} × the time`,
        sockscope: formatSeconds(time!),
        other: formatSeconds(bareTime!),
        target: `at most ${MAX_SLOWNESS} ×`,
        isReached: time! <= MAX_SLOWNESS * bareTime!,
      },
      {
        work: `memory for each of them`,
        against,
        ratio: `${formatBytes(memory! - bareMemory!)} more`,
        sockscope: formatBytes(memory!),
        other: formatBytes(bareMemory!),
        target: `at most ${formatBytes(MAX_EXTRA_MEMORY)} more`,
        isReached: memory! - bareMemory! <= MAX_EXTRA_MEMORY,
      },
    ];
  },
};

/** As many of the wanted connections as one process may have files open; Node raises its own limit to the hard one. */
async function allowedConnections(wanted: number): Promise<number> {
  const hardLimit = (await runToEnd('sh', ['-c', 'ulimit -Hn'])).trim();
  const allowed = hardLimit === 'unlimited' ? Infinity : Number(hardLimit) - OTHER_FILES;
  if (wanted > allowed) {
    console.log(`  Only ${allowed} of ${wanted} connections: a process may open ${hardLimit} files here (ulimit -Hn).`);
  }
  return Math.min(wanted, allowed);
}

async function echo(bench: Bench, server: NodeContender, count: number): Promise<EchoRun> {
  try {
    const { port } = await server.receive<Ready>();
    const args = [port, count, ECHOED_BYTES].map(String);
    const nanoseconds = Number(await runToEnd(bench.sender('connections'), args));
    const { bytes, memoryGrowth } = await server.ask<StreamReport>();
    if (bytes !== count * ECHOED_BYTES) throw new Error(`${bytes} of ${count * ECHOED_BYTES} bytes have arrived.`);
    return { nanoseconds, memory: memoryGrowth / count };
  } finally {
    await server.end();
  }
}
