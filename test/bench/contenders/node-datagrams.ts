/** The least that a datagram socket on Node can do: it counts what arrives. */
import dgram from 'node:dgram';
import type { DatagramReport } from './reports';
import { serve } from './serve';

let datagrams = 0;
const socket = dgram.createSocket('udp4', () => {
  datagrams++;
});
socket.bind(0, '127.0.0.1', () => {
  serve(
    socket.address().port,
    () => Promise.resolve({ datagrams } satisfies DatagramReport),
    () => Promise.resolve(),
  );
});
