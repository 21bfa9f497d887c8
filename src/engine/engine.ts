import { EventEmitter } from 'node:events';
import { SockscopeError } from '../base/error';
import { AbstractNames, type FindAbstractNaming } from './address/abstractName';
import { Receiving, type ReadInto } from './transport/receiving';
import { LocalCertificate } from './tls/ownCertificate';
import { requireTlsOptions } from './tlsOptions';
import { attemptsAt } from './transport/dialAttempts';
import type { Stream } from './transport/stream';
import { isOfStreams, type Accept, type StreamEndpoint } from './transport/transport';
import { transportOf } from './transport/transports';
import { OwnAnswerers } from './services/answerGuard';
import type { MulticastContext } from './address/multicast';
import type { GroupsOptions } from './groups';
import { multicastOptionsOf, requireDialOptions, type MulticastOptions } from './multicastOptions';
import { resolveBinding, withMembership, type AddressBinding, type ResolveHost } from './address/binding';
import type { AcceptingProgram } from './accepting/acceptingHelper';
import { Connection } from './connection';
import { DatagramSocket, type DatagramOptions } from './datagramSocket';
import { withDeadline } from '../base/deadline';
import { Descriptors } from './platform/descriptors';
import {
  formatEndpoint,
  formatSocketAddress,
  requestedEnd,
  requireDiallable,
  requireZone,
  type Endpoint,
  type HostEndpoint,
} from './address/endpoint';
import type { OwnEnd } from './address/ownEnd';
import type { Scheme } from './address/schemes';
import { requireOwnEnd, requireTimeout } from './dialOptions';
import type { DatagramRelayOptions } from './relay/datagramRelay';
import { Relays, type Relayed, type RelayMeans, type RelayRequest } from './relay/relays';
import type { RunningRelay } from './relay/runningRelay';
import type { Asking, DialOptions, ListenRequest, ReceivingFrom } from './requests';
import { DEFAULT_CONNECTION_LIMIT, DEFAULT_DIAL_TIMEOUT, MAX_ENDED_SOCKETS, TLS_HANDSHAKE_TIMEOUT } from './limits';
import { parseAskedName } from './names/askedName';
import { lookUpName, type LookedUp, type LookUpOptions } from './names/lookUp';
import { systemNames, type NameSources } from './names/nameSources';
import { KernelSockets } from './kernel/kernelSockets';
import { KernelWatch } from './kernel/kernelWatch';
import { PortNames } from './kernel/portFacts';
import { socketStateOf } from './kernel/socketState';
import { SystemSockets } from './kernel/systemSockets';
import { requireListenOptions, type Listening } from './listenOptions';
import { Listener } from './listener';
import type { LiveSocket } from './liveSocket';
import { explainDialling, explainListening, type Occupants } from './socketErrors';
import { permitWithoutConsent, type NetworkUse, type Permit } from './permission';
import { isEnded } from './socketInfo';
import type { Recording, StartRecording } from './recording';
import type { SocketAddress } from './address/socketAddress';

export interface EngineOptions {
  /** Begins the record of each top-level socket. */
  readonly record: StartRecording;
  /** Connections that a listener has at once; read at each listening. */
  readonly connectionLimit?: () => number;
  /** Asked before anything happens on the network; {@link permitWithoutConsent} unless given. */
  readonly permit?: Permit;
  /** How this Node hands abstract names to the system; found out unless given. */
  readonly abstractNaming?: FindAbstractNaming;
  /** Finds the addresses of a host; the system's resolver unless given. */
  readonly resolve?: ResolveHost;
  /** Where names are looked up; this machine's own sources unless given. */
  readonly names?: NameSources;
  /** What the system's kernel tells of sockets. */
  readonly kernel?: KernelSockets;
  /** What the system tells of all sockets of the machine; asks `kernel` unless given. */
  readonly system?: SystemSockets;
  /** Keeps some file descriptors free. */
  readonly descriptors?: Descriptors;
  /** What bytes are read into; `reused` buffers unless given, where this Node knows how. */
  readonly readInto?: ReadInto;
  /** The time that services tell; the system's unless given. */
  readonly clock?: () => Date;
  /** Milliseconds that whoever connects has for the handshake of TLS; 10,000 unless given. */
  readonly tlsHandshakeTimeout?: number;
  /** What accepts where clients have to wait in the kernel; the package's own program unless given. */
  readonly acceptor?: AcceptingProgram;
  /** The interfaces of this machine and what its system does with groups; found out unless given. */
  readonly multicast?: MulticastContext;
  /** Whether an address is one of this machine; the interfaces tell unless given. */
  readonly isOwnAddress?: (address: string) => boolean;
  /** Of relays of datagrams; those of `limits.ts` unless given. */
  readonly relayLimits?: Pick<DatagramRelayOptions, 'idle' | 'maxPeers'>;
}

