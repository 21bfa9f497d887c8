import { EventEmitter } from 'node:events';
import type net from 'node:net';
import { SockscopeError } from '../bytes/error';
import { connectTo } from './attempt';
import { Connection } from './connection';
import { DatagramSocket } from './datagramSocket';
import { withDeadline } from './deadline';
import { requestedEnd, requireZone, type Endpoint, type HostEndpoint } from './endpoint';
import { DEFAULT_BACKLOG, DEFAULT_CONNECTION_LIMIT, DEFAULT_DIAL_TIMEOUT, MAX_ENDED_SOCKETS } from './limits';
import { Listener } from './listener';
import { explainDialling, explainListening, isReachedAt } from './occupant';
import { findService, SERVICES, type Service } from './services';
import { isEnded } from './socketInfo';
import type { IpEndpoint, SocketEndpoint, StartRecording } from './tap';

export type LiveSocket = Listener | Connection | DatagramSocket;

export interface EngineOptions {
  /** Begins the record of each top-level socket. */
  readonly record: StartRecording;
  /** Connections that a listener has at once; read at each listening. */
  readonly connectionLimit?: () => number;
}

export interface ListenOptions {
  /** One of {@link SERVICES}; `manual` unless given. */
  readonly service?: string;
  /** 1 to 65,535 pending connections. */
  readonly backlog?: number;
}

export interface DialOptions {
  /** Milliseconds, at least 1; 10,000 unless given. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

interface EngineEvents {
  /** The list of sockets changed. */
  list: [];
  /** A socket's state or counts changed; may come once for every chunk. */
  socket: [LiveSocket];
}

/** All sockets of this process, live and ended, in the order in which they were opened. */
export class Engine extends EventEmitter<EngineEvents> {
  readonly #options: EngineOptions;
  readonly #sockets = new Map<string, LiveSocket>();
  /** Ids of ended sockets, in the order in which they ended. */
  readonly #ended = new Set<string>();
  /** Datagram sockets that answer by themselves. */
  readonly #answering = new Set<DatagramSocket>();
  #lastId = 0;

  constructor(options: EngineOptions) {
    super();
    this.#options = options;
  }

  get sockets(): Iterable<LiveSocket> {
    return this.#sockets.values();
  }

  get openCount(): number {
    return this.#sockets.size - this.#ended.size;
  }

  find(id: string): LiveSocket | undefined {
    return this.#sockets.get(id);
  }

  /** @throws SockscopeError `UNKNOWN_SOCKET` */
  get(id: string): LiveSocket {
    const socket = this.#sockets.get(id);
    if (!socket) {
      throw new SockscopeError('UNKNOWN_SOCKET', 'There is no socket "{0}": it was cleared, or never existed.', [id]);
    }
    return socket;
  }

