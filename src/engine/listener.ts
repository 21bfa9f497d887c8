import type net from 'node:net';
import { lstatSync, type Stats } from 'node:fs';
import { SockscopeError } from '../base/error';
import { Accepting } from './accepting/accepting';
import type { AcceptingProgram } from './accepting/acceptingHelper';
import { helperEnded } from './accepting/holding';
import type { ServingMode } from './accepting/servingMode';
import { ServingTurns } from './accepting/servingTurns';
import { socketFileOf } from './address/abstractName';
import { systemPath } from './address/localAddress';
import { requireBound, type AddressBinding } from './address/binding';
import type { Connection } from './connection';
import type { Descriptors } from './platform/descriptors';
import { formatEndpoint, formatSocketAddress, isEveryAddress, requestedEnd, type Endpoint } from './address/endpoint';
import { relayInfo, type RunningService } from './services/service';
import type { ListenerState, SocketInfo } from './socketInfo';
import { explain } from './platform/systemError';
import type { Recording } from './recording';
import type { SocketAddress } from './address/socketAddress';
import type { StreamEnds } from './transport/stream';
import type { Accept, OpeningStream, StreamScheme } from './transport/transport';
import { keepForeignFile, removeOwnFile } from './address/unixPath';

export interface ListenerOptions {
  readonly id: string;
  readonly scheme: StreamScheme;
  readonly service: RunningService;
  /** Pending connections that the kernel keeps (`listen(2)`). */
  readonly backlog: number;
  readonly mode: ServingMode;
  /** Nobody is accepted before somebody says so. */
  readonly isHolding: boolean;
  /** What accepts where clients have to wait; the package's own program unless given. */
  readonly acceptor?: AcceptingProgram;
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
  readonly #accepting: Accepting;
  /** Who is answered next, where that is one connection at a time. */
  readonly turns: ServingTurns<Connection> | undefined;
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
  #waiting: number | undefined;
  /** Makes streams of what is accepted. */
  #accept: Accept | undefined;

