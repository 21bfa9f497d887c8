/** Linux' tables of its sockets, /proc/net/{tcp,tcp6,udp,udp6}, as text: proc_net_tcp.txt of the kernel's documentation. */
import { formatIpv4, formatIpv6 } from '../../bytes/ip';
import type { PortTransport } from '../../bytes/ports';
import type { IpSocketAddress } from '../address/socketAddress';

/** include/net/tcp_states.h, from 1 on. A UDP socket is `CLOSE`, or `ESTABLISHED` when it is connected. */
const STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
] as const;

export type KernelState = (typeof STATES)[number];

/** What the column `tr` counts, from 0 on: get_tcp4_sock() in net/ipv4/tcp_ipv4.c. `keepalive` is also that of SYN and ACK. */
const TIMERS = ['none', 'retransmit', 'keepalive', 'timeWait', 'zeroWindowProbe'] as const;

export type KernelTimer = (typeof TIMERS)[number];

/** The unit of times in these tables is 1 / USER_HZ, which is 100 on all architectures that Node runs on. */
const MILLISECONDS_PER_TICK = 10;

/** One socket, as the kernel sees it. */
export interface KernelSocket {
  readonly transport: PortTransport;
  readonly local: IpSocketAddress;
  /** The unspecified address and port 0 while there is no peer. */
  readonly remote: IpSocketAddress;
  readonly state: KernelState;
  /** Bytes that were sent and not acknowledged yet; of a listener 0. */
  readonly sendQueue: number;
  /** Bytes that were received and not read yet; of a listener the connections that wait to be accepted. */
  readonly receiveQueue: number;
  readonly timer: KernelTimer;
  /** Milliseconds until the timer fires, in steps of 10; 0 without one. */
  readonly timerIn: number;
  /** Of the segment that was not acknowledged. */
  readonly retransmits: number;
  /** Of the user who made the socket. */
  readonly uid: number;
  /** Names the socket in /proc/PID/fd; 0 when no process has it any more. */
  readonly inode: number;
  /** Datagrams that came and were dropped, mostly since the receive buffer was full; of UDP alone. */
  readonly drops?: number;
}

export type Endianness = 'LE' | 'BE';

/** Which sockets: those with this local port; with `remote` those alone that have this port of their peer. */
export interface PortQuery {
  readonly local: number;
  readonly remote?: number;
}

/** Finds the lines that are asked for in a table that comes in pieces, however long it is, and keeps no others. */
export class LineFinder {
  readonly #found: Map<string, string[] | undefined>;
  readonly #most: number;
  #rest = '';

  /** @param most Lines for one query; with more it has no answer. */
  constructor(queries: Iterable<PortQuery>, most: number) {
    this.#found = new Map([...queries].map((query) => [keyOf(query), []]));
    this.#most = most;
  }

  /** @param piece What comes next of /proc/net/tcp and the like, cut anywhere. */
  add(piece: string): void {
    const text = this.#rest + piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#look(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
  }

  end(): void {
    this.#look(this.#rest);
    this.#rest = '';
  }

  /** In the table's order; undefined when there are more than can be looked at. */
  linesOf(query: PortQuery): readonly string[] | undefined {
    return this.#found.get(keyOf(query));
  }

  #look(line: string): void {
    // `  12: 0100007F:1F90 0200007F:D431 …`: behind the second colon and the third.
    const second = line.indexOf(':', line.indexOf(':') + 1);
    const local = line.slice(second + 1, second + 5);
    const third = line.indexOf(':', second + 1);
    this.#keep(local, line);
    this.#keep(`${local}:${line.slice(third + 1, third + 5)}`, line);
  }

  #keep(key: string, line: string): void {
    const lines = this.#found.get(key);
    if (lines === undefined) return;
    if (lines.length < this.#most) lines.push(line);
    else this.#found.set(key, undefined);
  }
}