  /**
   * Listens on TCP or a Unix path, or binds UDP. Settles when the system has bound it; what fails is listed as `failed`.
   *
   * @throws SockscopeError `UNKNOWN_SERVICE`, `BAD_BACKLOG`, `ZONE_MISSING`, or a system code such as `EADDRINUSE`.
   */
  async listen(endpoint: Endpoint, options: ListenOptions = {}): Promise<Listener | DatagramSocket> {
    requireZone(endpoint);
    const service = requireService(options.service ?? 'manual');
    const backlog = requireBacklog(options.backlog ?? DEFAULT_BACKLOG);
    const id = this.#nextId();
    const explainFailure = (error: unknown): Promise<SockscopeError> =>
      explainListening(error, endpoint, this.#sockets.values());
    if (endpoint.transport === 'udp') {
      const socket: DatagramSocket = new DatagramSocket({
        id,
        service,
        changed: this.#notifier(() => socket),
        explain: explainFailure,
        answersItself: (peer) => this.#answersItself(peer),
      });
      try {
        await socket.listen(endpoint, (local) => this.#options.record(recordTitle('udp', local)));
      } finally {
        this.#add(socket);
      }
      if (service.datagram) this.#answering.add(socket);
      return socket;
    }
    const listener: Listener = new Listener({
      id,
      service,
      backlog,
      connectionLimit: this.#options.connectionLimit?.() ?? DEFAULT_CONNECTION_LIMIT,
      changed: this.#notifier(() => listener),
      explain: explainFailure,
      accept: (parent) => this.#accepted(parent),
    });
    try {
      await listener.listen(endpoint, (local) => this.#options.record(recordTitle('tcp', local)));
    } finally {
      this.#add(listener);
    }
    return listener;
  }

  /**
   * Dials. The socket is listed at once, `connecting`; settles when it is connected.
   *
   * @throws SockscopeError `BAD_TIMEOUT`, `ZONE_MISSING`, `PORT_ZERO`, `CANCELLED`, or a system code such as `ECONNREFUSED`.
   */
  async dial(endpoint: Endpoint, options: DialOptions = {}): Promise<Connection | DatagramSocket> {
    requireZone(endpoint);
    const timeout = requireTimeout(options.timeout ?? DEFAULT_DIAL_TIMEOUT);
    if (endpoint.transport !== 'unix' && endpoint.port === 0) {
      throw new SockscopeError(
        'PORT_ZERO',
        'Nobody can be dialled at port 0: name the port that the server listens on.',
      );
    }
    const cancel = new AbortController();
    return withDeadline<Connection | DatagramSocket>(cancel, timeout, options.signal, () =>
      endpoint.transport === 'udp' ? this.#dialDatagram(endpoint, cancel) : this.#dialStream(endpoint, cancel),
    );
  }

  /** Closes all that is open. Settles when everything is closed. */
  async closeAll(): Promise<void> {
    const open = [...this.#sockets.values()].filter((socket) => !isEnded(socket.state));
    // Listeners first, so that nobody new comes in meanwhile.
    for (const socket of open) if (socket.kind === 'listener') socket.close();
    await Promise.all(open.map(async (socket) => socket.close()));
  }

  /** Forgets the ended sockets; a listener stays as long as one of its connections is open. */
  clearEnded(): void {
    for (const id of [...this.#ended]) this.#forget(id);
    this.emit('list');
  }

  async #dialDatagram(endpoint: HostEndpoint, cancel: AbortController): Promise<DatagramSocket> {
    const socket: DatagramSocket = new DatagramSocket({
      id: this.#nextId(),
      changed: this.#notifier(() => socket),
    });
    this.#add(socket);
    const title = recordTitle('udp', { family: 'ip', address: endpoint.host, port: endpoint.port });
    await socket.dial(endpoint, cancel, () => this.#options.record(title));
    return socket;
  }

  async #dialStream(endpoint: Endpoint, cancel: AbortController): Promise<Connection> {
    const connection: Connection = new Connection({
      id: this.#nextId(),
      changed: this.#notifier(() => connection),
    });
    connection.dialling(cancel, requestedEnd(endpoint));
    this.#add(connection);
    let socket: net.Socket | undefined;
    try {
      const connected = await connectTo(endpoint, cancel.signal);
      socket = connected.socket;
      const recording = this.#options.record(recordTitle(endpoint.transport, connected.remote));
      connection.attach(socket, recording, { ...connected, initiator: 'sent' });
    } catch (error) {
      socket?.destroy();
      const explained = explainDialling(error, endpoint);
      connection.failed(explained);
      throw explained;
    }
    void connection.closed.then(() => connection.recording?.close());
    return connection;
  }

  #accepted(parent: Listener): Connection {
    const connection: Connection = new Connection({
      id: this.#nextId(),
      parent: parent.id,
      service: parent.service,
      changed: this.#notifier(() => connection),
    });
    return this.#add(connection);
  }

  #add<T extends LiveSocket>(socket: T): T {
    this.#sockets.set(socket.id, socket);
    // What failed to listen has ended before it is listed.
    if (isEnded(socket.state)) this.#noteEnd(socket);
    this.emit('list');
    return socket;
  }

  /** What a socket calls on each change; notices when it ends. */
  #notifier(socket: () => LiveSocket): () => void {
    return () => {
      const changed = socket();
      // Not listed yet, or no more.
      if (!this.#sockets.has(changed.id)) return;
      if (isEnded(changed.state)) this.#noteEnd(changed);
      this.emit('socket', changed);
    };
  }

  #noteEnd(socket: LiveSocket): void {
    if (socket.kind === 'datagram') this.#answering.delete(socket);
    if (this.#ended.has(socket.id)) return;
    this.#ended.add(socket.id);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    if (this.#ended.size <= MAX_ENDED_SOCKETS) return;
    for (const id of this.#ended) {
      if (!this.#forget(id)) continue;
      this.emit('list');
      return;
    }
  }

  /** @returns Whether the ended socket could be forgotten. */
  #forget(id: string): boolean {
    const socket = this.#sockets.get(id);
    if (socket?.kind === 'listener' && socket.connections.size > 0) return false;
    this.#ended.delete(id);
    return this.#sockets.delete(id);
  }

  #nextId(): string {
    return `s${++this.#lastId}`;
  }

  #answersItself(peer: IpEndpoint): boolean {
    for (const { local } of this.#answering)
      if (local?.port === peer.port && isReachedAt(local, peer.address)) return true;
    return false;
  }
}

function requireService(id: string): Service {
  const service = findService(id);
  if (!service) {
    throw new SockscopeError('UNKNOWN_SERVICE', 'There is no service "{0}"; there are: {1}.', [
      id,
      SERVICES.map((known) => known.id).join(', '),
    ]);
  }
  return service;
}

function requireBacklog(backlog: number): number {
  if (!Number.isInteger(backlog) || backlog < 1 || backlog > 65_535) {
    throw new SockscopeError('BAD_BACKLOG', 'The backlog must be a whole number from 1 to 65535, not {0}.', [backlog]);
  }
  return backlog;
}

function requireTimeout(timeout: number): number {
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 2 ** 31 - 1) {
    throw new SockscopeError('BAD_TIMEOUT', 'The timeout must be a whole number of milliseconds from 1 on, not {0}.', [
      timeout,
    ]);
  }
  return timeout;
}

function recordTitle(transport: string, end: SocketEndpoint): string {
  return end.family === 'unix' ? `unix ${end.path}` : `${transport} ${end.address} ${end.port}`;
}
