import net from 'node:net';
import { lstatSync, type Stats } from 'node:fs';
import type { SockscopeError } from '../bytes/error';
import { ipEnds, type Ends } from './attempt';
import type { Connection } from './connection';
import { formatSocketEndpoint, isEveryAddress, requestedEnd, type Endpoint } from './endpoint';
import type { Service } from './services';
import type { ListenerState, SocketInfo } from './socketInfo';
import { explain } from './systemError';
import type { Recording, SocketEndpoint } from './tap';
import { keepForeignFile } from './unixPath';

export interface ListenerOptions {
  readonly id: string;
  readonly service: Service;
  /** Pending connections that the kernel keeps (`listen(2)`). */
  readonly backlog: number;
  /** Connections at once; the one past it is refused and counted. */
  readonly connectionLimit: number;
  readonly changed: () => void;
  /** Says why listening failed. */
  readonly explain: (error: unknown, endpoint: Endpoint) => Promise<SockscopeError>;
  /** Makes the connection object for an accepted socket, already listed. */
  readonly accept: (listener: Listener) => Connection;
}

/** A passive socket, TCP or Unix, and the connections that it accepted. */
export class Listener {
  readonly kind = 'listener';
  readonly id: string;
  readonly service: Service;
  readonly openedAt = Date.now();
  readonly #options: ListenerOptions;
  readonly #server = net.createServer({ allowHalfOpen: true, noDelay: true });
  readonly #open = new Set<Connection>();
  #state: ListenerState = 'listening';
  #local: SocketEndpoint | undefined;
  #recording: Recording | undefined;
  #madeFile: Stats | undefined;
  #accepted = 0;
  #refused = 0;
  #bytesReceived = 0;
  #bytesSent = 0;
  #endedAt: number | undefined;
  #error: SockscopeError | undefined;

  constructor(options: ListenerOptions) {
    this.id = options.id;
    this.service = options.service;
    this.#options = options;
  }

  get state(): ListenerState {
    return this.#state;
  }

  get local(): SocketEndpoint | undefined {
    return this.#local;
  }

  get recording(): Recording | undefined {
    return this.#recording;
  }

  /** Open connections. */
  get connections(): ReadonlySet<Connection> {
    return this.#open;
  }

  get acceptedCount(): number {
    return this.#accepted;
  }

  /** Connections that came while the limit was reached. */
  get refusedCount(): number {
    return this.#refused;
  }

  /** Of all accepted connections, ended ones included. */
  get bytesReceived(): number {
    let sum = this.#bytesReceived;
    for (const connection of this.#open) sum += connection.bytesReceived;
    return sum;
  }

  get bytesSent(): number {
    let sum = this.#bytesSent;
    for (const connection of this.#open) sum += connection.bytesSent;
    return sum;
  }

  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  get error(): SockscopeError | undefined {
    return this.#error;
  }

  /**
   * Binds and listens.
   *
   * @param record Begins the record, once the real address is known.
   * @throws SockscopeError with the system's code
   */
  async listen(endpoint: Endpoint, record: (local: SocketEndpoint) => Recording): Promise<void> {
    const { backlog, connectionLimit } = this.#options;
    const server = this.#server;
    server.maxConnections = connectionLimit;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(
          endpoint.transport === 'unix'
            ? { path: endpoint.path, backlog }
            : { host: endpoint.host, port: endpoint.port, backlog, exclusive: true, ipv6Only: endpoint.host === '::' },
          () => {
            server.off('error', reject);
            resolve();
          },
        );
      });
      this.#start(endpoint, record);
    } catch (error) {
      this.#stop();
      this.#error = await this.#options.explain(error, endpoint);
      this.#state = 'failed';
      this.#local ??= requestedEnd(endpoint);
      this.#endedAt = Date.now();
      this.#options.changed();
      throw this.#error;
    }
  }

  /** Stops listening; accepted connections go on. Removes the Unix socket's file, if it is still the one made here. */
  close(): void {
    if (this.#state !== 'listening') return;
    this.#stop();
    this.#state = 'closed';
    this.#endedAt = Date.now();
    this.#recording?.note('stopped listening');
    this.#options.changed();
    this.#endRecordWhenDone();
  }

  info(): SocketInfo {
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      local: this.#local ? formatSocketEndpoint('tcp', this.#local) : '',
      service: this.service.id,
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  #start(endpoint: Endpoint, record: (local: SocketEndpoint) => Recording): void {
    const server = this.#server;
    if (endpoint.transport === 'unix') this.#madeFile = lstatSync(endpoint.path, { throwIfNoEntry: false });
    const local = localEnd(server, endpoint);
    this.#local = local;
    this.#recording = record(local);
    this.#recording.note(`listening on ${formatSocketEndpoint('tcp', local)}, service ${this.service.id}`);
    server.on('connection', (socket) => {
      this.#onConnection(socket, local);
    });
    server.on('drop', () => {
      this.#refused++;
      this.#recording?.note('a connection was refused: the limit of connections is reached');
      this.#options.changed();
    });
    server.on('error', (error) => {
      this.#error = explain(error, 'accept', formatSocketEndpoint('tcp', local));
      this.#options.changed();
    });
    this.#options.changed();
  }

  #stop(): void {
    const server = this.#server;
    if (!server.listening) return;
    const close = (): void => {
      server.close();
    };
    if (this.#local?.family === 'unix') keepForeignFile(this.#local.path, this.#madeFile, close);
    else close();
  }

  #onConnection(socket: net.Socket, local: SocketEndpoint): void {
    const recording = this.#recording;
    const ends = recording && acceptedEnds(socket, local);
    if (!ends) {
      // The peer was gone again before it was accepted.
      socket.destroy();
      return;
    }
    this.#accepted++;
    const connection = this.#options.accept(this);
    this.#open.add(connection);
    connection.attach(socket, recording, { ...ends, initiator: 'received' });
    void connection.closed.then(() => {
      this.#open.delete(connection);
      this.#bytesReceived += connection.bytesReceived;
      this.#bytesSent += connection.bytesSent;
      this.#options.changed();
      this.#endRecordWhenDone();
    });
    this.#options.changed();
  }

  #endRecordWhenDone(): void {
    if (this.#state !== 'listening' && this.#open.size === 0) void this.#recording?.close();
  }
}

function localEnd(server: net.Server, endpoint: Endpoint): SocketEndpoint {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    return { family: 'ip', address: address.address, port: address.port };
  }
  return { family: 'unix', path: endpoint.transport === 'unix' ? endpoint.path : '' };
}

/** A listener bound to one address has it at each of its connections too, which saves asking the system every time. */
function acceptedEnds(socket: net.Socket, listening: SocketEndpoint): Ends | undefined {
  if (listening.family === 'unix') return { local: listening, remote: { family: 'unix', path: '' } };
  if (isEveryAddress(listening.address)) return ipEnds(socket);
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { local: listening, remote: { family: 'ip', address: remoteAddress, port: remotePort } };
}
