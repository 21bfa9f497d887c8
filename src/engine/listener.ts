import net from 'node:net';
import { lstatSync, type Stats } from 'node:fs';
import type { SockscopeError } from '../base/error';
import { socketFileOf } from './address/abstractName';
import { systemPath } from './address/localAddress';
import { requireBound, type AddressBinding } from './address/binding';
import type { Connection } from './connection';
import type { Descriptors } from './platform/descriptors';
import { formatSocketAddress, isEveryAddress, requestedEnd, type Endpoint } from './address/endpoint';
import { relayInfo, type RunningService } from './services/service';
import type { ListenerState, SocketInfo } from './socketInfo';
import { explain } from './platform/systemError';
import type { Recording } from './recording';
import type { SocketAddress } from './address/socketAddress';
import type { StreamEnds } from './transport/stream';
import type { Accept, OpeningStream, StreamScheme } from './transport/transport';
import { keepForeignFile } from './address/unixPath';

export interface ListenerOptions {
  readonly id: string;
  readonly scheme: StreamScheme;
  readonly service: RunningService;
  /** Pending connections that the kernel keeps (`listen(2)`). */
  readonly backlog: number;
  /** Connections at once; the one past it is refused and counted. */
  readonly connectionLimit: number;
  /** Says whether the process has room for one more connection. */
  readonly descriptors: Descriptors;
  readonly changed: () => void;
  /** What was asked for. */
  readonly endpoint: Endpoint;
  /** Says why listening failed; `binding` is absent when it was not known yet. */
  readonly explain: (error: unknown, binding: AddressBinding | undefined) => Promise<SockscopeError>;
  /** Makes the connection object for an accepted socket, already listed. */
  readonly accept: (listener: Listener) => Connection;
}

/** A passive socket of streams, and the connections that it accepted. */
export class Listener {
  readonly kind = 'listener';
  readonly id: string;
  readonly scheme: StreamScheme;
  readonly service: RunningService;
  readonly openedAt = Date.now();
  readonly #options: ListenerOptions;
  readonly #server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  readonly #open = new Set<Connection>();
  #state: ListenerState = 'listening';
  #local: SocketAddress | undefined;
  #recording: Recording | undefined;
  #madeFile: Stats | undefined;
  #v6only = false;
  #accepted = 0;
  #unknownPeers = 0;
  #refused = 0;
  #refusedFor: string | undefined;
  #bytesReceived = 0;
  #bytesSent = 0;
  #endedAt: number | undefined;
  #error: SockscopeError | undefined;

  constructor(options: ListenerOptions) {
    this.id = options.id;
    this.scheme = options.scheme;
    this.service = options.service;
    this.#options = options;
  }

  get state(): ListenerState {
    return this.#state;
  }

  get local(): SocketAddress | undefined {
    return this.#local;
  }

  /** Whether `::` takes IPv6 alone here. */
  get v6only(): boolean {
    return this.#v6only;
  }

