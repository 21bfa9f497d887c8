import type dgram from 'node:dgram';
import { SockscopeError } from '../bytes/error';
import { resolveHost } from './attempt';
import { bindDatagram, connectDatagram } from './datagramOpening';
import { cancelled, raceAbort } from './deadline';
import { formatEndpoint, formatHostPort, type HostEndpoint } from './endpoint';
import { MAX_BYTES_WAITING, MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6 } from './limits';
import { Peers, type Peer } from './peers';
import type { Service } from './services';
import type { DatagramState, SocketInfo } from './socketInfo';
import { explain, type Operation } from './systemError';
import type { DatagramTap, IpEndpoint, Recording } from './tap';

export type { Peer } from './peers';

/** Asked of the system (4 MiB); it may grant less. Room for a burst while the event loop is elsewhere. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

export interface DatagramOptions {
  readonly id: string;
  readonly service?: Service;
  /** Told of every change of state or of counts. */
  readonly changed: () => void;
  /** Says why binding failed. */
  readonly explain?: (error: unknown, endpoint: HostEndpoint) => Promise<SockscopeError>;
  /** Whether a socket of this process answers by itself there: answering it would never end. */
  readonly answersItself?: (peer: IpEndpoint) => boolean;
}

/** A UDP socket: bound, with many peers, or dialled, with the one it is connected to. */
export class DatagramSocket {
  readonly kind = 'datagram';
  readonly id: string;
  readonly service: Service | undefined;
  readonly openedAt = Date.now();
  readonly #options: DatagramOptions;
  readonly #peers = new Peers();
  readonly #readers = new Set<(bytes: Uint8Array, peer: IpEndpoint) => void>();
  /** How to refuse the sends that the kernel has not taken yet. */
  readonly #unsent = new Set<(error: Error) => void>();
  #socket: dgram.Socket | undefined;
  #dialling: AbortController | undefined;
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
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
    this.#options = options;
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

  /** At most `MAX_PEERS`, the one silent for longest first. */
  get peers(): readonly Peer[] {
    return this.#peers.list();
  }