/** Takes from tables that come in pieces the lines of sockets that some program has, so many at most: those that wait for peers first. */
export class LineSieve {
  readonly #most: number;
  readonly #waiting: SievedLine[] = [];
  readonly #others: SievedLine[] = [];
  #more = 0;
  #rest = '';

  constructor(most: number) {
    this.#most = most;
  }

  add(piece: string, transport: PortTransport): void {
    const text = this.#rest + piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#look(text.slice(start, end), transport);
      start = end + 1;
    }
    this.#rest = text.slice(start);
  }

  /** Of one table. */
  end(transport: PortTransport): void {
    this.#look(this.#rest, transport);
    this.#rest = '';
  }

  get lines(): readonly SievedLine[] {
    return [...this.#waiting, ...this.#others.slice(0, this.#most - this.#waiting.length)];
  }

  /** How many lines there were besides. */
  get more(): number {
    return this.#more + Math.max(0, this.#waiting.length + this.#others.length - this.#most);
  }

  #look(line: string, transport: PortTransport): void {
    // Behind the fourth colon's port: ` 0A `. The heading has none.
    const third = line.indexOf(':', line.indexOf(':', line.indexOf(':') + 1) + 1);
    const state = third < 0 ? '' : line.slice(third + 6, third + 8);
    if (!/^[0-9A-F]{2}$/.test(state) || (state === '06' && transport === 'tcp')) return;
    const lines = state === '0A' || state === '07' ? this.#waiting : this.#others;
    if (lines.length < this.#most) lines.push({ line, transport });
    else this.#more++;
  }
}

export interface SievedLine {
  readonly line: string;
  readonly transport: PortTransport;
}

/** As the ports stand in the tables. */
function keyOf({ local, remote }: PortQuery): string {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  return remote === undefined ? hex(local) : `${hex(local)}:${hex(remote)}`;
}

/**
 * One line of a table; undefined when it is none, or of a kernel that writes another table.
 *
 * @param endianness Of this machine: the addresses stand in its order, four bytes at a time.
 */
export function parseSocketLine(
  line: string,
  transport: PortTransport,
  endianness: Endianness,
): KernelSocket | undefined {
  const fields = line.trim().split(/\s+/);
  const [, localText = '', remoteText = '', stateText = '', queues = '', timer = '', retransmits = '', uid, , inode] =
    fields;
  const local = parseEnd(localText, endianness);
  const remote = parseEnd(remoteText, endianness);
  const state = STATES[Number.parseInt(stateText, 16) - 1];
  const [sendQueue = NaN, receiveQueue = NaN] = hexPair(queues);
  const [timerKind = NaN, ticks = NaN] = hexPair(timer);
  const drops = transport === 'udp' ? Number(fields[12]) : undefined;
  const socket = {
    transport,
    sendQueue,
    receiveQueue,
    timerIn: ticks * MILLISECONDS_PER_TICK,
    retransmits: Number.parseInt(retransmits, 16),
    uid: Number(uid),
    inode: Number(inode),
    ...(drops === undefined ? {} : { drops }),
  };
  if (!local || !remote || !state) return undefined;
  if (Object.values(socket).some((value) => Number.isNaN(value))) return undefined;
  // Newer kernels may know more timers.
  return { ...socket, local, remote, state, timer: TIMERS[timerKind] ?? 'none' };
}

function hexPair(text: string): number[] {
  return text.split(':').map((part) => Number.parseInt(part, 16));
}

/** `0100007F:1F90`, the port in the order in which people write it. */
function parseEnd(text: string, endianness: Endianness): IpSocketAddress | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (!match) return undefined;
  const [, address = '', port = ''] = match;
  const bytes = new Uint8Array(address.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const at = endianness === 'LE' ? i ^ 3 : i;
    bytes[at] = Number.parseInt(address.slice(2 * i, 2 * i + 2), 16);
  }
  return {
    family: 'ip',
    address: bytes.length === 4 ? formatIpv4(bytes) : formatIpv6(bytes),
    port: Number.parseInt(port, 16),
  };
}
