import { performance } from 'node:perf_hooks';
import type { Impairments } from '../../../src/engine/relay/impairment/impairments';
import { spawnTool, type ToolProcess } from '../../support/process';
import type { Ready, RelayReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import type { NodeContender } from '../harness/node-contender';
import { warmPageCache } from '../harness/page-cache';
import { findFreePort, runToEnd, waitForSuccess } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import {
  formatBytes,
  formatMilliseconds,
  formatNumber,
  formatRate,
  formatSeconds,
  GIB,
  KIB,
  MIB,
} from '../harness/units';

const TURNS = 100_000;
const TURN_BYTES = 64;
const WRITE_BYTES = 64 * KIB;
const DATAGRAMS = 200_000;
const DATAGRAM_RATE = 50_000;
const CONNECTIONS = 2_000;
const ECHOED_BYTES = KIB;
const DELAYS = [5, 50, 500] as const;
const DELAYED = 400;
/** Microseconds between two messages that are delayed: no whole milliseconds, so that they come at any place within one. */
const DELAYED_EVERY = 7_300;
const RATE = MIB;
const RATED_SECONDS = 10;
const MAX_MEMORY = 64 * MIB;
const NANOSECONDS = 1e6;

type Kind = 'stream' | 'datagrams';

interface RunningRelay {
  readonly port: number;
  /** Of those that run on Node; settles when all is recorded that is going to be. */
  readonly report?: () => Promise<RelayReport>;
  readonly end: () => Promise<void>;
}

type StartRelay = (bench: Bench, folder: string, kind: Kind, target: number) => Promise<RunningRelay>;

async function nodeRelay(contender: NodeContender): Promise<RunningRelay> {
  const { port } = await contender.receive<Ready>();
  return { port, report: () => contender.ask<RelayReport>(), end: () => contender.end() };
}

const startImpaired = (
  bench: Bench,
  folder: string,
  kind: Kind,
  target: number,
  impairments: Impairments,
): Promise<RunningRelay> =>
  nodeRelay(bench.contender('sockscope-relay', folder, kind, String(target), JSON.stringify(impairments)));

const startSockscope: StartRelay = (bench, folder, kind, target) => startImpaired(bench, folder, kind, target, {});

const startBareNode: StartRelay = (bench, _folder, kind, target) =>
  nodeRelay(bench.contender('node-relay', kind, String(target)));

/** A process for each connection, and one for the one peer of datagrams. */
const startSocat: StartRelay = async (bench, _folder, kind, target) => {
  const port = await findFreePort();
  const [listen, dial] =
    kind === 'stream'
      ? [`TCP-LISTEN:${port},bind=127.0.0.1,fork,nodelay`, `TCP:127.0.0.1:${target},nodelay`]
      : [`UDP-LISTEN:${port},bind=127.0.0.1,rcvbuf=4194304`, `UDP:127.0.0.1:${target}`];
  const tool = spawnTool(bench.tool('socat'), ['-d', '-d', listen, dial]);
  await tool.stderr.waitForText(/listening on/);
  // Those that it forked end when their connections do.
  return { port, end: () => tool.kill() };
};

const direct: StartRelay = (_bench, _folder, _kind, target) =>
  Promise.resolve({ port: target, end: () => Promise.resolve() });

const SOCKSCOPE = { name: 'Sockscope', start: startSockscope } as const;
const SOCAT = { name: '`socat`', start: startSocat } as const;
const BARE_NODE = { name: 'a bare Node relay', start: startBareNode } as const;
const DIRECT = { name: 'no relay', start: direct } as const;

interface Contender {
  readonly name: string;
  readonly start: StartRelay;
}

interface Target {
  readonly port: number;
  readonly tool: ToolProcess;
}

async function startTarget(bench: Bench, mode: 'echo' | 'sink' | 'datagrams'): Promise<Target> {
  const tool = spawnTool(bench.sender('target'), [mode]);
  const [, port] = await tool.stdout.waitForText(/^(\d+)\n/);
  return { port: Number(port), tool };
}

/** What the target printed behind its port, once it has ended. */
async function printedBy({ tool }: Target): Promise<number> {
  await waitForSuccess(tool, 'the target');
  return Number(tool.stdout.text().split('\n')[1]);
}

/** Has a relay between the target and what `work` does. */
async function through<Result>(
  bench: Bench,
  start: StartRelay,
  kind: Kind,
  mode: 'echo' | 'sink' | 'datagrams',
  work: (relay: RunningRelay, target: Target, folder: string) => Promise<Result>,
): Promise<Result> {
  return bench.inFolder(async (folder) => {
    const target = await startTarget(bench, mode);
    try {
      const relay = await start(bench, folder, kind, target.port);
      try {
        return await work(relay, target, folder);
      } finally {
        await relay.end();
      }
    } finally {
      await target.tool.kill();
    }
  });
}

const compare = <Result>(
  bench: Bench,
  contenders: readonly Contender[],
  measure: (start: StartRelay) => Promise<Result>,
  describe: (result: Result) => string,
): Promise<Result[][]> =>
  measureInRounds(
    bench.runs,
    contenders.map(({ name, start }) => ({ name, measure: () => measure(start) })),
    describe,
  );

async function pingPong(bench: Bench): Promise<Row[]> {
  const turns = bench.scaled(TURNS);
  const runs = await compare(
    bench,
    [SOCKSCOPE, BARE_NODE, SOCAT, DIRECT],
    (start) =>
      through(bench, start, 'stream', 'echo', async ({ port }) =>
        Number(await runToEnd(bench.sender('pingpong'), [port, turns, TURN_BYTES].map(String))),
      ),
    formatSeconds,
  );
  const [ours, bare, socat, none] = runs.map((times) => median(times));
  const row = (against: string, other: number, most: number): Row => {
    const ratio = (ours! - none!) / (other - none!);
    return {
      work: `${formatNumber(turns)} turns of ${TURN_BYTES} bytes through a relay: the time that it adds (without: ${formatSeconds(none!)})`,
      against,
      ratio: `${formatNumber(ratio)} × the time`,
      sockscope: formatSeconds(ours! - none!),
      other: formatSeconds(other - none!),
      target: `at most ${most} ×`,
      isReached: ratio <= most,
    };
  };
  return [row(BARE_NODE.name, bare!, 1.3), row(SOCAT.name, socat!, 1)];
}

interface StreamRun {
  readonly nanoseconds: number;
  readonly memoryGrowth: number;
}

async function passStream(bench: Bench, start: StartRelay, bytes: number, isRecorded: boolean): Promise<StreamRun> {
  return through(bench, start, 'stream', 'sink', async ({ port, report }, target, folder) => {
    // Both sides are recorded.
    if (isRecorded) await warmPageCache(folder, 2 * bytes);
    const args = [port, bytes / WRITE_BYTES, WRITE_BYTES].map(String);
    const passed = Number(await runToEnd(bench.sender('stream'), args));
    const begun = performance.now();
    const reported = await report?.();
    const flushed = isRecorded ? (performance.now() - begun) * NANOSECONDS : 0;
    const came = await printedBy(target);
    if (came !== bytes) throw new Error(`${came} of ${bytes} bytes have come.`);
    if (isRecorded && reported?.bytes !== 2 * bytes) {
      throw new Error(`${reported?.bytes} of twice ${bytes} bytes are recorded.`);
    }
    return { nanoseconds: passed + flushed, memoryGrowth: reported?.memoryGrowth ?? 0 };
  });
}

async function gibibyte(bench: Bench): Promise<Row[]> {
  const bytes = bench.scaled(GIB, WRITE_BYTES);
  const runs = await compare(
    bench,
    [SOCKSCOPE, BARE_NODE, SOCAT, DIRECT],
    (start) => passStream(bench, start, bytes, start === startSockscope),
    ({ nanoseconds, memoryGrowth }) => `${formatRate(nanoseconds, bytes)}; memory +${formatBytes(memoryGrowth)}`,
  );
  const [ours, bare, socat, none] = runs.map((results) => median(results.map(({ nanoseconds }) => nanoseconds)));
  const [memory, bareMemory] = runs.map((results) => median(results.map(({ memoryGrowth }) => memoryGrowth)));
  const work = `${formatBytes(bytes)} through a relay, both its sides recorded`;
  const row = (against: string, other: number, least: number | undefined): Row => {
    const ratio = other / ours!;
    return {
      work,
      against,
      ratio: `${formatNumber(ratio)} × as fast`,
      sockscope: formatRate(ours!, bytes),
      other: formatRate(other, bytes),
      target: least === undefined ? '' : `${least} ×`,
      isReached: ratio >= (least ?? 0),
    };
  };
  return [
    row(SOCAT.name, socat!, 0.8),
    row(BARE_NODE.name, bare!, 0.6),
    row(DIRECT.name, none!, undefined),
    {
      work: 'growth of memory meanwhile',
      against: BARE_NODE.name,
      ratio: `${formatNumber(memory! / bareMemory!)} ×`,
      sockscope: formatBytes(memory!),
      other: formatBytes(bareMemory!),
      target: `at most ${formatBytes(MAX_MEMORY)}`,
      isReached: memory! <= MAX_MEMORY,
    },
  ];
}

interface DatagramRun {
  readonly arrived: number;
  readonly recorded: number;
}

async function passDatagrams(bench: Bench, start: StartRelay, sent: number): Promise<DatagramRun> {
  return through(bench, start, 'datagrams', 'datagrams', async ({ port, report }, target) => {
    await runToEnd(bench.sender('paced'), [port, sent, TURN_BYTES, DATAGRAM_RATE].map(String));
    const arrived = await printedBy(target);
    return { arrived, recorded: (await report?.())?.datagrams ?? 0 };
  });
}

async function datagrams(bench: Bench): Promise<Row[]> {
  const sent = bench.scaled(DATAGRAMS);
  const runs = await compare(
    bench,
    [SOCKSCOPE, BARE_NODE, SOCAT, DIRECT],
    (start) => passDatagrams(bench, start, sent),
    ({ arrived, recorded }) => `${formatNumber(arrived)} of ${formatNumber(sent)}, ${formatNumber(recorded)} recorded`,
  );
  const [ours, bare, socat, none] = runs.map((results) => median(results.map(({ arrived }) => arrived)));
  const row = (against: string, other: number, target: string): Row => ({
    work: `${formatNumber(sent)} datagrams of ${TURN_BYTES} bytes through a relay, ${formatNumber(DATAGRAM_RATE)} a second`,
    against,
    ratio: `${formatNumber(ours! / other)} × as many`,
    sockscope: `${formatNumber(ours!)} arrived`,
    other: `${formatNumber(other)} arrived`,
    target,
    isReached: target === '' || ours! >= other,
  });
  return [row(BARE_NODE.name, bare!, 'as many'), row(SOCAT.name, socat!, ''), row(DIRECT.name, none!, '')];
}

async function connections(bench: Bench): Promise<Row[]> {
  const count = bench.scaled(CONNECTIONS);
  const runs = await compare(
    bench,
    [SOCKSCOPE, BARE_NODE],
    (start) =>
      through(bench, start, 'stream', 'echo', async ({ port }) =>
        Number(await runToEnd(bench.sender('connections'), [port, count, ECHOED_BYTES].map(String))),
      ),
    formatSeconds,
  );
  const [ours, bare] = runs.map((times) => median(times));
  return [
    {
      work: `${formatNumber(count)} connections at once through a relay, each echoing ${formatBytes(ECHOED_BYTES)}`,
      against: BARE_NODE.name,
      ratio: `${formatNumber(ours! / bare!)} × the time`,
      sockscope: formatSeconds(ours!),
      other: formatSeconds(bare!),
      target: 'at most 1.5 ×',
      isReached: ours! <= 1.5 * bare!,
    },
  ];
}

/** How much longer than `delay` messages are under way, in milliseconds; the shortest first. */
async function errorsOf(bench: Bench, delay: number): Promise<number[]> {
  return bench.inFolder(async (folder) => {
    const tool = spawnTool(bench.sender('delays'), [bench.scaled(DELAYED), DELAYED_EVERY].map(String));
    const [, target] = await tool.stdout.waitForText(/^(\d+)\n/);
    const relay = await startImpaired(bench, folder, 'stream', Number(target), { delayMs: delay });
    try {
      tool.endInput(`${relay.port}\n`);
      await waitForSuccess(tool, 'delays');
    } finally {
      await relay.end();
    }
    const [, ...lines] = tool.stdout.text().trim().split('\n');
    return lines.map((line) => Number(line) / NANOSECONDS - delay).sort((one, other) => one - other);
  });
}

async function accuracy(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const delay of DELAYS) {
    const errors = await errorsOf(bench, delay);
    const [middle, late] = [median(errors), errors[Math.floor(errors.length * 0.99)]!];
    console.log(`  ${delay} ms: ${formatMilliseconds(middle)}, ${formatMilliseconds(late)} too late`);
    rows.push({
      work: `a delay of ${delay} ms: how much later, median and 99th percentile`,
      against: '',
      ratio: '',
      sockscope: `${formatMilliseconds(middle)}, ${formatMilliseconds(late)}`,
      other: '',
      target: 'within 1 ms, 5 ms',
      isReached: Math.abs(middle) <= 1 && late <= 5 && errors[0]! >= -1,
    });
  }
  return rows;
}

