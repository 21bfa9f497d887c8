import dgram from 'node:dgram';
import { SockscopeError } from '../bytes/error';
import { resolveHost, type Address } from './attempt';
import { raceAbort } from './deadline';
import { formatEndpoint, formatHostPort, type HostEndpoint } from './endpoint';
import { MAX_BYTES_WAITING, MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6, MAX_PEERS } from './limits';
import type { Service } from './services';
import type { DatagramState, SocketInfo } from './socketInfo';
import { explain } from './systemError';
import type { DatagramTap, IpEndpoint, Recording } from './tap';

/** Asked of the system (1 MiB); it may grant less. Room for a burst while the event loop is elsewhere. */
const RECEIVE_BUFFER = 1024 * 1024;

/** One of the addresses that a datagram socket has exchanged datagrams with. */
export interface Peer {
  readonly endpoint: IpEndpoint;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
  bytesReceived: number;
  bytesSent: number;
  datagramsReceived: number;
  datagramsSent: number;
}

export interface DatagramOptions {
  readonly id: string;
  readonly service?: Service;
  readonly changed: () => void;
}

/** A UDP socket: bound, with many peers, or dialled, with the one it is connected to. */
export class DatagramSocket {
  readonly kind = 'datagram';
  readonly id: string;
  readonly service: Service | undefined;
  readonly openedAt = Date.now();
  readonly #changed: () => void;
  readonly #peers = new Map<string, Peer>();
  readonly #readers = new Set<(bytes: Uint8Array, peer: IpEndpoint) => void>();
  #socket: dgram.Socket | undefined;
  #tap: DatagramTap | undefined;
  #recording: Recording | undefined;
  #local: IpEndpoint | undefined;
  #remote: IpEndpoint | undefined;
  #state: DatagramState = 'open';
  #bytesReceived = 0;
  #bytesSent = 0;
  #bytesWaiting = 0;
  #notRecorded = 0;
  #endedAt: number | undefined;
  #error: SockscopeError | undefined;

  constructor(options: DatagramOptions) {
    this.id = options.id;
    this.service = options.service;
    this.#changed = options.changed;
  }

  get state(): DatagramState {
    return this.#state;
  }

  get local(): IpEndpoint | undefined {
    return this.#local;
  }

  /** The peer that the socket is connected to; absent for a bound one. */
  get remote(): IpEndpoint | undefined {
    return this.#remote;
  }

  get recording(): Recording | undefined {
    return this.#recording;
  }

  /** At most {@link MAX_PEERS}. */
  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  get bytesWaiting(): number {
    return this.#bytesWaiting;
  }

  /** Datagrams that are missing in the capture, because the recorder had no room for them. */
  get datagramsNotRecorded(): number {
    return this.#notRecorded;
  }

  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  get error(): SockscopeError | undefined {
    return this.#error;
  }