  constructor(options: ListenerOptions) {
    this.id = options.id;
    this.scheme = options.scheme;
    this.service = options.service;
    this.#options = options;
    const { mode, backlog, connectionLimit, isHolding, acceptor, service } = options;
    if (mode === 'hybrid') this.turns = new ServingTurns(service.serve !== undefined);
    this.#accepting = new Accepting({
      backlog,
      connectionLimit,
      isHolding,
      ...(mode === 'sequential' ? { mayAccept: () => this.#open.size === 0 } : {}),
      ...(acceptor ? { program: acceptor } : {}),
      accepted: (socket) => {
        this.#onConnection(socket);
      },
      dropped: () => {
        this.#refuse('the limit of connections is reached');
        this.#options.changed();
      },
      failed: (error) => {
        this.#error = explain(error, 'accept', this.#name);
        this.#options.changed();
      },
      died: (how) => {
        this.#die(helperEnded(this.#name, how));
      },
    });
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

  get mode(): ServingMode {
    return this.#options.mode;
  }

  /** Whether it accepts by itself, in the way of its mode. */
  get isAccepting(): boolean {
    return this.#accepting.isFree;
  }

  /** Whether clients may wait in the kernel for longer than a moment. */
  get letsWait(): boolean {
    return this.#state === 'listening' && (!this.isAccepting || this.mode === 'sequential');
  }

  /** How many do, as of the last {@link noteWaiting}; undefined where that is not known. */
  get waiting(): number | undefined {
    return this.letsWait ? this.#waiting : undefined;
  }

  /** Who is served at the moment, where others wait for that: the one whose request is answered, or the one that was accepted. */
  get served(): Connection | undefined {
    if (this.mode === 'sequential') return this.#open.values().next().value;
    return this.turns?.current;
  }

  /** The process that accepts, once clients have had to wait. */
  get acceptingPid(): number | undefined {
    return this.#accepting.pid;
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
    const { backlog } = this.#options;
    try {
      const bound = await this.#accepting.listen(
        'path' in binding
          ? { path: systemPath(binding), backlog }
          : { host: binding.address, port: binding.port, backlog, ipv6Only: binding.v6only },
      );
      this.#start(binding, bound, record, accept);
    } catch (error) {
      await this.#stop();
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

  /**
   * Accepts nobody any more: clients wait in the kernel, as many as the backlog lets. Settles when that holds; somebody may have
   * been accepted until then.
   *
   * @throws SockscopeError `LISTENER_CLOSED`; `ACCEPTING_UNSTOPPABLE` where it cannot be had; `ACCEPTING_UNMOVABLE`
   */
  async stopAccepting(): Promise<void> {
    this.#requireListening();
    if (!this.isAccepting) return;
    await this.#accepting.stop();
    this.#recording?.note('stopped accepting: clients wait in the kernel');
    this.#options.changed();
  }

  /**
   * Accepts by itself again, in the way of its mode.
   *
   * @throws SockscopeError `LISTENER_CLOSED`
   */
  startAccepting(): void {
    this.#requireListening();
    if (this.isAccepting) return;
    this.#recording?.note('accepting again');
    this.#accepting.start();
    this.#options.changed();
  }

  /**
   * One call of `accept()`: waits until a client is there, and takes it.
   *
   * @param signal Takes the call back; then this rejects with its reason.
   * @throws SockscopeError `LISTENER_CLOSED`; `ACCEPTING_ALREADY` while it accepts by itself
   */
  async acceptOne(signal?: AbortSignal): Promise<void> {
    this.#requireListening();
    await this.#accepting.one(this.#name, signal);
  }

  /** @param waiting Clients that the kernel has; undefined where it does not tell. */
  noteWaiting(waiting: number | undefined): void {
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#options.changed();
  }

  /**
   * Stops listening; accepted connections go on. Removes the Unix socket's file, if it is still the one made here. Settles when
   * nobody listens any more.
   */
  async close(): Promise<void> {
    if (this.#state !== 'listening') return;
    const stopped = this.#stop();
    this.#state = 'closed';
    this.#endedAt = Date.now();
    this.#recording?.note('stopped listening');
    this.#options.changed();
    this.#endRecordWhenDone();
    await stopped;
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
      ...this.#servingInfo(),
      ...(this.waiting === undefined ? {} : { waiting: this.waiting }),
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  /** Nothing of a listener that accepts and serves as listeners do. */
  #servingInfo(): Pick<SocketInfo, 'mode' | 'accepting'> {
    const isUsual = this.mode === 'concurrent' && this.isAccepting && this.acceptingPid === undefined;
    return isUsual ? {} : { mode: this.mode, accepting: this.#state === 'listening' && this.isAccepting };
  }

  /** For people. */
  get #name(): string {
    return this.#local ? formatSocketAddress(this.scheme, this.#local) : formatEndpoint(this.#options.endpoint);
  }

  #start(
    binding: AddressBinding,
    bound: net.AddressInfo | undefined,
    record: (local: SocketAddress) => Recording,
    accept: Accept,
  ): void {
    const file = socketFileOf(binding);
    if (file !== undefined) this.#madeFile = lstatSync(file, { throwIfNoEntry: false });
    if (!('path' in binding)) this.#v6only = binding.v6only;
    const local = localEnd(bound, binding);
    this.#local = local;
    this.#accept = accept;
    this.#recording = record(local);
    const held = this.isAccepting ? '' : ', accepting nobody yet';
    this.#recording.note(`listening on ${formatSocketAddress(this.scheme, local)}, service ${this.service.id}${held}`);
    this.#accepting.begin();
    this.#options.changed();
  }

  /** @param why For who waits for a client. */
  async #stop(why: SockscopeError = this.#closed()): Promise<void> {
    const file = socketFileOf(this.#options.endpoint);
    await this.#accepting.close((close) => {
      if (file === undefined) close();
      else keepForeignFile(file, this.#madeFile, close);
    }, why);
    // A process that is ended leaves the file behind.
    if (file !== undefined && this.#accepting.pid !== undefined) removeOwnFile(file, this.#madeFile);
  }

  /** The process that has the listening socket has ended. */
  #die(error: SockscopeError): void {
    if (this.#state !== 'listening') return;
    this.#error = error;
    void this.#stop(error);
    this.#state = 'failed';
    this.#endedAt = Date.now();
    this.#recording?.note(error.message);
    this.#options.changed();
    this.#endRecordWhenDone();
  }

  #requireListening(): void {
    if (this.#state === 'listening') return;
    throw this.#error ?? this.#closed();
  }

  #closed(): SockscopeError {
    return new SockscopeError('LISTENER_CLOSED', 'The listener at {0} is closed: listen again to go on.', [this.#name]);
  }

  /** Counts; the record has each reason once in a row. */
  #refuse(reason: string): void {
    this.#refused++;
    if (this.#refusedFor === reason) return;
    this.#refusedFor = reason;
    this.#recording?.note(`a connection was refused: ${reason}`);
  }

  #onConnection(accepted: net.Socket | undefined): void {
    const recording = this.#recording;
    const local = this.#local;
    const accept = this.#accept;
    if (!recording || !local || !accept) {
      accepted?.destroy();
      return;
    }
    const { descriptors, connectionLimit } = this.#options;
    if (this.#open.size >= connectionLimit) {
      accepted?.destroy();
      this.#refuse('the limit of connections is reached');
      this.#options.changed();
      return;
    }
    if (!accepted) {
      this.#refuse('it was gone, or no file descriptor was free');
      this.#options.changed();
      return;
    }
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
    this.#accepting.grantIfDue();
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
function localEnd(bound: net.AddressInfo | undefined, binding: AddressBinding): SocketAddress {
  if ('path' in binding) return requestedEnd(binding);
  if (!bound) return { family: 'ip', address: binding.address, port: binding.port };
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
