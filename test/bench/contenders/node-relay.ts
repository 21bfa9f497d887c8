/**
 * The least that a relay on Node can do.
 *
 * Arguments: `stream` or `datagrams`, the target's port.
 */
import dgram from 'node:dgram';
import net from 'node:net';
import { BACKLOG } from './limits';
import { Meter } from './meter';
import type { RelayReport } from './reports';
import { serve } from './serve';

const HOST = '127.0.0.1';
/** As much as the sockets of Sockscope ask for. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

const meter = new Meter();

function ready(port: number): void {
  const report = (): Promise<RelayReport> => {
    meter.end();
    return Promise.resolve({ ...meter.report(), bytes: 0, datagrams: 0 });
  };
  serve(port, report, () => Promise.resolve());
}

function relayStreams(target: number): void {
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    meter.begin();
    const dialled = net.connect({ host: HOST, port: target, allowHalfOpen: true, noDelay: true });
    client.pipe(dialled).pipe(client);
    client.on('error', () => dialled.destroy());
    dialled.on('error', () => client.destroy());
  });
  server.listen({ host: HOST, port: 0, backlog: BACKLOG }, () => {
    ready((server.address() as net.AddressInfo).port);
  });
}

/** What stands for one peer toward the target; what comes until it is open waits. */
function openToward(target: number, answered: (bytes: Buffer) => void): (bytes: Buffer) => void {
  const socket = dgram.createSocket('udp4', answered);
  let waiting: Buffer[] | undefined = [];
  socket.connect(target, HOST, () => {
    for (const bytes of waiting ?? []) socket.send(bytes);
    waiting = undefined;
  });
  return (bytes) => {
    if (waiting) waiting.push(bytes);
    else socket.send(bytes);
  };
}

function relayDatagrams(target: number): void {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
  const peers = new Map<number, (bytes: Buffer) => void>();
  socket.on('message', (bytes, { port }) => {
    meter.begin();
    let send = peers.get(port);
    if (!send) {
      send = openToward(target, (answer) => {
        socket.send(answer, port, HOST);
      });
      peers.set(port, send);
    }
    send(bytes);
  });
  socket.bind(0, HOST, () => {
    ready(socket.address().port);
  });
}

const [kind, target] = process.argv.slice(2);
(kind === 'stream' ? relayStreams : relayDatagrams)(Number(target));