async function rate(bench: Bench): Promise<Row[]> {
  const bytes = bench.scaled(RATE * RATED_SECONDS, WRITE_BYTES);
  const { nanoseconds } = await passStream(
    bench,
    (_bench, folder, kind, target) => startImpaired(bench, folder, kind, target, { rate: RATE }),
    bytes,
    true,
  );
  const ratio = ((bytes / nanoseconds) * 1e9) / RATE;
  console.log(`  ${formatRate(nanoseconds, bytes)}`);
  return [
    {
      work: `${formatBytes(bytes)} at a rate of ${formatBytes(RATE)}/s`,
      against: 'that rate',
      ratio: `${ratio.toFixed(4)} × as fast`,
      sockscope: formatRate(nanoseconds, bytes),
      other: '',
      target: 'within 2 %',
      isReached: Math.abs(ratio - 1) <= 0.02,
    },
  ];
}

/** Between a client and a server, recording what comes and goes at both sides; the others record nothing. */
export const relay: Section = {
  name: 'relay',
  tools: ['gcc', 'socat'],
  diskBytes: 2.2 * GIB,
  async measure(bench: Bench): Promise<Row[]> {
    const rows: Row[] = [];
    for (const part of [pingPong, gibibyte, datagrams, connections, accuracy, rate]) {
      console.log(`  ${part.name}`);
      rows.push(...(await part(bench)));
    }
    return rows;
  },
};
