import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { portOf, run, waitForConnection, waitForSocket } from '../host/support/commands';
import { Bench } from './harness/bench';
import { warmPageCache } from './harness/page-cache';
import { runToEnd } from './harness/programs';
import { measureInRounds } from './harness/rounds';
import { streamContender, type StreamReceiverName } from './harness/stream-receivers';
import { formatBytes, formatMilliseconds, formatRate } from './harness/units';
import {
  HOST_CONTENDERS,
  HOST_FLOOD_VARIABLE,
  HOST_WRITE_BYTES,
  type HostFloodResults,
  type HostFloodRun,
  type HostFloodSettings,
} from './hostFlood';

/** Milliseconds between two looks at the memory, and at how far the file has come. */
const LOOK = 5;
const WAIT = 120_000;

const settings = JSON.parse(process.env[HOST_FLOOD_VARIABLE]!) as HostFloodSettings;
const bench = new Bench(settings);
const { bytes } = settings;

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, LOOK);
  });

/** An entry of the observer, which its types leave out. */
interface Collection {
  readonly detail: { readonly kind: number };
}

/** Measures this process while the sender works. */
async function send(port: string): Promise<HostFloodRun> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let collecting = 0;
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as Collection).detail;
      if (kind !== constants.NODE_PERFORMANCE_GC_INCREMENTAL) collecting += entry.duration;
    }
  });
  collections.observe({ entryTypes: ['gc'] });
  const looking = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, LOOK);
  const start = process.cpuUsage();
  try {
    const args = [port, String(bytes / HOST_WRITE_BYTES), String(HOST_WRITE_BYTES)];
    const nanoseconds = Number(await runToEnd(bench.sender('stream'), args));
    const userCpu = process.cpuUsage(start).user / 1000;
    return { nanoseconds, userCpu, collecting, memoryGrowth: peak - before };
  } finally {
    clearInterval(looking);
    collections.disconnect();
  }
}

/** By its commands alone, as a user would: the connection is closed when everything is in the file. */
async function measureSockscope(): Promise<HostFloodRun> {
  const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
  await warmPageCache(settings.folder, bytes);
  const measured = send(portOf(listener.local));
  const { id, capture } = await waitForConnection(listener.id);
  const { bytesReceived } = await waitForSocket(id, 'FIN', ({ state }) => state === 'half-closed-remote', WAIT);
  if (bytesReceived !== bytes) throw new Error(`${bytesReceived} of ${bytes} bytes have arrived.`);
  const path = fileURLToPath(capture);
  while ((await stat(path)).size < bytes) await pause();
  await run('closeSocket', { socket: id });
  const result = await measured;
  await run('closeSocket', { socket: listener.id });
  return result;
}

/** The least that a host can do. */
async function measureSink(): Promise<HostFloodRun> {
  let received = 0;
  const server = net.createServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await warmPageCache(settings.folder, bytes);
  const result = await send(String((server.address() as net.AddressInfo).port));
  server.close();
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes have arrived.`);
  return result;
}

async function measureProgram(name: StreamReceiverName): Promise<HostFloodRun> {
  const load = { writes: bytes / HOST_WRITE_BYTES, bytesPerWrite: HOST_WRITE_BYTES, noDelay: false };
  const { nanoseconds } = await streamContender(bench, name, load).measure();
  return { nanoseconds, userCpu: 0, collecting: 0, memoryGrowth: 0 };
}

describe('a flood', () => {
  it('received in the extension host', async () => {
    const [sockscope, sink, ncat, socat] = HOST_CONTENDERS;
    const results: HostFloodResults = await measureInRounds(
      settings.runs,
      [
        { name: sockscope, measure: measureSockscope },
        { name: sink, measure: measureSink },
        { name: ncat, measure: () => measureProgram(ncat) },
        { name: socat, measure: () => measureProgram(socat) },
      ],
      ({ nanoseconds, userCpu, collecting, memoryGrowth }) =>
        `${formatRate(nanoseconds, bytes)}; user CPU ${formatMilliseconds(userCpu)}, collections ${formatMilliseconds(collecting)}, memory +${formatBytes(memoryGrowth)}`,
    );
    await writeFile(settings.results, JSON.stringify(results));
  });
});