  /** The conversation's number within its capture; undefined while nothing is recorded. */
  get conversation(): number | undefined {
    return this.#tap?.conversation;
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

  /**
   * Binds, to answer many peers.
   *
   * @throws SockscopeError with the system's code
   */
  listen(endpoint: HostEndpoint, record: (local: IpEndpoint) => Recording): Promise<void> {
    this.#opening = this.#listen(endpoint, record);
    return this.#opening;
  }

  /**
   * Connects to one peer: datagrams of others are not received, and a refusal (ICMP) is reported.
   *
   * @param cancel Its signal calls off resolving the name; {@link close} aborts it.
   * @throws SockscopeError `CANCELLED`, or the system's code
   */
  dial(endpoint: HostEndpoint, cancel: AbortController, record: (local: IpEndpoint) => Recording): Promise<void> {
    this.#dialling = cancel;
    this.#opening = this.#dial(endpoint, cancel.signal, record);
    return this.#opening;
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
    const socket = this.#openSocket();
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
        this.#unsent.add(reject);
        const done = (error: Error | null): void => {
          this.#unsent.delete(reject);
          if (error) reject(error);
          else resolve();
        };
        if (this.#remote) socket.send(bytes, done);
        else socket.send(bytes, peer.port, peer.address, done);
      });
    } catch (error) {
      throw this.#noteError(error, 'send', peer);
    } finally {
      this.#bytesWaiting -= bytes.length;
    }
    this.#bytesSent += bytes.length;
    const known = this.#peers.touch(peer.address, peer.port);
    known.bytesSent += bytes.length;
    known.datagramsSent++;
    this.#record('sent', bytes, known.endpoint);
    this.#options.changed();
  }

  /** Closes after what was sent; while dialling, gives up. Settles when the socket is closed. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
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

  async #listen(endpoint: HostEndpoint, record: (local: IpEndpoint) => Recording): Promise<void> {
    try {
      const [first] = await resolveHost(endpoint.host);
      this.#start(await bindDatagram(first, endpoint.port), record);
    } catch (error) {
      this.#local ??= { family: 'ip', address: endpoint.host, port: endpoint.port };
      throw this.#failed(
        (await this.#options.explain?.(error, endpoint)) ?? explain(error, 'listen', formatEndpoint(endpoint)),
      );
    }
  }

  async #dial(endpoint: HostEndpoint, signal: AbortSignal, record: (local: IpEndpoint) => Recording): Promise<void> {
    try {
      const addresses = await raceAbort(resolveHost(endpoint.host), signal);
      const { socket, address } = await connectDatagram(addresses, endpoint.port, signal);
      this.#remote = this.#peers.touch(address, endpoint.port).endpoint;
      this.#start(socket, record);
    } catch (error) {
      this.#remote ??= { family: 'ip', address: endpoint.host, port: endpoint.port };
      throw this.#failed(explain(error, 'dial', formatEndpoint(endpoint)));
    }
  }

  #start(socket: dgram.Socket, record: (local: IpEndpoint) => Recording): void {
    this.#socket = socket;
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    const { address, port } = socket.address();
    this.#local = { family: 'ip', address, port };
    this.#recording = record(this.#local);
    this.#tap = this.#recording.datagrams(this.#local);
    this.#tap.event({ kind: 'open', direction: 'sent' });
    socket.on('message', (bytes, sender) => {
      this.#onDatagram(bytes, sender);
    });
    socket.on('error', (error) => {
      // An error on a datagram socket, such as a refusal by ICMP, does not end it.
      this.#noteError(error, 'receive', this.#remote ?? this.#local);
    });
    this.#options.changed();
  }

  #failed(error: SockscopeError): SockscopeError {
    this.#socket?.close();
    this.#socket = undefined;
    this.#error = error;
    this.#state = 'failed';
    this.#endedAt = Date.now();
    this.#options.changed();
    return error;
  }

  async #close(): Promise<void> {
    this.#dialling?.abort(cancelled());
    // Why opening failed is told to whoever opened.
    await this.#opening?.catch(() => undefined);
    // What was given to send() in this turn reaches the kernel in the next; only a full kernel keeps it longer.
    await new Promise((resolve) => setImmediate(resolve));
    const socket = this.#socket;
    if (!socket) return;
    this.#state = 'closed';
    this.#endedAt = Date.now();
    this.#socket = undefined;
    this.#readers.clear();
    this.#tap?.event({ kind: 'close', direction: 'sent' });
    await new Promise<void>((resolve) => socket.close(resolve));
    for (const refuse of this.#unsent) refuse(this.#alreadyClosed());
    void this.#recording?.close();
    this.#options.changed();
  }

  #onDatagram(bytes: Buffer, sender: dgram.RemoteInfo): void {
    this.#bytesReceived += bytes.length;
    const known = this.#peers.touch(sender.address, sender.port);
    known.bytesReceived += bytes.length;
    known.datagramsReceived++;
    const peer = known.endpoint;
    this.#record('received', bytes, peer);
    for (const reader of this.#readers) reader(bytes, peer);
    if (this.service?.datagram) this.#answer(this.service.datagram(bytes), peer);
    this.#options.changed();
  }

  #answer(answer: Uint8Array, peer: IpEndpoint): void {
    if (this.#options.answersItself?.(peer) === true) {
      this.#noteError(endlessAnswers(peer), 'send', peer);
      return;
    }
    this.send(answer, peer).catch((error: unknown) => {
      this.#noteError(error, 'send', peer);
    });
  }

  #record(direction: 'received' | 'sent', bytes: Uint8Array, peer: IpEndpoint): void {
    if (this.#state === 'open' && this.#tap?.datagram(direction, bytes, peer) === false) this.#notRecorded++;
  }

  /** Keeps an error that does not end the socket. One that repeats itself is recorded once. */
  #noteError(error: unknown, operation: Operation, peer: IpEndpoint | undefined): SockscopeError {
    const explained = explain(error, operation, peer ? `udp://${formatHostPort(peer.address, peer.port)}` : this.id);
    const isRepeated = this.#error?.message === explained.message;
    this.#error = explained;
    if (this.#state === 'open' && !isRepeated) {
      const direction = operation === 'send' ? 'sent' : 'received';
      this.#tap?.event({ kind: 'error', direction, detail: explained.message });
    }
    this.#options.changed();
    return explained;
  }

  #openSocket(): dgram.Socket {
    if (this.#state === 'failed') throw this.#error ?? this.#alreadyClosed();
    if (this.#state === 'closed' || this.#closing) throw this.#alreadyClosed();
    if (!this.#socket) {
      throw new SockscopeError(
        'NOT_CONNECTED',
        'This UDP socket is not open yet: wait until its peer’s name is resolved.',
      );
    }
    return this.#socket;
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
    const { only } = this.#peers;
    if (only) return only.endpoint;
    throw new SockscopeError(
      'PEER_NEEDED',
      this.#peers.size > 0
        ? 'This socket has {0} peers: say which one gets the datagram.'
        : 'Nobody has sent a datagram to this socket yet: say which address gets the datagram.',
      [this.#peers.size],
    );
  }

  #alreadyClosed(): SockscopeError {
    return new SockscopeError('SOCKET_CLOSED', 'This UDP socket is closed: open it again to go on.');
  }
}

function endlessAnswers(peer: IpEndpoint): SockscopeError {
  return new SockscopeError(
    'ENDLESS_ANSWERS',
    'A datagram from {0} was not answered: Sockscope answers there by itself too, and the two would answer each other without end. Send from a socket whose service is manual.',
    [`udp://${formatHostPort(peer.address, peer.port)}`],
  );
}
