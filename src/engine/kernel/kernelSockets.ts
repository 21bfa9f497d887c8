import { createReadStream } from 'node:fs';
import { endianness } from 'node:os';
import type { PortTransport } from '../../bytes/ports';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_KERNEL_SOCKETS, MAX_LISTED_KERNEL_SOCKETS } from '../limits';
import {
  LineFinder,
  LineSieve,
  parseSocketLine,
  type Endianness,
  type KernelSocket,
  type PortQuery,
} from './socketTable';
import { parseUnixLine, type KernelUnixSocket } from './unixTable';

/** `/proc/net/tcp` and the like: IPv4 and IPv6 have tables of their own. */
type TableName = PortTransport | `${PortTransport}6`;

const TABLES: readonly (readonly [TableName, PortTransport])[] = [
  ['tcp', 'tcp'],
  ['tcp6', 'tcp'],
  ['udp', 'udp'],
  ['udp6', 'udp'],
];

/** Milliseconds of parsing after which others have their turn. */
const SLICE = 4;

/** How many connections are in TIME_WAIT, and at how many the kernel begins to forget them at once: tcp(7). */
const STATISTICS = '/proc/net/sockstat';
const MAX_TIME_WAIT = '/proc/sys/net/ipv4/tcp_max_tw_buckets';

export interface KernelSocketsOptions {
  /** A `process.platform` value; this one's unless given. */
  readonly platform?: string;
  /** The text of a file in /proc, in pieces or whole; rejects where there is none. */
  readonly read?: (path: string) => AsyncIterable<string> | Promise<string>;
  readonly endianness?: Endianness;
}

/**
 * A reading that many may share: who asks while one goes on gets the next, since what he asks about may be newer. It keeps only
 * what those who share it ask for.
 */
class SharedReading {
  readonly #read: (queries: readonly PortQuery[]) => Promise<LineFinder>;
  #running: Promise<LineFinder> | undefined;
  #next: Promise<LineFinder> | undefined;
  #queries: PortQuery[] = [];

  constructor(read: (queries: readonly PortQuery[]) => Promise<LineFinder>) {
    this.#read = read;
  }

  /** Rejects when it cannot be read. */
  async linesOf(query: PortQuery): Promise<readonly string[] | undefined> {
    this.#queries.push(query);
    // Whoever asks in the same turn shares the reading that begins after it.
    this.#next ??= (this.#running ?? Promise.resolve()).then(this.#start, this.#start);
    return (await this.#next).linesOf(query);
  }

  readonly #start = (): Promise<LineFinder> => {
    const queries = this.#queries;
    this.#queries = [];
    this.#next = undefined;
    const running = this.#read(queries).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  };
}

/** What the kernel knows of the sockets of this machine (of this network namespace): on Linux alone. */
export class KernelSockets {
  readonly #options: KernelSocketsOptions;
  readonly #readings = new Map<TableName, SharedReading>();

  constructor(options: KernelSocketsOptions = {}) {
    this.#options = options;
  }

  /** Whether this system has such tables at all. */
  get isKnown(): boolean {
    return (this.#options.platform ?? process.platform) === 'linux';
  }

  /**
   * All sockets whose local port is `port`, also those of other users, IPv4 first.
   *
   * @param remotePort Only those whose peer has this port.
   * @returns undefined where it cannot be known: on another system, without /proc, or with more such sockets than are looked at.
   */
  async at(transport: PortTransport, port: number, remotePort?: number): Promise<readonly KernelSocket[] | undefined> {
    if (!this.isKnown) return undefined;
    const query: PortQuery = remotePort === undefined ? { local: port } : { local: port, remote: remotePort };
    const [ipv4, ipv6] = await Promise.all([this.#lines(transport, query), this.#lines(`${transport}6`, query)]);
    if (ipv4 === 'unknown' || ipv6 === 'tooMany' || ipv4 === 'tooMany') return undefined;
    const order = this.#options.endianness ?? endianness();
    // A machine without IPv6 has no table for it.
    return [...ipv4, ...(ipv6 === 'unknown' ? [] : ipv6)]
      .map((line) => parseSocketLine(line, transport, order))
      .filter((socket) => socket !== undefined);
  }

  /**
   * All sockets that some program has, those that wait for peers first: not TIME_WAIT, which nobody has.
   *
   * @returns `more`: how many there are besides those that are listed.
   */
  async all(): Promise<{ readonly sockets: readonly KernelSocket[]; readonly more: number }> {
    const order = this.#options.endianness ?? endianness();
    const sieve = new LineSieve(MAX_LISTED_KERNEL_SOCKETS);
    const sockets: KernelSocket[] = [];
    for (const [name, transport] of TABLES) {
      try {
        for await (const piece of this.#pieces(`/proc/net/${name}`)) sieve.add(piece, transport);
      } catch {
        // It is not there, or not for us.
      }
      sieve.end(transport);
    }
    let begun = performance.now();
    for (const { line, transport } of sieve.lines) {
      const socket = parseSocketLine(line, transport, order);
      if (socket) sockets.push(socket);
      if (performance.now() - begun < SLICE) continue;
      await nextTurn();
      begun = performance.now();
    }
    return { sockets, more: sieve.more };
  }

  /** The machine's Unix sockets that have a path or a name; undefined where that cannot be known. */
  async unix(): Promise<readonly KernelUnixSocket[] | undefined> {
    if (!this.isKnown) return undefined;
    try {
      const sockets: KernelUnixSocket[] = [];
      let rest = '';
      for await (const piece of this.#pieces('/proc/net/unix')) {
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          // Most have none, and are not worth the while.
          const socket = /[/@]/.test(line) ? parseUnixLine(line) : undefined;
          if (socket && sockets.length < MAX_LISTED_KERNEL_SOCKETS) sockets.push(socket);
        }
      }
      return sockets;
    } catch {
      return undefined;
    }
  }

  /** Whether a connection that both sides have closed stays in the table for a while, as it should. */
  async keepsTimeWait(): Promise<boolean> {
    try {
      const [statistics, most] = await Promise.all([this.#whole(STATISTICS), this.#whole(MAX_TIME_WAIT)]);
      const count = /^TCP:.* tw (\d+)/m.exec(statistics)?.[1];
      return count !== undefined && Number(count) < Number(most);
    } catch {
      return false;
    }
  }

  async *#pieces(path: string): AsyncIterable<string> {
    const text = (this.#options.read ?? readProc)(path);
    if (text instanceof Promise) yield await text;
    else yield* text;
  }

  async #whole(path: string): Promise<string> {
    let whole = '';
    for await (const piece of this.#pieces(path)) whole += piece;
    return whole;
  }

  async #lines(name: TableName, query: PortQuery): Promise<readonly string[] | 'unknown' | 'tooMany'> {
    let reading = this.#readings.get(name);
    if (!reading) {
      reading = new SharedReading(async (queries) => {
        const finder = new LineFinder(queries, MAX_KERNEL_SOCKETS);
        for await (const piece of this.#pieces(`/proc/net/${name}`)) finder.add(piece);
        finder.end();
        return finder;
      });
      this.#readings.set(name, reading);
    }
    try {
      return (await reading.linesOf(query)) ?? 'tooMany';
    } catch {
      // It is not there, or not for us: then nothing is known, which is what is answered.
      return 'unknown';
    }
  }
}

async function* readProc(path: string): AsyncIterable<string> {
  for await (const piece of createReadStream(path, 'latin1')) yield piece as string;
}
