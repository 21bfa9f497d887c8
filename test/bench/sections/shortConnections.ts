import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { BACKLOG } from '../contenders/limits';
import type { ShortConnectionsReport } from '../contenders/reports';
import type { Bench, Section } from '../harness/bench';
import type { Row } from '../harness/row';
import { formatBytes, formatNumber, MIB } from '../harness/units';

const CONNECTIONS = 20_000;
const AT_ONCE = 20;
/** Captures that retention leaves by default. */
const LIMIT = 50;
const MAX_GROWTH = 64 * MIB;
const MAX_SECONDS = 60;

/** Many short connections, each with a capture of its own: the folder stays at its limit, and memory where it was. */
export const shortConnections: Section = {
  name: 'shortConnections',
  tools: [],
  diskBytes: 64 * MIB,
  async measure(bench: Bench): Promise<Row[]> {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
    });
    server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const count = bench.scaled(CONNECTIONS);
    try {
      const report = await bench.inFolder(async (folder) => {
        const contender = bench.contender('short-connections', folder, String(port), String(count), String(AT_ONCE));
        const received = await contender.receive<ShortConnectionsReport>();
        await contender.end();
        return received;
      });
      const { memoryGrowth, milliseconds, mostFiles, files, loopDelay } = report;
      const seconds = milliseconds / 1000;
      console.log(
        `  ${count} in ${formatNumber(seconds)} s, at most ${mostFiles} files, the loop within ${formatNumber(loopDelay)} ms`,
      );
      return [
        {
          work: `growth of resident memory while ${count} connections are dialled, sent on and closed, each with its capture`,
          against: 'what is left in the folder at the end',
          ratio: `${formatNumber(seconds)} s`,
          sockscope: formatBytes(memoryGrowth),
          other: `${files} files`,
          target: `at most ${formatBytes(MAX_GROWTH)}, ${LIMIT} files and ${MAX_SECONDS} s`,
          isReached: memoryGrowth <= MAX_GROWTH && files <= LIMIT && seconds <= MAX_SECONDS,
        },
      ];
    } finally {
      server.close();
    }
  },
};
