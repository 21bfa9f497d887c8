import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { CaptureStore } from '../../src/capture/captureStore';
import { NO_RECORDING } from '../../src/cli/commands/noRecording';
import { Engine } from '../../src/engine/engine';
import { parseEndpoint } from '../../src/engine/address/endpoint';
import { makeLocalCertificate } from '../../src/engine/tls/localCertificate';
import type { OwnCertificate } from '../../src/engine/tls/ownCertificate';
import { checkScript } from '../../src/wire/check/checker';
import { runSection } from '../../src/wire/run/runner';
import type { Attack, AttackGroup } from './attack';

const HOST = '127.0.0.1';
/** Few enough for the socket's buffer in the kernel. */
const DATAGRAMS_AT_ONCE = 32;

/**
 * Runs the only section of a script, whose first step listens, and lets `peer` at that port, while it runs or once it has
 * ended and its sockets are kept open; what became of the section.
 */
async function underAttack(text: string, peer: (port: number) => Promise<void>): Promise<string> {
  const engine = new Engine({ record: () => NO_RECORDING });
  const listening = new Promise<number>((resolve) => {
    const look = (): void => {
      for (const socket of engine.sockets) {
        const port = /:(\d+)$/.exec(socket.info().local)?.[1];
        if (port === undefined || port === '0') continue;
        engine.off('list', look);
        resolve(Number(port));
      }
    };
    engine.on('list', look);
  });
  const { script, sections } = checkScript(text);
  const abort = new AbortController();
  const running = runSection(script, sections[0]!.section, {
    engine,
    readFile: () => Promise.reject(new Error('This script reads no file.')),
    signal: abort.signal,
    keepOpen: true,
  });
  await peer(await listening);
  abort.abort();
  const { outcome, close } = await running;
  await close?.();
  await engine.closeAll();
  return outcome;
}

