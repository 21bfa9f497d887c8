import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from '../../support/eventually';
import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';

/** A TCP port that nobody has right now, for programs that cannot be told to choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The endpoint of a Redis server that keeps nothing. */
export async function startRedis(context: Mocha.Context): Promise<string> {
  const redis = requireTool(context, 'redis-server');
  const port = await freePort();
  const server = spawnTool(redis, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  await server.stdout.waitForText(/Ready to accept connections/i);
  return `tcp://127.0.0.1:${port}`;
}

/** The endpoint of a DNS server that knows sample.test, and asks nobody else. */
export async function startDns(context: Mocha.Context): Promise<string> {
  return `udp://127.0.0.1:${await startDnsmasq(context, ['--address=/sample.test/192.0.2.7'])}`;
}

/** The port of a DNS server that knows what its options say, and asks nobody else. */
export async function startDnsmasq(context: Mocha.Context, knows: readonly string[]): Promise<number> {
  const dnsmasq = requireTool(context, 'dnsmasq');
  const port = await freePort();
  const isolated = ['--no-resolv', '--no-hosts', '--no-poll', '--bind-interfaces', '--conf-file=/dev/null'];
  const place = ['--port', String(port), '--listen-address', '127.0.0.1', '--pid-file='];
  const server = spawnTool(dnsmasq, ['--no-daemon', ...place, ...isolated, ...knows]);
  await server.stderr.waitForText(/started, version/);
  await eventually(() => answers(port));
  return port;
}

/** Rejects unless somebody answers datagrams at the port. */
async function answers(port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    // An empty question for the root's name servers.
    socket.send(Buffer.from('0001000000010000000000000000020001', 'hex'));
    await once(socket, 'message', { signal: AbortSignal.timeout(500) });
  } finally {
    socket.close();
  }
}
