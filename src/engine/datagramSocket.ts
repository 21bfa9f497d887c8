import type dgram from 'node:dgram';
import type { Direction } from '../base/direction';
import { SockscopeError } from '../base/error';
import { isLoopback, isMulticast } from '../bytes/ip';
import { AnswerGuard, noteSent, OwnAnswerers, type AnsweredBy } from './services/answerGuard';
import { attemptsAt, noteAttempts, toldAttempts, type DialAttempts, type ToldAttempts } from './transport/dialAttempts';
import { resolveHost } from './transport/happyEyeballs';
import type { OwnEnd } from './address/ownEnd';
import { explainOwnEnd, reachableFrom } from './dialOptions';
import type { IpBinding, ResolveHost } from './address/binding';
import { bindDatagram, connectDatagram, isBroadcastRefusal } from './transport/datagramOpening';
import { cancelled, raceAbort } from '../base/deadline';
import { addressBytes, formatEndpoint, formatHostPort, type HostEndpoint } from './address/endpoint';
import type { Membership } from './address/multicast';
import { checkDatagramLength, datagramDestination } from './datagramDestination';
import { Memberships, type GroupsOptions } from './groups';
import { KernelDrops } from './kernel/kernelDrops';
import type { KernelSockets } from './kernel/kernelSockets';
import { MAX_BYTES_WAITING, MAX_NOTED_ERRORS } from './limits';
import { Peers, type Peer } from './peers';
import { relayInfo, type RunningService } from './services/service';
import type { DatagramState, SocketInfo } from './socketInfo';
import { isReachedAt } from './address/sameAddress';
import { explain, type Operation } from './platform/systemError';
import type { DatagramRecording, Recording } from './recording';
import type { IpSocketAddress } from './address/socketAddress';

export type { Peer } from './peers';

/** Asked of the system (4 MiB); it may grant less. Room for a burst while the event loop is elsewhere. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** What may be set of an open UDP socket. */
export interface DatagramSocketOptions {
  /** Bytes, as the system grants them: Linux says twice what was asked for, since it counts what it needs besides. */
  readonly receiveBuffer: number;
  readonly sendBuffer: number;
  /** Undefined until it is set: Node.js does not ask for it. */
  readonly ttl: number | undefined;
  readonly broadcast: boolean;
}

export interface DatagramOptions extends GroupsOptions {
  readonly id: string;
  readonly service?: RunningService;
  /** Told of every change of state or of counts. */
  readonly changed: () => void;
  /** What was asked for when it is to be bound, and what says why that failed; `binding` is absent when it was not known yet. */
  readonly listening?: {
    readonly endpoint: HostEndpoint;
    readonly explain: (error: unknown, binding: IpBinding | undefined) => Promise<SockscopeError>;
  };
  /** The sockets of this process that answer by themselves, to which this one adds itself when it does. */
  readonly answerers?: OwnAnswerers;
  /** Asked before the first datagram to a broadcast address; rejects to refuse. */
  readonly permitBroadcast?: (to: IpSocketAddress) => Promise<void>;
  /** What the system's kernel tells of sockets. */
  readonly kernel?: KernelSockets;
  /** Finds the addresses of a host that is dialled; the system's resolver unless given. */
  readonly resolve?: ResolveHost | undefined;
  /** The own end of what is dialled, to be bound before. */
  readonly from?: OwnEnd | undefined;
}

/** The limited broadcast address: RFC 919. Whoever may send there may send to others of its kind. */
const EVERY_MACHINE: IpSocketAddress = { family: 'ip', address: '255.255.255.255', port: 0 };