  /** Binds, to answer many peers. */
  async listen(endpoint: HostEndpoint, record: (local: IpEndpoint) => Recording): Promise<void> {
    await this.#open(endpoint, 'listen', record, resolveHost(endpoint.host), async (socket, address) => {
      await bound(socket, { address, port: endpoint.port, exclusive: true });
    });
  }

  /** Connects to one peer: datagrams of others are not received, and a refusal (ICMP) is reported. */
  async dial(endpoint: HostEndpoint, signal: AbortSignal, record: (local: IpEndpoint) => Recording): Promise<void> {
    const resolving = raceAbort(resolveHost(endpoint.host), signal);
    await this.#open(endpoint, 'dial', record, resolving, async (socket, address) => {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(endpoint.port, address, (error?: Error) => {
          socket.off('error', reject);
          if (error) reject(error);
          else resolve();
        });
      });
      this.#remote = { family: 'ip', address, port: endpoint.port };
      this.#peer(this.#remote);
    });
  }

  /** Calls `reader` with each datagram, which it must not change. Returns how to stop. */
  onReceive(reader: (bytes: Uint8Array, peer: IpEndpoint) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /**
   * Sends one datagram; settles when the kernel has taken it.
   *
   * @param to Needed on a bound socket unless it has exactly one peer; not allowed on a dialled one.
   * @throws SockscopeError `EMSGSIZE` (over 65,507 bytes on IPv4, 65,527 on IPv6), `PEER_NEEDED`, `PEER_FIXED`,
   *   `SEND_QUEUE_FULL`, `SOCKET_CLOSED`, or a system code such as `ECONNREFUSED`.
   */
  async send(bytes: Uint8Array, to?: IpEndpoint): Promise<void> {
    const socket = this.#socket;
    if (!socket || this.#state !== 'open') throw this.#alreadyClosed();
    const peer = this.#destination(to);
    const isIpv6 = peer.address.includes(':');
    const limit = isIpv6 ? MAX_DATAGRAM_IPV6 : MAX_DATAGRAM_IPV4;
    if (bytes.length > limit) {
      throw new SockscopeError(
        'EMSGSIZE',
        'A datagram of {0} bytes cannot be sent: over {1} at most {2} fit, because the length field of the headers has 16 bits. Send several, or use TCP.',
        [bytes.length, isIpv6 ? 'IPv6' : 'IPv4', limit],
      );
    }
    if (this.#bytesWaiting > MAX_BYTES_WAITING) {
      throw new SockscopeError(
        'SEND_QUEUE_FULL',
        '{0} bytes are waiting to be sent, so nothing more is taken. Wait a moment, or close the socket.',
        [this.#bytesWaiting],
      );
    }
    this.#bytesWaiting += bytes.length;
    try {
      await new Promise<void>((resolve, reject) => {
        const done = (error: Error | null): void => {
          if (error) reject(error);
          else resolve();
        };
        if (this.#remote) socket.send(bytes, done);
        else socket.send(bytes, peer.port, peer.address, done);
      });
    } catch (error) {
      throw explain(error, 'send', `udp://${formatHostPort(peer.address, peer.port)}`);
    } finally {
      this.#bytesWaiting -= bytes.length;
    }
    this.#bytesSent += bytes.length;
    const known = this.#peer(peer);
    known.bytesSent += bytes.length;
    known.datagramsSent++;
    this.#record('sent', bytes, peer);
    this.#changed();
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (!socket || this.#state !== 'open') return;
    this.#state = 'closed';
    this.#endedAt = Date.now();
    this.#socket = undefined;
    this.#readers.clear();
    this.#tap?.event({ kind: 'close', direction: 'sent' });
    await new Promise<void>((resolve) => socket.close(resolve));
    void this.#recording?.close();
    this.#changed();
  }

  info(): SocketInfo {
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      local: this.#local ? `udp://${formatHostPort(this.#local.address, this.#local.port)}` : '',
      ...(this.#remote ? { remote: `udp://${formatHostPort(this.#remote.address, this.#remote.port)}` } : {}),
      ...(this.service ? { service: this.service.id } : {}),
      bytesReceived: this.#bytesReceived,
      bytesSent: this.#bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      datagramsNotRecorded: this.#notRecorded,
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  async #open(
    endpoint: HostEndpoint,
    operation: 'listen' | 'dial',
    record: (local: IpEndpoint) => Recording,
    resolving: Promise<Address[]>,
    connect: (socket: dgram.Socket, address: string) => Promise<void>,
  ): Promise<void> {
    let socket: dgram.Socket | undefined;
    try {
      const target = (await resolving)[0];
      if (!target) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
      socket = dgram.createSocket({ type: target.family === 6 ? 'udp6' : 'udp4', ipv6Only: target.family === 6 });
      await connect(socket, target.address);
      socket.setRecvBufferSize(RECEIVE_BUFFER);
    } catch (error) {
      socket?.close();
      this.#error = explain(error, operation, formatEndpoint(endpoint));
      this.#state = 'failed';
      this.#endedAt = Date.now();
      this.#changed();
      throw this.#error;
    }
    const { address, port } = socket.address();
    this.#socket = socket;
    this.#local = { family: 'ip', address, port };
    this.#recording = record(this.#local);
    this.#tap = this.#recording.datagrams(this.#local);
    this.#tap.event({ kind: 'open', direction: 'sent' });
    socket.on('message', (bytes, sender) => {
      this.#onDatagram(bytes, { family: 'ip', address: sender.address, port: sender.port });
    });
    socket.on('error', (error) => {
      this.#onError(error);
    });
    this.#changed();
  }

  #onDatagram(bytes: Buffer, peer: IpEndpoint): void {
    this.#bytesReceived += bytes.length;
    const known = this.#peer(peer);
    known.bytesReceived += bytes.length;
    known.datagramsReceived++;
    this.#record('received', bytes, peer);
    for (const reader of this.#readers) reader(bytes, peer);
    const answer = this.service?.datagram?.(bytes);
    if (answer) {
      this.send(answer, peer).catch((error: unknown) => {
        this.#onError(error);
      });
    }
    this.#changed();
  }

  #record(direction: 'received' | 'sent', bytes: Uint8Array, peer: IpEndpoint): void {
    if (this.#tap?.datagram(direction, bytes, peer) === false) this.#notRecorded++;
  }

  /** An error on a datagram socket, such as a refusal by ICMP, does not end it. */
  #onError(error: unknown): void {
    const peer = this.#remote ?? this.#local;
    this.#error = explain(error, 'receive', peer ? `udp://${formatHostPort(peer.address, peer.port)}` : this.id);
    this.#tap?.event({ kind: 'error', direction: 'received', detail: this.#error.message });
    this.#changed();
  }

  #destination(to: IpEndpoint | undefined): IpEndpoint {
    if (this.#remote) {
      if (!to || (to.address === this.#remote.address && to.port === this.#remote.port)) return this.#remote;
      throw new SockscopeError(
        'PEER_FIXED',
        'This socket is connected to {0} and can send to no other peer: use a listening UDP socket for that.',
        [formatHostPort(this.#remote.address, this.#remote.port)],
      );
    }
    if (to) return to;
    const [only, second] = this.#peers.values();
    if (only && !second) return only.endpoint;
    throw new SockscopeError(
      'PEER_NEEDED',
      only
        ? 'This socket has {0} peers: say which one gets the datagram.'
        : 'Nobody has sent a datagram to this socket yet: say which address gets the datagram.',
      [this.#peers.size],
    );
  }

  /** The peer's row, moved to the end of the list; the one silent for longest makes room when the list is full. */
  #peer(endpoint: IpEndpoint): Peer {
    const key = formatHostPort(endpoint.address, endpoint.port);
    const known = this.#peers.get(key);
    if (known) {
      // Only a full list cares for the order, and only then is keeping it worth the time.
      if (this.#peers.size >= MAX_PEERS) {
        this.#peers.delete(key);
        this.#peers.set(key, known);
      }
      return known;
    }
    if (this.#peers.size >= MAX_PEERS) {
      const oldest = this.#peers.keys().next();
      if (oldest.done !== true) this.#peers.delete(oldest.value);
    }
    const peer: Peer = {
      endpoint,
      firstSeen: Date.now(),
      bytesReceived: 0,
      bytesSent: 0,
      datagramsReceived: 0,
      datagramsSent: 0,
    };
    this.#peers.set(key, peer);
    return peer;
  }

  #alreadyClosed(): SockscopeError {
    return new SockscopeError('SOCKET_CLOSED', 'This UDP socket is closed: open it again to go on.');
  }
}

function bound(socket: dgram.Socket, options: dgram.BindOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(options, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
