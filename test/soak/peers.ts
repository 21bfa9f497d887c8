/**
 * The other side of the soak, a process of its own: floods, short connections, datagrams, slow readers, resets, and
 * clients of a wire file's rule, all on 127.0.0.1, until it is told to finish.
 *
 * usage: node peers.js LOG
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { argv, exit, pid, stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { ControlMessage, SentStream, Targets } from './control';
import { MarkedStream, markedBytes, streamName } from './markedStream';

const HOST = '127.0.0.1';
const KIB = 1024;
const MIB = 1024 * KIB;

/** One kind of peers: `at once` of them, each pausing between two conversations (milliseconds). */
interface Load {
  readonly atOnce: number;
  readonly pause: number;
  readonly talk: (targets: Targets) => Promise<void>;
}

/** Milliseconds that the last conversations may take to end. */
const FINISHING = 60_000;

const sent = new Map<string, SentStream>();
/** Those that have not ended. */
const clients = new Set<Client>();
let targets: Targets | undefined;
let isFinishing = false;
let streams = 0;

/** A connection over which one marked stream goes out; kept in the log, whatever becomes of it. */
class Client {
  readonly #name = streamName(pid, streams++);
  readonly #stream = new MarkedStream(this.#name);
  /** Whether it ended with an error; it may have, before anybody waits for its end. */
  readonly #closed: Promise<boolean>;
  #bytes = 0;
  #received = 0;
  #tail = '';