/** A UDP socket: bound, with many peers, or dialled, with the one it is connected to. */
export class DatagramSocket {
  readonly kind = 'datagram';
  readonly scheme = 'udp';
  readonly id: string;
  readonly service: RunningService | undefined;
  readonly openedAt = Date.now();
  readonly #options: DatagramOptions;
  readonly #answerers: OwnAnswerers;
  readonly #guard: AnswerGuard;
  readonly #groups: Memberships;
  readonly #peers = new Peers();
  readonly #readers = new Set<(bytes: Uint8Array, peer: IpSocketAddress) => void>();
  /** How to refuse the sends that the kernel has not taken yet. */
  readonly #unsent = new Set<(error: Error) => void>();
  #socket: dgram.Socket | undefined;
  #dialling: AbortController | undefined;
  #opening: Promise<void> | undefined;
  #beforeClosing: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  /** Until it has ended: what is only listed any more keeps no record. */
  #record: DatagramRecording | undefined;
  #conversation: number | undefined;
  #recording: Recording | undefined;
  #local: IpSocketAddress | undefined;
  #remote: IpSocketAddress | undefined;
  #v6only = false;
  #ttl: number | undefined;
  #isBroadcasting = false;
  #state: DatagramState = 'open';
  #bytesReceived = 0;
  #bytesSent = 0;
  #bytesWaiting = 0;
  #notRecorded = 0;
  #notAnswered = 0;
  #drops: KernelDrops | undefined;
  #attempts: DialAttempts | undefined;
  #answersBy: AnsweredBy | undefined;
  /** Messages of errors that the record has. */
  readonly #notedErrors = new Set<string>();
  #endedAt: number | undefined;
  #error: SockscopeError | undefined;

  constructor(options: DatagramOptions) {
    this.id = options.id;
    this.service = options.service;
    this.#options = options;
    this.#answerers = options.answerers ?? new OwnAnswerers();
    this.#guard = new AnswerGuard(this.#answerers);
    this.#groups = new Memberships(options);
  }

  get state(): DatagramState {
    return this.#state;
  }

  get local(): IpSocketAddress | undefined {
    return this.#local;
  }

  /** Whether `::` takes IPv6 alone here. */
  get v6only(): boolean {
    return this.#v6only;
  }

  /** The peer that the socket is connected to; absent for a bound one. */
  get remote(): IpSocketAddress | undefined {
    return this.#remote;
  }

