/**
 * Looks at one connection in a table of very many, as the socket panel does, and tells what that costs.
 *
 * Arguments: a file that holds what /proc/net/tcp would, the ports of the connection's two ends.
 */
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { KernelWatch } from '../../../src/engine/kernel/kernelWatch';
import { SystemSockets } from '../../../src/engine/kernel/systemSockets';
import { StallMeter } from '../../support/stallMeter';
import type { LookingReport } from './reports';
import { tell } from './serve';

const LOOKS = 30;
/** Milliseconds of looking again and again. */
const WATCHED = 5000;
const PAUSE = 20;
/** In a millisecond. */
const MICROSECONDS = 1e3;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function look(file: string, own: number, other: number): Promise<LookingReport> {
  const kernel = new KernelSockets({
    platform: 'linux',
    async *read(path) {
      if (path !== '/proc/net/tcp') return;
      for await (const piece of createReadStream(file, 'latin1')) yield piece as string;
    },
  });
  const system = new SystemSockets({ platform: 'linux', kernel });
  const [local, remote] = [own, other].map((port) => ({ family: 'ip', address: '127.0.0.1', port }) as const);
  const lookOnce = async (): Promise<void> => {
    const both = await Promise.all([system.between('tcp', local!, remote), system.between('tcp', remote!, local)]);
    if (both.some((end) => end === undefined || end === 'gone')) throw new Error('The connection was not found.');
  };
  for (let warming = 0; warming < LOOKS / 5; warming++) await lookOnce();
  const meter = new StallMeter();
  await meter.turn();
  const used = performance.eventLoopUtilization();
  for (let count = 0; count < LOOKS; count++) {
    await lookOnce();
    await pause(PAUSE);
  }
  meter.pause();
  const { active } = performance.eventLoopUtilization(used);

  const worked = process.cpuUsage();
  const begun = performance.now();
  const stop = new KernelWatch().watch(lookOnce);
  await pause(WATCHED);
  stop();
  const { user, system: inKernel } = process.cpuUsage(worked);
  return {
    perLook: active / LOOKS,
    longestSlice: meter.longest,
    shareOfCore: (user + inKernel) / MICROSECONDS / (performance.now() - begun),
  };
}

void look(process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])).then(tell);
