/**
 * The same as wire-requests, written by hand: sends a request, and the next one when the whole reply has come.
 *
 * Arguments: the server's port; how many requests.
 */
import { once } from 'node:events';
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import type { DurationReport } from './reports';
import { tell } from './serve';

async function request(port: number, count: number): Promise<DurationReport> {
  const requests = Array.from({ length: count }, (_, index) => Buffer.from(`request ${index}\r\n`));
  const begun = performance.now();
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received: Uint8Array = Buffer.alloc(0);
  let came: () => void = () => undefined;
  socket.on('data', (bytes: Buffer) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
    came();
  });
  for (const wanted of requests) {
    await new Promise<void>((resolve, reject) => {
      socket.write(wanted, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    while (received.length < wanted.length) {
      await new Promise<void>((resolve) => {
        came = resolve;
      });
    }
    if (!wanted.equals(received.subarray(0, wanted.length))) throw new Error('Another reply came.');
    received = received.subarray(wanted.length);
  }
  socket.destroy();
  await once(socket, 'close');
  return { milliseconds: performance.now() - begun };
}

void request(Number(process.argv[2]), Number(process.argv[3])).then(tell);