  /** What became of the addresses of the name that was dialled; absent where a numeric address was, or none. */
  get attempts(): ToldAttempts | undefined {
    return toldAttempts(this.#attempts);
  }

  get recording(): Recording | undefined {
    return this.#recording;
  }

  /** At most `MAX_PEERS`, in the order in which they came. */
  get peers(): readonly Peer[] {
    return this.#peers.list();
  }

  /** The conversation's number within its capture; undefined while nothing is recorded. */
  get conversation(): number | undefined {
    return this.#record?.conversation ?? this.#conversation;
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

  /** Datagrams that the system dropped, mostly since they came faster than they were read; undefined where it does not tell. */
  get datagramsDropped(): number | undefined {
    return this.#drops?.count;
  }

  /** Datagrams that a service or a rule would have answered, had that not looked like going on for ever. */
  get datagramsNotAnswered(): number {
    return this.#notAnswered;
  }

  /** What answers here without anybody's doing; undefined while nothing does. */
  get answersBy(): AnsweredBy | undefined {
    return this.#answersBy;
  }

  hasAnsweredLast({ address, port }: IpSocketAddress): boolean {
    // That end may be bound to every address, or show itself as IPv4-mapped: the text alone says little.
    const isThat = ({ endpoint }: Peer): boolean => endpoint.port === port && isReachedAt(address, endpoint.address);
    return this.#peers.list().some((peer) => isThat(peer) && peer.answers.wasLast);
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
  listen(binding: IpBinding, record: (local: IpSocketAddress) => Recording): Promise<void> {
    this.#opening = this.#listen(binding, record);
    return this.#opening;
  }

  /** Binding failed, or was never tried because a name could not be resolved. */
  async fail(error: unknown, binding?: IpBinding): Promise<SockscopeError> {
    const { listening } = this.#options;
    if (!listening) throw error;
    this.#local ??= { family: 'ip', address: listening.endpoint.host, port: listening.endpoint.port };
    return this.#failed(await listening.explain(error, binding));
  }

  /**
   * Connects to one peer: datagrams of others are not received, and a refusal (ICMP) is reported.
   *
   * @param cancel Its signal calls off resolving the name; {@link close} aborts it.
   * @throws SockscopeError `CANCELLED`, or the system's code
   */
  dial(endpoint: HostEndpoint, cancel: AbortController, record: (local: IpSocketAddress) => Recording): Promise<void> {
    this.#dialling = cancel;
    this.#opening = this.#dial(endpoint, cancel.signal, record);
    return this.#opening;
  }

  /** Undefined while it is not open. */
  get options(): DatagramSocketOptions | undefined {
    const socket = this.#socket;
    if (!socket || this.#state !== 'open') return undefined;
    return {
      receiveBuffer: socket.getRecvBufferSize(),
      sendBuffer: socket.getSendBufferSize(),
      ttl: this.#ttl,
      broadcast: this.#isBroadcasting,
    };
  }

  /**
   * Sets one of {@link options}.
   *
   * @throws SockscopeError `NOT_CONNECTED`, `SOCKET_CLOSED`, what {@link DatagramOptions.permitBroadcast} throws, or a system code.
   */
  async setOption(option: string, value: boolean | number): Promise<void> {
    this.#openSocket();
    if (option === 'broadcast' && value === true) {
      await this.#options.permitBroadcast?.(this.#remote ?? EVERY_MACHINE);
    }
    const socket = this.#openSocket();
    if (option === 'broadcast') {
      socket.setBroadcast(value === true);
      this.#isBroadcasting = value === true;
    } else if (option === 'ttl') {
      socket.setTTL(Number(value));
      this.#ttl = Number(value);
    } else if (option === 'receiveBuffer') {
      socket.setRecvBufferSize(Number(value));
    } else if (option === 'sendBuffer') {
      socket.setSendBufferSize(Number(value));
    }
    this.#options.changed();
  }

  /** The multicast groups that it has joined. */
  get groups(): readonly Membership[] {
    return this.#groups.joined;
  }

  /**
   * Joins a multicast group.
   *
   * @param wanted The interface, by its name or one of its addresses; that of the group's zone or loopback unless given.
   * @throws SockscopeError what {@link Memberships.join} throws, `NOT_CONNECTED`, `SOCKET_CLOSED`
   */
  async joinGroup(group: string, wanted?: string): Promise<void> {
    const open = (): dgram.Socket => this.#openSocket();
    open();
    await this.#groups.join(open, this.#local!, group, wanted);
    this.#options.changed();
  }

  /** Leaves one of {@link groups}. Throws SockscopeError what {@link Memberships.leave} throws, `NOT_CONNECTED`, `SOCKET_CLOSED`. */
  leaveGroup(group: string, wanted?: string): void {
    this.#groups.leave(this.#openSocket(), this.#local!, group, wanted);
    this.#options.changed();
  }

  /** Whether other machines can reach it while it waits for peers. */
  get isExposed(): boolean {
    if (this.#state !== 'open' || this.#remote || !this.#local) return false;
    if (this.#groups.isExposed) return true;
    const bytes = addressBytes(this.#local.address);
    return bytes !== undefined && !isLoopback(bytes) && !isMulticast(bytes);
  }

  /** Records something about what came from a side. */
  note(direction: Direction, detail: string): void {
    if (this.#state === 'open') this.#record?.event({ kind: 'note', direction, detail });
  }

  /** Calls `reader` with each datagram, which it must not change. Returns how to stop. */
  onReceive(reader: (bytes: Uint8Array, peer: IpSocketAddress) => void): () => void {
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
  async send(bytes: Uint8Array, to?: IpSocketAddress): Promise<void> {
    await this.#send(bytes, to, false);
  }

  /**
   * As {@link send}, for a relay, through which very many may go: `failed` is told when the datagram is not sent.
   *
   * @param to On a bound socket one of its peers, which it has heard of; undefined on a dialled one.
   */
  forward(bytes: Uint8Array, to: IpSocketAddress | undefined, failed: () => void): void {
    const socket = this.#socket;
    const peer = this.#remote ?? to;
    if (!socket || !peer || this.#closing || this.#bytesWaiting > MAX_BYTES_WAITING) {
      // Says why.
      this.send(bytes, to).catch(failed);
      return;
    }
    const known = this.#peers.touch(peer.address, peer.port);
    noteSent(known.answers, bytes, false);
    this.#bytesWaiting += bytes.length;
    const done = (error: Error | null): void => {
      if (!this.#unsent.delete(done)) return;
      this.#bytesWaiting -= bytes.length;
      if (!error) {
        this.#sent(bytes, known);
      } else if (isBroadcastRefusal(error)) {
        // That may be asked for.
        this.send(bytes, to).catch(failed);
      } else {
        this.#noteError(error, 'send', peer);
        failed();
      }
    };
    this.#unsent.add(done);
    if (this.#remote) socket.send(bytes, done);
    else socket.send(bytes, peer.port, peer.address, done);
  }

  /**
   * Whether a rule may answer to a datagram that was just received, which counts as an answer. If not, that is counted and
   * told: two sockets that answer by themselves would never end.
   */
  mayAnswer(received: Uint8Array, peer: IpSocketAddress, by: AnsweredBy = 'rule'): boolean {
    this.#beginAnswering(by);
    const refusal = this.#guard.refusal(received, this.#peers.touch(peer.address, peer.port), this, by);
    if (!refusal) return true;
    this.#notAnswered++;
    this.#noteError(refusal, 'send', peer);
    return false;
  }

  /** Sends what {@link mayAnswer} has allowed. Throws as {@link send} does. */
  async answer(bytes: Uint8Array, peer: IpSocketAddress): Promise<void> {
    await this.#send(bytes, peer, true);
  }

  async #send(bytes: Uint8Array, to: IpSocketAddress | undefined, isAnswer: boolean): Promise<void> {
    const socket = this.#openSocket();
    const peer = datagramDestination({ local: this.#local, remote: this.#remote, peers: this.#peers }, to);
    checkDatagramLength(bytes.length, peer);
    if (this.#bytesWaiting > MAX_BYTES_WAITING) {
      throw new SockscopeError(
        'SEND_QUEUE_FULL',
        '{0, plural, one {# byte is} other {# bytes are}} waiting to be sent, so nothing more is taken. Wait a moment, or close the socket.',
        [this.#bytesWaiting],
      );
    }
    this.#bytesWaiting += bytes.length;
    // The peer may receive it before the kernel's answer is heard of here.
    const answers = this.#peers.find(peer)?.answers;
    if (answers) noteSent(answers, bytes, isAnswer);
    try {
      await this.#handToKernel(socket, bytes, peer, isAnswer);
    } catch (error) {
      throw this.#noteError(error, 'send', peer);
    } finally {
      this.#bytesWaiting -= bytes.length;
    }
    this.#sent(bytes, this.#peers.touch(peer.address, peer.port));
  }

  #sent(bytes: Uint8Array, peer: Peer): void {
    this.#bytesSent += bytes.length;
    peer.bytesSent += bytes.length;
    peer.datagramsSent++;
    this.#recordDatagram('sent', bytes, peer.endpoint);
    this.#options.changed();
  }

  /** Calls this when the socket is to be closed, while it can still send. */
  beforeClosing(run: () => void): void {
    this.#beforeClosing = run;
  }

  /** Closes after what was sent; while dialling, gives up. Settles when the socket is closed. */
  close(): Promise<void> {
    if (!this.#closing) this.#beforeClosing?.();
    this.#closing ??= this.#close();
    return this.#closing;
  }

  info(): SocketInfo {
    const { attempts } = this;
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      local: this.#local ? `udp://${formatHostPort(this.#local.address, this.#local.port)}` : '',
      ...(this.#remote ? { remote: `udp://${formatHostPort(this.#remote.address, this.#remote.port)}` } : {}),
      ...(this.service ? { service: this.service.id, ...relayInfo(this.service) } : {}),
      bytesReceived: this.#bytesReceived,
      bytesSent: this.#bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      groups: this.groups.map(({ group, interface: on }) => ({ group, interface: on.label })),
      datagramsNotRecorded: this.#notRecorded,
      datagramsNotAnswered: this.#notAnswered,
      ...(attempts ? { attempts: attempts.list } : {}),
      ...(this.datagramsDropped === undefined ? {} : { datagramsDropped: this.datagramsDropped }),
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  async #listen(binding: IpBinding, record: (local: IpSocketAddress) => Recording): Promise<void> {
    try {
      const socket = await bindDatagram(binding);
      this.#v6only = binding.v6only;
      this.#socket = socket;
      if (binding.membership) this.#groups.start(socket, binding.membership);
      this.#start(socket, record);
    } catch (error) {
      throw await this.fail(error, binding);
    }
  }

  async #dial(
    endpoint: HostEndpoint,
    signal: AbortSignal,
    record: (local: IpSocketAddress) => Recording,
  ): Promise<void> {
    this.#attempts = attemptsAt(endpoint);
    try {
      const found = await raceAbort((this.#options.resolve ?? resolveHost)(endpoint.host), signal);
      const { from } = this.#options;
      const addresses = reachableFrom(found, from, endpoint);
      const { permitBroadcast, permit: permitGroup, multicast, context } = this.#options;
      const { port } = endpoint;
      const { socket, address } = await connectDatagram({
        addresses,
        port,
        signal,
        attempts: this.#attempts,
        permitBroadcast,
        from,
        groups: { permit: permitGroup, options: multicast, context },
      });
      this.#remote = this.#peers.touch(address, endpoint.port).endpoint;
      this.#start(socket, record);
    } catch (error) {
      this.#remote ??= { family: 'ip', address: endpoint.host, port: endpoint.port };
      const { from } = this.#options;
      throw this.#failed(explainOwnEnd(error, endpoint, from) ?? explain(error, 'dial', formatEndpoint(endpoint)));
    }
  }

  #start(socket: dgram.Socket, record: (local: IpSocketAddress) => Recording): void {
    this.#socket = socket;
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    const { address, port } = socket.address();
    this.#local = { family: 'ip', address, port };
    this.#recording = record(this.#local);
    this.#record = this.#recording.datagrams(this.#local, this.#groups.senderOf(this.#local));
    const detail = this.#attempts && noteAttempts(this.#attempts.list());
    this.#record.event({ kind: 'open', direction: 'sent', ...(detail === undefined ? {} : { detail }) });
    this.#watchDrops(this.#local);
    if (this.service?.answer) this.#beginAnswering('service');
    socket.on('message', (bytes, sender) => {
      this.#onDatagram(bytes, sender);
    });
    socket.on('error', (error) => {
      // An error on a datagram socket, such as a refusal by ICMP, does not end it.
      this.#noteError(error, 'receive', this.#remote ?? this.#local);
    });
    this.#options.changed();
  }

  #watchDrops(local: IpSocketAddress): void {
    const { kernel } = this.#options;
    if (!kernel?.isKnown) return;
    this.#drops = new KernelDrops({
      kernel,
      local,
      remote: this.#remote,
      changed: this.#options.changed,
      tell: (count, isLast) => {
        const detail = `The system dropped datagrams, which came faster than they were read: ${count} ${isLast ? 'in all' : 'so far'}.`;
        this.#record?.event({ kind: 'error', direction: 'received', detail });
      },
    });
  }

  async #handToKernel(
    socket: dgram.Socket,
    bytes: Uint8Array,
    peer: IpSocketAddress,
    isAnswer: boolean,
  ): Promise<void> {
    const hand = (): Promise<void> =>
      new Promise<void>((resolve, reject) => {
        this.#unsent.add(reject);
        const done = (error: Error | null): void => {
          this.#unsent.delete(reject);
          if (error) reject(error);
          else resolve();
        };
        if (this.#remote) socket.send(bytes, done);
        else socket.send(bytes, peer.port, peer.address, done);
      });
    try {
      if (!this.#remote) await this.#groups.readyFor(() => this.#openSocket(), peer);
      await hand();
    } catch (error) {
      const { permitBroadcast } = this.#options;
      // Nobody sits behind what answers by itself, who could be asked.
      if (!isBroadcastRefusal(error) || !permitBroadcast || isAnswer) throw error;
      await permitBroadcast(peer);
      if (this.#socket !== socket) throw this.#alreadyClosed();
      socket.setBroadcast(true);
      this.#isBroadcasting = true;
      await hand();
    }
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
    await this.#drops?.end();
    this.#state = 'closed';
    this.#endedAt = Date.now();
    this.#socket = undefined;
    this.#readers.clear();
    this.#answerers.delete(this);
    this.#record?.event({ kind: 'close', direction: 'sent' });
    this.#conversation = this.#record?.conversation;
    this.#record = undefined;
    await new Promise<void>((resolve) => socket.close(resolve));
    for (const refuse of this.#unsent) refuse(this.#alreadyClosed());
    void this.#recording?.close();
    this.#options.changed();
  }

  #onDatagram(bytes: Buffer, sender: dgram.RemoteInfo): void {
    this.#drops?.look();
    if (
      !this.#peers.find({ family: 'ip', address: sender.address, port: sender.port }) &&
      this.#groups.isUnasked(sender.address)
    ) {
      this.#tellUnasked(sender);
      return;
    }
    this.#bytesReceived += bytes.length;
    const known = this.#peers.touch(sender.address, sender.port);
    known.bytesReceived += bytes.length;
    known.datagramsReceived++;
    const peer = known.endpoint;
    this.#recordDatagram('received', bytes, peer);
    for (const reader of this.#readers) reader(bytes, peer);
    const { answer } = this.service ?? {};
    if (answer && this.mayAnswer(bytes, peer, 'service')) {
      this.answer(answer(bytes), peer).catch((error: unknown) => {
        this.#noteError(error, 'send', peer);
      });
    }
    this.#options.changed();
  }

  #tellUnasked({ address, port }: dgram.RemoteInfo): void {
    const template =
      'A datagram from {0} was not taken: the group is joined on loopback alone here, and another program has joined it on the interface by which this came. Join it there to get such datagrams.';
    this.#noteError(new SockscopeError('GROUP_UNASKED', template, [address]), 'receive', {
      family: 'ip',
      address,
      port,
    });
  }

  #beginAnswering(by: AnsweredBy): void {
    if (this.#answersBy === by || this.#state !== 'open') return;
    this.#answersBy ??= by;
    this.#answerers.add(this);
  }

  #recordDatagram(direction: 'received' | 'sent', bytes: Uint8Array, peer: IpSocketAddress): void {
    if (this.#state === 'open' && this.#record?.datagram(direction, bytes, peer) === false) this.#notRecorded++;
  }

  /** Keeps an error that does not end the socket. The record has each of them once. */
  #noteError(error: unknown, operation: Operation, peer: IpSocketAddress | undefined): SockscopeError {
    const explained = explain(error, operation, peer ? `udp://${formatHostPort(peer.address, peer.port)}` : this.id);
    this.#error = explained;
    const { message } = explained;
    if (this.#state === 'open' && !this.#notedErrors.has(message) && this.#notedErrors.size < MAX_NOTED_ERRORS) {
      this.#notedErrors.add(message);
      const direction = operation === 'send' ? 'sent' : 'received';
      this.#record?.event({ kind: 'error', direction, detail: message });
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

  #alreadyClosed(): SockscopeError {
    return new SockscopeError('SOCKET_CLOSED', 'This UDP socket is closed: open it again to go on.');
  }
}