  /** Connections that the kernel keeps until they are accepted. */
  get backlog(): number {
    return this.#options.backlog;
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

  /** Connections that came while a limit was reached: that of connections, or that of open files. */
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
   * @param accept Makes streams of what is accepted.
   * @throws SockscopeError with the system's code
   */
  async listen(binding: AddressBinding, record: (local: SocketAddress) => Recording, accept: Accept): Promise<void> {
    const { backlog, connectionLimit } = this.#options;
    const server = this.#server;
    server.maxConnections = connectionLimit;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(
          'path' in binding
            ? { path: systemPath(binding), backlog }
            : { host: binding.address, port: binding.port, backlog, exclusive: true, ipv6Only: binding.v6only },
          () => {
            server.off('error', reject);
            resolve();
          },
        );
      });
      this.#start(binding, record, accept);
    } catch (error) {
      this.#stop();
      throw await this.fail(error, binding);
    }
  }

  /** Listening failed, or was never tried because a name could not be resolved. */
  async fail(error: unknown, binding?: AddressBinding): Promise<SockscopeError> {
    this.#error = await this.#options.explain(error, binding);
    this.#state = 'failed';
    this.#local ??= requestedEnd(this.#options.endpoint);
    this.#endedAt = Date.now();
    this.#options.changed();
    return this.#error;
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
      local: this.#local ? formatSocketAddress(this.scheme, this.#local) : '',
      service: this.service.id,
      ...relayInfo(this.service),
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      connectionsRefused: this.#refused,
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  #start(binding: AddressBinding, record: (local: SocketAddress) => Recording, accept: Accept): void {
    const server = this.#server;
    const file = socketFileOf(binding);
    if (file !== undefined) this.#madeFile = lstatSync(file, { throwIfNoEntry: false });
    if (!('path' in binding)) this.#v6only = binding.v6only;
    const local = localEnd(server, binding);
    this.#local = local;
    this.#recording = record(local);
    this.#recording.note(`listening on ${formatSocketAddress(this.scheme, local)}, service ${this.service.id}`);
    server.on('connection', (socket) => {
      this.#onConnection(socket, local, accept);
    });
    server.on('drop', () => {
      this.#refuse('the limit of connections is reached');
      this.#options.changed();
    });
    server.on('error', (error) => {
      this.#error = explain(error, 'accept', formatSocketAddress(this.scheme, local));
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
    const file = socketFileOf(this.#options.endpoint);
    if (file !== undefined) keepForeignFile(file, this.#madeFile, close);
    else close();
  }

  /** Counts; the record has each reason once in a row. */
  #refuse(reason: string): void {
    this.#refused++;
    if (this.#refusedFor === reason) return;
    this.#refusedFor = reason;
    this.#recording?.note(`a connection was refused: ${reason}`);
  }

  #onConnection(accepted: net.Socket, local: SocketAddress, accept: Accept): void {
    const recording = this.#recording;
    if (!recording) {
      accepted.destroy();
      return;
    }
    const { descriptors } = this.#options;
    if (!descriptors.take(true)) {
      accepted.destroy();
      this.#refuse('the limit of open files is near');
      // Once is enough for as long as it lasts.
      if (this.#error?.code !== 'EMFILE') this.#error = descriptors.refusal(formatSocketAddress(this.scheme, local));
      this.#options.changed();
      return;
    }
    if (this.#error?.code === 'EMFILE') this.#error = undefined;
    this.#accepted++;
    this.#refusedFor = undefined;
    const connection = this.#options.accept(this);
    this.#open.add(connection);
    const ends = acceptedEnds(accepted, local) ?? this.#unknownEnds(accepted, local);
    const stream = accept(accepted, ends);
    if ('opening' in stream) void this.#attachWhenOpen(connection, stream, ends, recording);
    else connection.attach(stream, recording, 'received');
    this.#options.changed();
  }

  /** For each connection: what it counted stays. */
  readonly connectionEnded = (connection: Connection): void => {
    if (!this.#open.delete(connection)) return;
    this.#bytesReceived += connection.bytesReceived;
    this.#bytesSent += connection.bytesSent;
    this.#options.changed();
    this.#endRecordWhenDone();
  };

  async #attachWhenOpen(
    connection: Connection,
    { opening, cancel }: OpeningStream,
    { local, remote, isRemoteUnknown = false }: StreamEnds,
    recording: Recording,
  ): Promise<void> {
    connection.connecting(cancel, isRemoteUnknown ? undefined : remote, local);
    try {
      connection.attach(await opening, recording, 'received');
    } catch (error) {
      const failure = explain(error, 'accept', formatSocketAddress(this.scheme, local));
      recording.note(failure.message);
      connection.failed(failure);
    }
  }

  /**
   * The peer has reset before it was looked at: its bytes are still there, but the system no longer tells who it was. In the
   * record the unspecified address stands for it, with a port that only tells it from others.
   */
  #unknownEnds(socket: net.Socket, listening: SocketAddress): StreamEnds {
    const local = ownEnd(socket, listening);
    const address = local.family === 'ip' && local.address.includes(':') ? '::' : '0.0.0.0';
    this.#unknownPeers = (this.#unknownPeers + 1) % 65_536;
    return { local, remote: { family: 'ip', address, port: this.#unknownPeers }, isRemoteUnknown: true };
  }

  #endRecordWhenDone(): void {
    if (this.#state !== 'listening' && this.#open.size === 0) void this.#recording?.close();
  }
}

/** @throws SockscopeError `BOUND_ELSEWHERE` */
function localEnd(server: net.Server, binding: AddressBinding): SocketAddress {
  if ('path' in binding) return requestedEnd(binding);
  // It listens, so there is one.
  const bound = server.address() as net.AddressInfo;
  requireBound(binding, bound);
  return { family: 'ip', address: bound.address, port: bound.port };
}

/** A listener bound to one address has it at each of its connections too, which saves asking the system every time. */
function ownEnd({ localAddress, localPort }: net.Socket, listening: SocketAddress): SocketAddress {
  if (listening.family !== 'ip' || !isEveryAddress(listening.address)) return listening;
  return localAddress === undefined || localPort === undefined
    ? listening
    : { family: 'ip', address: localAddress, port: localPort };
}

/** Undefined when the peer is gone already. */
function acceptedEnds(socket: net.Socket, listening: SocketAddress): StreamEnds | undefined {
  if (listening.family !== 'ip') return { local: listening, remote: { family: listening.family, path: '' } };
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { local: ownEnd(socket, listening), remote: { family: 'ip', address: remoteAddress, port: remotePort } };
}
