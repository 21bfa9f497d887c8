import { once } from 'node:events';
import net from 'node:net';
import type { Harness } from './harness';

/** Listens with room for one or two, and never accepts: what comes later gets no answer at all. */
const NEVER_ACCEPTS = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** Enough for a backlog of one on every system. */
const FILLERS = 8;

/** The port of a listener on 127.0.0.1 whose backlog is full, so that connecting to it hangs. */
export async function fillBacklog(harness: Harness): Promise<number> {
  const port = Number(await harness.run(NEVER_ACCEPTS));
  const fillers = Array.from({ length: FILLERS }, () => harness.adopt(net.connect({ port, host: '127.0.0.1' })));
  await Promise.race(fillers.map((socket) => once(socket, 'connect')));
  return port;
}
