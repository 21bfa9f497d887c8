import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTool } from '../../support/process';
import type { DatagramReport, Ready } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import { peerScript } from '../harness/build';
import type { NodeContender } from '../harness/node-contender';
import { findFreePort, runToEnd } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatNumber, MIB } from '../harness/units';

const DATAGRAMS = 300_000;
const DATAGRAM_BYTES = 64;
/** What is in the kernel's buffer when the sender ends is still taken; nothing came for so many milliseconds: it was. */
const QUIET = 250;

interface DatagramReceiver {
  readonly port: number;
  /** Datagrams that came so far and, where they are recorded, are in the file. */
  readonly count: () => Promise<number>;
  readonly end: () => Promise<void>;
}

type StartReceiver = (bench: Bench, folder: string) => Promise<DatagramReceiver>;

const startSockscope: StartReceiver = (bench, folder) => nodeReceiver(bench.contender('sockscope-datagrams', folder));

const startNodeSocket: StartReceiver = (bench) => nodeReceiver(bench.contender('node-datagrams'));

const startSocat: StartReceiver = async (bench, folder) => {
  const port = await findFreePort();
  const path = join(folder, 'received');
  const tool = spawnTool(bench.tool('socat'), [
    '-d',
    '-d',
    '-u',
    `UDP-RECV:${port},bind=127.0.0.1`,
    `OPEN:${path},creat,trunc`,
  ]);
  await tool.stderr.waitForText(/starting data transfer loop/);
  return { port, count: async () => (await stat(path)).size / DATAGRAM_BYTES, end: () => tool.kill() };
};

/** Many datagrams as fast as they can be sent: those that come while the receive buffer is full are lost. */
export const datagrams: Section = {
  name: 'datagrams',
  tools: ['python3', 'socat'],
  diskBytes: 64 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const sent = bench.scaled(DATAGRAMS);
    const contenders = [
      { name: 'Sockscope', start: startSockscope },
      { name: 'bare Node `dgram` socket', start: startNodeSocket },
      { name: '`socat -u UDP-RECV OPEN`', start: startSocat },
    ];
    const runs = await measureInRounds(
      bench.runs,
      contenders.map(({ name, start }) => ({
        name,
        measure: () => bench.inFolder((folder) => receive(bench, start, sent, folder)),
      })),
      (count) => `${formatNumber(count)} of ${formatNumber(sent)}`,
    );
    const [ours, bare, socat] = runs.map((counts) => median(counts));
    const row = (place: number, count: number): Row => ({
      work: `${formatNumber(sent)} datagrams of ${DATAGRAM_BYTES} bytes, sent as fast as Python can`,
      against: contenders[place]!.name,
      ratio: `${formatNumber(ours! / count)} × as many`,
      sockscope: `${formatNumber(ours!)} recorded`,
      other: `${formatNumber(count)} received`,
      target: '',
      isReached: false,
    });
    return [
      { ...row(1, bare!), target: '0.95 ×', isReached: ours! >= 0.95 * bare! },
      // More than all of them nobody can get.
      { ...row(2, socat!), target: 'more', isReached: ours! > socat! || socat === sent },
    ];
  },
};

async function receive(bench: Bench, start: StartReceiver, sent: number, folder: string): Promise<number> {
  const receiver = await start(bench, folder);
  try {
    const args = [receiver.port, sent, DATAGRAM_BYTES].map(String);
    await runToEnd(bench.tool('python3'), [peerScript('datagrams.py'), ...args]);
    for (let count = -1; ;) {
      const before = count;
      count = await receiver.count();
      if (count === before) return count;
      await delay(QUIET);
    }
  } finally {
    await receiver.end();
  }
}

async function nodeReceiver(contender: NodeContender): Promise<DatagramReceiver> {
  const { port } = await contender.receive<Ready>();
  return {
    port,
    count: async () => (await contender.ask<DatagramReport>()).datagrams,
    end: () => contender.end(),
  };
}