  private constructor(readonly socket: Socket) {
    clients.add(this);
    this.#closed = new Promise((resolve) => {
      socket.on('close', (hadError) => {
        clients.delete(this);
        resolve(hadError);
      });
    });
  }

  static async open(port: number): Promise<Client> {
    const socket = connect({ port, host: HOST, allowHalfOpen: true });
    // A connection that breaks off ends: `close` follows.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return new Client(socket);
  }

  async send(length: number): Promise<void> {
    this.#bytes += length;
    this.#log(false);
    if (!this.socket.write(this.#stream.take(length))) {
      await Promise.race([once(this.socket, 'drain'), this.#closed]);
    }
  }

  /** Something that is not of the stream, behind all of it. */
  say(text: string): void {
    this.#tail += text;
    this.#log(false);
    this.socket.write(text);
  }

  /** Reads until `length` bytes have come since the beginning, or the peer has nothing more to say. */
  async receive(length: number): Promise<void> {
    while (this.#received < length) {
      const chunk = this.socket.read() as Buffer | null;
      if (chunk !== null) this.#received += chunk.length;
      else if (this.socket.readableEnded || this.socket.destroyed) return;
      else await Promise.race([once(this.socket, 'readable'), this.#closed]);
    }
  }

  /** FIN, and then whatever still comes. */
  async finish(): Promise<void> {
    this.socket.end();
    this.socket.resume();
    this.#log(!(await this.#closed));
  }

  async reset(): Promise<void> {
    this.socket.resetAndDestroy();
    await this.#closed;
  }

  /** For whoever wants to know why it does not end. */
  toString(): string {
    const { localPort, remotePort, writableLength, writableEnded, readableLength, readableEnded } = this.socket;
    return JSON.stringify({
      ports: [localPort, remotePort],
      sent: this.#bytes,
      ...{ received: this.#received, read: this.socket.bytesRead, tail: this.#tail },
      ...{ writableLength, writableEnded, readableLength, readableEnded },
    });
  }

  #log(whole: boolean): void {
    sent.set(this.#name.toString('hex'), { bytes: this.#bytes, whole, tail: this.#tail });
  }
}

/** A number that looks drawn and is the same in each run. */
let seed = 1;
function draw(limit: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return seed % limit;
}

const LOADS: readonly Load[] = [
  {
    // Floods.
    atOnce: 1,
    pause: 700,
    async talk({ discard }) {
      const client = await Client.open(discard);
      for (let piece = 0; piece < 64; piece++) await client.send(64 * KIB + draw(100));
      await client.finish();
    },
  },
  {
    // Short connections.
    atOnce: 4,
    pause: 5,
    async talk({ echo }) {
      const client = await Client.open(echo);
      const length = 16 + draw(2000);
      await client.send(length);
      await client.receive(length);
      await client.finish();
    },
  },
  {
    // One-byte writes.
    atOnce: 1,
    pause: 200,
    async talk({ echo }) {
      const client = await Client.open(echo);
      client.socket.setNoDelay();
      await client.send(16);
      for (let byte = 0; byte < 200; byte++) await client.send(1);
      await client.receive(216);
      await client.finish();
    },
  },
  {
    // Slow readers of what is echoed.
    atOnce: 2,
    pause: 100,
    async talk({ echo }) {
      const client = await Client.open(echo);
      const send = async (): Promise<void> => {
        for (let piece = 0; piece < 32; piece++) await client.send(64 * KIB);
      };
      const read = async (): Promise<void> => {
        for (let received = 0; received < 2 * MIB && !isFinishing; received += 256 * KIB) {
          await client.receive(received);
          await delay(100);
        }
        client.socket.resume();
      };
      // Both are waited for: the connection may be reset at any time, and both say so.
      await Promise.all([send(), read()]);
      await client.finish();
    },
  },
  {
    // Resets in mid-stream.
    atOnce: 1,
    pause: 50,
    async talk({ discard }) {
      const client = await Client.open(discard);
      await client.send(16 + draw(64 * KIB));
      await client.reset();
    },
  },
  {
    // Clients of a wire file's rule.
    atOnce: 1,
    pause: 20,
    async talk({ rules }) {
      const client = await Client.open(rules);
      await client.send(16 + draw(100));
      client.say('PING\n');
      await client.receive('PONG\n'.length);
      await client.reset();
    },
  },
  {
    // Datagrams, empty ones too.
    atOnce: 4,
    pause: 1000,
    async talk({ udpEcho }) {
      const socket = createSocket('udp4');
      // The listener may be gone by now.
      socket.on('error', () => undefined);
      socket.on('message', () => undefined);
      socket.connect(udpEcho, HOST);
      await once(socket, 'connect');
      for (let number = 0; number < 200; number++) {
        const name = streamName(pid, streams++);
        const datagram = number % 10 === 0 ? Buffer.alloc(0) : markedBytes(name, 16 + draw(1000));
        await new Promise<void>((resolve) => {
          socket.send(datagram, () => {
            resolve();
          });
        });
        if (number % 50 === 0) await delay(10);
      }
      socket.close();
      await once(socket, 'close');
    },
  },
];

async function keepUp({ pause, talk }: Load): Promise<void> {
  while (!isFinishing) {
    // A listener that was closed a moment ago refuses, and another takes its place.
    if (targets !== undefined) await talk(targets).catch(requireNetworkError);
    await delay(pause);
  }
}

/** What a peer that is closed in mid-conversation may say; all else is a fault of the soak. */
function requireNetworkError(error: unknown): void {
  const { code = '' } = error as NodeJS.ErrnoException;
  assert.match(code, /^E(CONNREFUSED|CONNRESET|PIPE)$/, String(error));
}

/** Takes what the extension dials, and answers with as much. */
async function listen(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, HOST);
  await once(server, 'listening');
  server.unref();
  return (server.address() as AddressInfo).port;
}

/** What goes on for ever is told instead of waited for. */
function finish(): void {
  if (isFinishing) return;
  isFinishing = true;
  setTimeout(() => {
    stderr.write(`These did not end:\n${[...clients].join('\n')}\n`);
    exit(1);
  }, FINISHING).unref();
}

async function main(log: string): Promise<void> {
  stdout.write(`${JSON.stringify({ port: await listen() })}\n`);
  const lines = createInterface({ input: stdin });
  lines.on('line', (line) => {
    const message = JSON.parse(line) as ControlMessage;
    if (message.kind === 'targets') targets = message.targets;
    else finish();
  });
  // Nobody is left to tell it more.
  lines.on('close', finish);
  await Promise.all(LOADS.flatMap((load) => Array.from({ length: load.atOnce }, () => keepUp(load))));
  lines.close();
  stdin.destroy();
  await writeFile(log, JSON.stringify(Object.fromEntries(sent)));
}

void main(argv[2]!);