/** Sends as fast as the kernel takes it. */
async function sendDatagrams(port: number, count: number, datagram: Uint8Array): Promise<void> {
  const socket = createSocket('udp4');
  socket.connect(port, HOST);
  await once(socket, 'connect');
  // Whoever is attacked may be gone.
  socket.on('error', () => undefined);
  for (let sent = 0; sent < count; sent++) {
    socket.send(datagram);
    // Whoever is attacked runs in this process, and gets to read what waits.
    if (sent % DATAGRAMS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.close();
}

async function sendBytewise(port: number, count: number): Promise<void> {
  const socket = connect({ port, host: HOST, noDelay: true });
  // Whoever is attacked may hang up.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const byte = Uint8Array.of(1);
  for (let sent = 0; sent < count && !socket.destroyed; sent++) {
    if (!socket.write(byte)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    // Each write by itself, so that the other side reads it by itself.
    if (sent % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.destroy();
}

/** Connects and says nothing, again and again. */
async function connectMany(port: number, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const socket = connect({ port, host: HOST });
    socket.on('error', () => undefined);
    // Whoever is attacked may hang up before it is connected.
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
    socket.destroy();
    if (!socket.closed) await once(socket, 'close');
  }
}

const script =
  (text: string, peer: (port: number) => Promise<void>): Attack['attempt'] =>
  () =>
    underAttack(text, peer);

/** Milliseconds. */
const STORM = 1000;

interface Storm {
  /** Two listeners that answer by themselves; the first sends the second a datagram in the name of the first. */
  readonly addresses: readonly [string, string];
  /** By which address the first reaches the second. */
  readonly to: string;
  /** Each has an engine of its own, as two windows have. */
  readonly isInTwoProcesses: boolean;
  /** Packets that may go to and fro in the time. */
  readonly most: number;
}

async function storm({ addresses, to, isInTwoProcesses, most }: Storm, folder: string): Promise<string> {
  const store = new CaptureStore({ folder, application: 'attack', maxCaptureBytes: () => 2 ** 30 });
  const engine = (): Engine => new Engine({ record: store.startRecording });
  const first = engine();
  const engines = [first, isInTwoProcesses ? engine() : first];
  const [one, two] = await Promise.all(
    addresses.map((address, index) => engines[index]!.listen(parseEndpoint(address), { service: 'echo' })),
  );
  if (one?.kind !== 'datagram' || two?.kind !== 'datagram') throw new Error('These are no UDP sockets.');
  const port = Number(/\d+$/.exec(two.info().local)![0]);
  await one.send(Uint8Array.of(1), { family: 'ip', address: to, port });
  // The time that a storm has; nothing is waited for.
  await new Promise((resolve) => setTimeout(resolve, STORM));
  const packets = one.bytesReceived + two.bytesReceived;
  await Promise.all(engines.map((each) => each.closeAll()));
  await store.closeAll();
  return packets <= most ? 'calm' : `a storm of ${packets} packets`;
}

/** Milliseconds that a handshake has in these attacks; by itself the engine gives ten seconds. */
const HANDSHAKE_TIMEOUT = 2000;
/** Fewer than a listener takes at once, so that what fails fails by itself. */
const CLIENTS_AT_ONCE = 500;
/** In the attack's folder. */
const CERTIFICATE = 'certificate.json';

interface Handshakes {
  readonly clients: number;
  /** What each says once it is connected. */
  readonly said: Uint8Array;
  /** Whether it ends what it sends then; it never closes by itself. */
  readonly ends: boolean;
}

/** A client that begins as it is told and does no more; settles when it has connected. */
async function beginHandshake(port: number, { said, ends }: Handshakes): Promise<Socket> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true });
  socket.on('error', () => undefined);
  // Otherwise it would not learn of the end, until which it keeps its side open.
  socket.resume();
  socket.on('end', () => socket.destroy());
  await once(socket, 'connect');
  if (ends) socket.end(said);
  else if (said.length > 0) socket.write(said);
  return socket;
}

/** Lets many begin a handshake with one listener; what became of it, and whether somebody honest is served afterwards. */
async function floodHandshakes(handshakes: Handshakes, folder: string): Promise<string> {
  const store = new CaptureStore({ folder, application: 'attack', maxCaptureBytes: () => 2 ** 30 });
  const engine = new Engine({ record: store.startRecording, tlsHandshakeTimeout: HANDSHAKE_TIMEOUT });
  const own = JSON.parse(await readFile(join(folder, CERTIFICATE), 'utf8')) as OwnCertificate;
  const listener = await engine.listen(parseEndpoint(`tls://${HOST}:0`), { service: 'echo', tls: own });
  const port = Number(/\d+$/.exec(listener.info().local)![0]);
  for (let begun = 0; begun < handshakes.clients; begun += CLIENTS_AT_ONCE) {
    const clients: Socket[] = [];
    for (let number = 0; number < CLIENTS_AT_ONCE; number++) clients.push(await beginHandshake(port, handshakes));
    await Promise.all(clients.filter(({ closed }) => !closed).map((client) => once(client, 'close')));
  }
  const left = [...engine.sockets].filter((socket) => socket.kind === 'connection' && socket.endedAt === undefined);
  const client = connectTls({ port, host: HOST, rejectUnauthorized: false });
  client.write('hello');
  const [answer] = (await once(client, 'data')) as [Buffer];
  client.destroy();
  await engine.closeAll();
  await store.closeAll();
  return left.length === 0 ? `served ${String(answer)}` : `${left.length} connections left`;
}

/** The certificate is made before: its library is compiled for these tests as it is loaded. */
const flood = (handshakes: Handshakes): Pick<Attack, 'prepare' | 'attempt'> => ({
  prepare: async (folder) => {
    await writeFile(join(folder, CERTIFICATE), JSON.stringify(await makeLocalCertificate()));
  },
  attempt: (folder) => floodHandshakes(handshakes, folder),
});

/** The header of a record that is to bring a ClientHello of 512 bytes, and its first bytes. RFC 8446, 4 and 5.1. */
const BEGUN_HELLO = Buffer.from('1603010200010001fc0303', 'hex');

const ATTACKS: readonly Attack[] = [
  {
    name: '400,000 empty datagrams to a section that does not read them',
    memory: 220,
    stall: 100,
    outcome: /^cancelled$/,
    attempt: script('srv = listen udp://127.0.0.1:0\nwait 10min\n', (port) =>
      sendDatagrams(port, 400_000, new Uint8Array(0)),
    ),
  },
  {
    name: '400,000 empty datagrams to a section that has ended and is kept open',
    memory: 100,
    stall: 100,
    outcome: /^passed$/,
    attempt: script('srv = listen udp://127.0.0.1:0\non srv "q" > "a"\n', (port) =>
      sendDatagrams(port, 400_000, new Uint8Array(0)),
    ),
  },
  {
    name: '400,000 datagrams past a rule that wants others',
    memory: 220,
    stall: 100,
    outcome: /^cancelled$/,
    attempt: script('srv = listen udp://127.0.0.1:0\non srv "q" > "a"\nwait 10min\n', (port) =>
      sendDatagrams(port, 400_000, Uint8Array.of(0)),
    ),
  },
  {
    name: '400,000 writes of one byte to a step that wants more',
    memory: 100,
    stall: 100,
    outcome: /^cancelled$/,
    attempt: script(
      'srv = listen tcp://127.0.0.1:0\ncon = accept srv within 10s\ncon < exactly 60000000 within 10min\n',
      (port) => sendBytewise(port, 400_000),
    ),
  },
  {
    name: '5,000 connections that say nothing, to a section with a rule',
    memory: 100,
    stall: 100,
    outcome: /^cancelled$/,
    attempt: script('srv = listen tcp://127.0.0.1:0\non srv "q" > "a"\nwait 10min\n', (port) =>
      connectMany(port, 5000),
    ),
  },
  {
    name: 'two UDP echoes, one of them by an IPv4-mapped address',
    memory: 100,
    stall: 100,
    outcome: /^calm$/,
    attempt: (folder) =>
      storm(
        {
          addresses: ['udp://[::ffff:127.0.0.1]:0', 'udp://127.0.0.1:0'],
          to: '::ffff:127.0.0.1',
          isInTwoProcesses: false,
          most: 2,
        },
        folder,
      ),
  },
  {
    name: 'two UDP echoes in two processes',
    memory: 100,
    stall: 100,
    outcome: /^calm$/,
    attempt: (folder) =>
      storm(
        { addresses: ['udp://127.0.0.1:0', 'udp://127.0.0.1:0'], to: HOST, isInTwoProcesses: true, most: 25_000 },
        folder,
      ),
  },
  {
    name: '1,000 clients that say nothing to a TLS listener',
    memory: 120,
    stall: 100,
    outcome: /^served hello$/,
    ...flood({ clients: 1000, said: new Uint8Array(0), ends: false }),
  },
  {
    name: '1,000 clients that begin a handshake of TLS and get no further',
    memory: 120,
    stall: 100,
    outcome: /^served hello$/,
    ...flood({ clients: 1000, said: BEGUN_HELLO, ends: false }),
  },
  {
    name: '2,000 clients that begin a handshake of TLS and leave',
    memory: 120,
    stall: 100,
    outcome: /^served hello$/,
    ...flood({ clients: 2000, said: BEGUN_HELLO, ends: true }),
  },
  {
    name: '2,000 clients that speak HTTP to a TLS listener',
    memory: 120,
    stall: 100,
    outcome: /^served hello$/,
    ...flood({ clients: 2000, said: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), ends: false }),
  },
];

export const PEERS: AttackGroup = { title: 'Peers', attacks: ATTACKS };
