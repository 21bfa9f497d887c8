import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnTool } from '../../support/process';
import type { Ready, StreamReport } from '../contenders/reports';
import type { Bench } from './bench';
import type { NodeContender } from './node-contender';
import { warmPageCache } from './page-cache';
import { findFreePort, runToEnd, waitForSuccess } from './programs';
import type { Contender } from './rounds';

/** What the common sender writes. */
export interface StreamLoad {
  readonly writes: number;
  readonly bytesPerWrite: number;
  /** `TCP_NODELAY`: every write is a segment of its own. */
  readonly noDelay: boolean;
}

export interface StreamRun {
  /** From before the sender connects until it sees that the receiver, which has everything in its file, closes. */
  readonly nanoseconds: number;
  /** Of receivers that run on Node. */
  readonly report?: StreamReport;
}

interface StreamReceiver {
  readonly port: number;
  /** After the sender has ended: what came. */
  readonly received: () => Promise<number | StreamReport>;
  readonly end: () => Promise<void>;
}

type StartReceiver = (bench: Bench, folder: string) => Promise<StreamReceiver>;

const FILE = 'received';
const HOST = '127.0.0.1';

const startSockscope: StartReceiver = (bench, folder) =>
  nodeReceiver(bench.contender('sockscope-recorder', folder, 'manual'));

const startNodeSink: StartReceiver = (bench) => nodeReceiver(bench.contender('node-server', 'sink'));

/** Its input stays open, as a terminal's would: at its end, ncat would stop sending. */
const startNcat: StartReceiver = async (bench, folder) => {
  const port = await findFreePort();
  const command = 'exec "$1" -l -v "$2" "$3" > "$4"';
  return fileReceiver(folder, port, command, [bench.tool('ncat'), HOST, String(port)], /Listening on/);
};

const startSocat: StartReceiver = async (bench, folder) => {
  const port = await findFreePort();
  const command = 'exec "$1" -d -d -u "TCP-LISTEN:$3,bind=$2" "OPEN:$4,creat,trunc"';
  return fileReceiver(folder, port, command, [bench.tool('socat'), HOST, String(port)], /listening on/);
};

/** Those who receive, by the names that the table has for them. */
const RECEIVERS = {
  Sockscope: startSockscope,
  '`ncat -l > file`': startNcat,
  '`socat -u TCP-LISTEN OPEN`': startSocat,
  'bare Node sink': startNodeSink,
} as const satisfies Record<string, StartReceiver>;

export type StreamReceiverName = keyof typeof RECEIVERS;

/** A contender that receives a load. Every run has a process, and a file, of its own. */
export function streamContender(bench: Bench, name: StreamReceiverName, load: StreamLoad): Contender<StreamRun> {
  return {
    name,
    measure: () => bench.inFolder((folder) => receive(bench, name, load, folder)),
  };
}

/** Receives a load into `folder`, which the caller keeps. */
export async function receive(
  bench: Bench,
  name: StreamReceiverName,
  load: StreamLoad,
  folder: string,
): Promise<StreamRun> {
  const receiver = await RECEIVERS[name](bench, folder);
  try {
    const { writes, bytesPerWrite, noDelay } = load;
    await warmPageCache(folder, writes * bytesPerWrite);
    const args = [receiver.port, writes, bytesPerWrite].map(String);
    const nanoseconds = Number(await runToEnd(bench.sender('stream'), noDelay ? [...args, 'nodelay'] : args));
    const received = await receiver.received();
    const bytes = typeof received === 'number' ? received : received.bytes;
    if (bytes !== writes * bytesPerWrite) {
      throw new Error(`${name} has received ${bytes} of ${writes * bytesPerWrite} bytes.`);
    }
    return typeof received === 'number' ? { nanoseconds } : { nanoseconds, report: received };
  } finally {
    await receiver.end();
  }
}

async function nodeReceiver(contender: NodeContender): Promise<StreamReceiver> {
  const { port } = await contender.receive<Ready>();
  return { port, received: () => contender.ask<StreamReport>(), end: () => contender.end() };
}

/** A program that ends by itself when it has received everything. */
async function fileReceiver(
  folder: string,
  port: number,
  command: string,
  args: readonly string[],
  ready: RegExp,
): Promise<StreamReceiver> {
  const path = join(folder, FILE);
  const tool = spawnTool('sh', ['-c', command, 'sh', ...args, path]);
  await tool.stderr.waitForText(ready);
  return {
    port,
    received: async () => {
      await waitForSuccess(tool, args[0]!);
      return (await stat(path)).size;
    },
    end: () => tool.kill(),
  };
}
