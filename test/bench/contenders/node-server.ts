/**
 * The least that a TCP server on Node can do.
 *
 * Argument: `sink` throws everything away, `echo` sends everything back.
 */
import net from 'node:net';
import { BACKLOG } from './limits';
import { Meter } from './meter';
import type { StreamReport } from './reports';
import { serve } from './serve';

const service = process.argv[2];
const meter = new Meter();
let bytes = 0;

const server = net.createServer({ noDelay: true }, (socket) => {
  meter.begin();
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    if (service === 'echo') socket.write(chunk);
  });
  socket.on('end', () => {
    meter.end();
  });
  // A peer that is gone while it is being answered has ended too.
  socket.on('error', () => {
    meter.end();
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, () => {
  const { port } = server.address() as net.AddressInfo;
  serve(
    port,
    () => Promise.resolve({ ...meter.report(), bytes } satisfies StreamReport),
    () => Promise.resolve(),
  );
});