interface EngineEvents {
  /** The list of sockets changed. */
  list: [];
  /** A socket's state or counts changed; may come once for every chunk. */
  socket: [LiveSocket];
}

/** All sockets of this process, live and ended, in the order in which they were opened. */
export class Engine extends EventEmitter<EngineEvents> {
  /** What the system tells of all sockets of the machine. */
  readonly system: SystemSockets;
  /** For whoever looks at that again and again. */
  readonly watch = new KernelWatch();
  readonly #options: EngineOptions;
  readonly #sockets = new Map<string, LiveSocket>();
  /** Ids of ended sockets, in the order in which they ended. */
  readonly #ended = new Set<string>();
  readonly #answerers = new OwnAnswerers();
  readonly #kernel: KernelSockets;
  readonly #descriptors: Descriptors;
  readonly #abstractNames: AbstractNames;
  readonly #receiving: Receiving;
  readonly #keeping = new Receiving('fresh');
  readonly #clock: () => Date;
  readonly #certificate = new LocalCertificate();
  readonly #relays: Relays;
  #lastId = 0;

  constructor(options: EngineOptions) {
    super();
    // Every section of a wire file that runs listens, and any number of them may run at once.
    this.setMaxListeners(0);
    this.#options = options;
    this.#kernel = options.kernel ?? new KernelSockets();
    this.system = options.system ?? new SystemSockets({ kernel: this.#kernel });
    this.#descriptors = options.descriptors ?? new Descriptors();
    this.#abstractNames = new AbstractNames(options.abstractNaming);
    this.#receiving = new Receiving(options.readInto);
    this.#clock = options.clock ?? (() => new Date());
    this.#relays = new Relays(this.#relayMeans());
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
   * Listens on TCP, a Unix path or a named pipe, or binds UDP. Settles when the system has bound it; what fails is listed as `failed`.
   *
   * @throws SockscopeError what {@link requireListenOptions} throws, `ZONE_MISSING`, `ABSTRACT_NAME_PADDED`, what {@link EngineOptions.permit} throws, `EMFILE`,
   *   or a system code such as `EADDRINUSE`.
   */
  async listen(endpoint: Endpoint, options: ListenRequest = {}): Promise<Listener | DatagramSocket> {
    return this.#listen(endpoint, options, requireListenOptions(options, endpoint));
  }

  /** @param made Gets the socket before it is bound. */
  async #listen(
    endpoint: Endpoint,
    options: ListenRequest,
    listening: Listening,
    made?: (socket: Listener | DatagramSocket) => void,
  ): Promise<Listener | DatagramSocket> {
    requireZone(endpoint);
    const permit = this.#permitFor(options);
    const make = (): Listener | DatagramSocket => {
      const socket = isOfStreams(endpoint)
        ? this.#listener(endpoint, listening, options)
        : this.#datagramListener(endpoint, listening, permit);
      made?.(socket);
      return socket;
    };
    let binding: AddressBinding;
    try {
      const resolved = await resolveBinding(endpoint, listening.v6only, this.#options.resolve);
      binding = withMembership(resolved, listening.multicast.interface, this.#options.multicast);
    } catch (error) {
      const failed = make();
      const explained = await failed.fail(error);
      this.#add(failed, options.listed);
      throw explained;
    }
    // What may be bound is decided on what will be bound. From here on nothing is resolved any more.
    await permit(listenUse(endpoint, binding));
    await this.#abstractNames.require(endpoint, 'listen');
    this.#descriptors.require(formatEndpoint(endpoint));
    const socket = make();
    const { scheme } = binding;
    const kind = socket.kind === 'listener' ? 'listener' : 'datagramSocket';
    const begin = options.record ?? this.#options.record;
    const record = (local: SocketAddress): Recording =>
      begin(recordTitle(scheme, local), { kind, address: formatSocketAddress(scheme, local) });
    try {
      if (socket.kind === 'listener') await socket.listen(binding, record, await this.#accept(socket, options));
      else if (!('path' in binding)) await socket.listen(binding, record);
    } finally {
      this.#add(socket, options.listed);
    }
    return socket;
  }

  /**
   * Dials. The socket is listed at once, `connecting`; settles when it is connected.
   *
   * @throws SockscopeError `BAD_TIMEOUT`, `BAD_OWN_END`, `FROM_UNFIT`, `ZONE_MISSING`, `PORT_ZERO`, `ABSTRACT_NAME_PADDED`, `CANCELLED`, or a system code such as `ECONNREFUSED`.
   */
  async dial(endpoint: Endpoint, options: DialOptions = {}): Promise<Connection | DatagramSocket> {
    requireZone(endpoint);
    requireDialOptions(options, endpoint);
    const from = requireOwnEnd(options.from, endpoint);
    requireTlsOptions('dial', options.tls ?? {}, endpoint.scheme);
    const timeout = requireTimeout(options.timeout ?? DEFAULT_DIAL_TIMEOUT);
    requireDiallable(endpoint);
    // Without a question it is listed at once.
    const permission = this.#permitFor(options)({ kind: 'dial', endpoint });
    if (permission) await permission;
    const naming = this.#abstractNames.require(endpoint, 'dial');
    if (naming) await naming;
    this.#descriptors.require(formatEndpoint(endpoint));
    const record = options.record ?? this.#options.record;
    const cancel = new AbortController();
    return withDeadline<Connection | DatagramSocket>(cancel, timeout, options.signal, () =>
      isOfStreams(endpoint)
        ? this.#dialStream(endpoint, record, cancel, options, { from })
        : this.#dialDatagram(endpoint, record, cancel, options, from),
    );
  }

  /** Asks the kernel how many clients wait for a listener, which remembers it; nothing where the system does not tell. */
  async lookAtWaiting(listener: Listener): Promise<void> {
    try {
      listener.noteWaiting((await socketStateOf(this.system, listener)).waiting);
    } catch (error) {
      if (!(error instanceof SockscopeError) || error.code !== 'KERNEL_UNKNOWN') throw error;
      listener.noteWaiting(undefined);
    }
  }

  /** See {@link Relays.start}. */
  relay(endpoint: Endpoint, target: Endpoint, options: RelayRequest = {}): Promise<Listener | DatagramSocket> {
    return this.#relays.start(endpoint, target, options);
  }

  /** See {@link Relays.find}. */
  findRelay(socket: LiveSocket): RunningRelay | undefined {
    return this.#relays.find(socket);
  }

  /** See {@link Relays.of}. */
  relayOf(socket: LiveSocket): RunningRelay {
    return this.#relays.of(socket);
  }

  /**
   * What is known of a name, an address, a port or a service. Name servers are asked only for what this is about.
   *
   * @throws SockscopeError `BAD_NAME`, `BAD_ENDPOINT`, what {@link EngineOptions.permit} throws, and what {@link lookUpName} throws
   */
  async lookUp(name: string, { signal, timeout }: Pick<LookUpOptions, 'signal' | 'timeout'> = {}): Promise<LookedUp> {
    const asked = parseAskedName(name);
    // A port alone is known here.
    if (asked.host !== undefined) await this.#permitFor({})({ kind: 'lookUp', name: asked.host });
    const sources = this.#options.names ?? systemNames();
    return lookUpName(asked, { sources, ports: new PortNames(), signal, timeout });
  }

  /**
   * Closes all that is open. Settles when everything is closed.
   *
   * @param isMeant Only those; all unless given.
   */
  async closeAll(isMeant: (socket: LiveSocket) => boolean = () => true): Promise<void> {
    const open = [...this.#sockets.values()].filter((socket) => !isEnded(socket.state) && isMeant(socket));
    // Listeners first, so that nobody new comes in meanwhile.
    const listeners = open.flatMap((socket) => (socket.kind === 'listener' ? [socket.close()] : []));
    await Promise.all(listeners);
    const relays = this.#relays.datagramsOf(open);
    await Promise.all(open.map(async (socket) => socket.close()));
    await Promise.all(relays.map((relay) => relay.close()));
  }

  /**
   * Forgets the ended sockets; a listener stays as long as one of its connections is open.
   *
   * @param ids Only these, and the connections that listeners among them accepted; all unless given.
   */
  clearEnded(ids?: ReadonlySet<string>): void {
    for (const id of [...this.#ended]) if (ids === undefined || this.#isAmong(id, ids)) this.#forget(id);
    this.emit('list');
  }

  #permitFor({ permit }: Asking): Permit {
    const own = this.#options.permit ?? permitWithoutConsent;
    if (!permit) return own;
    return async (use) => {
      await permit(use);
      await own(use);
    };
  }

  /** What a datagram socket asks for later on, when it knows where to. */
  #laterUses(multicast: MulticastOptions, permit: Permit): GroupsOptions & Pick<DatagramOptions, 'permitBroadcast'> {
    const { multicast: context, isOwnAddress: isOwn } = this.#options;
    return {
      ...(isOwn ? { isOwn } : {}),
      multicast,
      permit,
      permitBroadcast: async (to) => {
        await permit({ kind: 'broadcast', to });
      },
      ...(context ? { context } : {}),
    };
  }

  #relayMeans(): RelayMeans {
    const { record, resolve, relayLimits: limits } = this.#options;
    return {
      record,
      resolve,
      limits,
      permitFor: (asking) => this.#permitFor(asking),
      listen: (endpoint, request, listening, made) => this.#listen(endpoint, request, listening, made),
      dialStream: async (target, begin, cancel, tls, relayed) => {
        this.#descriptors.require(formatEndpoint(target));
        return this.#dialStream(target, begin, cancel, tls ? { tls } : {}, { relayed });
      },
      datagramSocket: (permit) =>
        new DatagramSocket({
          id: this.#nextId(),
          changed: () => undefined,
          answerers: this.#answerers,
          kernel: this.#kernel,
          ...this.#laterUses({}, permit),
        }),
      changed: this.#onChanged,
      takeRoom: () => this.#descriptors.take(),
      unlist: ({ id }) => {
        this.clearEnded(new Set([id]));
      },
    };
  }

  #occupants(): Occupants {
    return { sockets: this.#sockets.values(), kernel: this.#kernel };
  }

  #listener(
    endpoint: StreamEndpoint,
    { start, backlog, mode, accept }: Listening,
    { isPaused = false }: ReceivingFrom,
  ): Listener {
    const service = start({ clock: this.#clock });
    const { acceptor } = this.#options;
    const listener: Listener = new Listener({
      id: this.#nextId(),
      scheme: endpoint.scheme,
      endpoint,
      service,
      backlog,
      mode,
      isHolding: !accept,
      ...(acceptor ? { acceptor } : {}),
      descriptors: this.#descriptors,
      connectionLimit: this.#options.connectionLimit?.() ?? DEFAULT_CONNECTION_LIMIT,
      changed: () => {
        this.#onChanged(listener);
      },
      explain: (error, binding) => explainListening(error, endpoint, binding, this.#occupants()),
      accept: (parent) => this.#accepted(parent, isPaused),
    });
    return listener;
  }

  async #accept(listener: Listener, { tls, isPaused = false }: ListenRequest): Promise<Accept> {
    const { service, scheme } = listener;
    // In Node's way no single read is possible.
    const isServed = service.serve !== undefined || service.relay !== undefined;
    const isKept = !isPaused && !listener.turns && isServed && service.isOnlyRecorded !== true;
    return transportOf(scheme).listen({
      receiving: this.#receiving,
      kernel: this.#kernel,
      certificate: this.#certificate,
      handshakeTimeout: this.#options.tlsHandshakeTimeout ?? TLS_HANDSHAKE_TIMEOUT,
      isKept,
      ...(tls === undefined ? {} : { tls }),
      ...(tls?.keyLog === true ? { keyLog: (line) => listener.recording?.keys(line) } : {}),
    });
  }

  #datagramListener(endpoint: HostEndpoint, { start, multicast }: Listening, permit: Permit): DatagramSocket {
    const socket: DatagramSocket = new DatagramSocket({
      id: this.#nextId(),
      service: start({ clock: this.#clock }),
      changed: () => {
        this.#onChanged(socket);
      },
      listening: {
        endpoint,
        explain: (error, binding) => explainListening(error, endpoint, binding, this.#occupants()),
      },
      answerers: this.#answerers,
      kernel: this.#kernel,
      ...this.#laterUses(multicast, permit),
    });
    return socket;
  }

  async #dialDatagram(
    endpoint: HostEndpoint,
    record: StartRecording,
    cancel: AbortController,
    { listed, ...options }: DialOptions,
    from: OwnEnd | undefined,
  ): Promise<DatagramSocket> {
    const socket: DatagramSocket = new DatagramSocket({
      id: this.#nextId(),
      changed: () => {
        this.#onChanged(socket);
      },
      answerers: this.#answerers,
      kernel: this.#kernel,
      resolve: this.#options.resolve,
      from,
      ...this.#laterUses(multicastOptionsOf(options), this.#permitFor(options)),
    });
    this.#add(socket, listed);
    const remote = { family: 'ip', address: endpoint.host, port: endpoint.port } as const;
    await socket.dial(endpoint, cancel, (local) =>
      record(recordTitle('udp', remote, local), { kind: 'dialledDatagramSocket', address: formatEndpoint(endpoint) }),
    );
    return socket;
  }

  async #dialStream(
    endpoint: StreamEndpoint,
    record: StartRecording,
    cancel: AbortController,
    { listed, tls, isPaused = false }: DialOptions,
    { from, relayed }: { readonly from?: OwnEnd | undefined; readonly relayed?: Relayed },
  ): Promise<Connection> {
    const connection: Connection = new Connection({
      id: this.#nextId(),
      scheme: endpoint.scheme,
      changed: this.#onChanged,
      ended: ({ recording }) => void recording?.close(),
      ...(relayed ? { ...relayed, isRelayed: true } : {}),
    });
    connection.connecting(cancel, requestedEnd(endpoint));
    const attempts = attemptsAt(endpoint);
    if (attempts) connection.attempting(attempts);
    if (isPaused) connection.hold('user');
    this.#add(connection, listed);
    let stream: Stream | undefined;
    try {
      const keys: Uint8Array[] = [];
      let keyLog = (line: Uint8Array): void => {
        keys.push(line);
      };
      stream = await transportOf(endpoint.scheme).dial(endpoint, cancel.signal, {
        // What is handed on is kept until the other side has taken it.
        receiving: relayed ? this.#keeping : this.#receiving,
        kernel: this.#kernel,
        resolve: this.#options.resolve,
        attempts,
        from,
        ...(tls === undefined ? {} : { tls }),
        ...(tls?.keyLog === true
          ? {
              keyLog: (line: Uint8Array) => {
                keyLog(line);
              },
            }
          : {}),
      });
      const recording = record(recordTitle(endpoint.scheme, stream.ends.remote, stream.ends.local), {
        kind: 'connection',
        address: formatEndpoint(endpoint),
      });
      keyLog = (line) => {
        recording.keys(line);
      };
      keys.forEach(keyLog);
      connection.attach(stream, recording, 'sent');
    } catch (error) {
      stream?.duplex.destroy();
      const explained = explainDialling(error, endpoint, from);
      connection.failed(explained);
      throw explained;
    }
    return connection;
  }

  #accepted(parent: Listener, isPaused: boolean): Connection {
    const { turns } = parent;
    const connection = new Connection({
      id: this.#nextId(),
      scheme: parent.scheme,
      parent: parent.id,
      serve: this.#relays.serveClient(parent) ?? parent.service.serve,
      changed: turns
        ? (changed) => {
            turns.look(changed);
            this.#onChanged(changed);
          }
        : this.#onChanged,
      ended: turns
        ? (ended) => {
            turns.leave(ended);
            parent.connectionEnded(ended);
          }
        : parent.connectionEnded,
    });
    if (isPaused) connection.hold('user');
    turns?.join(connection);
    return this.#add(connection);
  }

  #add<T extends LiveSocket>(socket: T, listed?: (socket: LiveSocket) => void): T {
    this.#sockets.set(socket.id, socket);
    listed?.(socket);
    // What failed to listen has ended before it is listed.
    if (isEnded(socket.state)) this.#noteEnd(socket);
    this.emit('list');
    return socket;
  }

  /** What a socket calls on each change; notices when it ends. */
  readonly #onChanged = (changed: LiveSocket): void => {
    // Not listed yet, or no more.
    if (!this.#sockets.has(changed.id)) return;
    if (isEnded(changed.state)) {
      this.#noteEnd(changed);
      this.#relays.ended(changed);
    }
    this.emit('socket', changed);
  };

  #noteEnd(socket: LiveSocket): void {
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

  #isAmong(id: string, ids: ReadonlySet<string>): boolean {
    const socket = this.#sockets.get(id);
    const parent = socket?.kind === 'connection' ? socket.parent : undefined;
    return ids.has(id) || (parent !== undefined && ids.has(parent));
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
}

/** A group is joined on its interface; everything else is bound for peers. */
function listenUse(endpoint: Endpoint, binding: AddressBinding): NetworkUse {
  const membership = 'path' in binding ? undefined : binding.membership;
  if (!membership) return { kind: 'listen', endpoint, binding };
  return { kind: 'join', group: formatEndpoint(endpoint), interface: membership.interface };
}

/** @param from The own end of what was dialled, whose port tells two dials of one server apart. */
function recordTitle(scheme: Scheme, end: SocketAddress, from?: SocketAddress): string {
  if (end.family !== 'ip') return `${end.family} ${end.path}`;
  return `${scheme} ${end.address} ${end.port}${from?.family === 'ip' ? ` from ${from.port}` : ''}`;
}
