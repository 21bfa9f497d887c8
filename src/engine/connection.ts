import net from 'node:net';
import type { Duplex } from 'node:stream';
import { SockscopeError, type Template } from '../base/error';
import type { Direction } from '../base/direction';
import { cancelled } from '../base/deadline';
import { noteAttempts, toldAttempts, type DialAttempts, type ToldAttempts } from './transport/dialAttempts';
import type { Stream } from './transport/stream';
import { formatSocketAddress } from './address/endpoint';
import { SCHEMES, type Scheme } from './address/schemes';
import { CLOSE_GRACE, MAX_LONG_SENDS, MAX_SEND_PIECE } from './limits';
import { isOwnEnd, type PeerEnd } from './kernel/peerEnd';
import { ReceiveCalls, requireReceiveLength, takenBack, unboundedReads, type ReceiveCall } from './receiveCall';
import { SendQueue, type WritePiece } from './sendQueue';
import type { Served } from './services/service';
import type { ConnectionState, SocketInfo } from './socketInfo';
import { isEnded } from './socketInfo';
import { explain } from './platform/systemError';
import { noteTls, type TlsFacts } from './tls/tlsFacts';
import type { Recording, StreamRecording } from './recording';
import type { SocketAddress } from './address/socketAddress';

/** Who wants receiving to rest. It goes on when none of them does any more. */
export type Hold = 'user' | 'recorder' | 'service' | 'reader' | 'turn';

const NONE: readonly never[] = [];

export interface ConnectionOptions {
  readonly id: string;
  readonly scheme: Scheme;
  /** Told of every change of state or of counts. There may be very many connections: they share what they tell. */
  readonly changed: (connection: Connection) => void;
  /** Told once, when it has ended, however. */
  readonly ended?: (connection: Connection) => void;
  /** What answers by itself; absent: the user does. */
  readonly serve?: ((connection: Connection) => Served) | undefined;
  /** The listener that accepted it, or the relay that dialled it. */
  readonly parent?: string;
  /** Whether it was dialled in spite of its parent. */
  readonly isRelayed?: boolean;
}

/** How far a send came that was given up. */
export interface PartlySent {
  /** Bytes that the kernel took. */
  readonly sent: number;
  /** Bytes that cannot be taken back, and go when the peer reads. */
  readonly waiting: number;
}

/** What may be set of an open TCP connection. */
export interface StreamOptions {
  /** Small sends do not wait for the acknowledgement of earlier ones (RFC 896, 4.2.3.4 of RFC 1122). */
  readonly noDelay: boolean;
  /** A silent peer is asked now and then whether it is still there. */
  readonly keepAlive: boolean;
}

/** All connections begin with these. */
const FIRST_OPTIONS: StreamOptions = { noDelay: true, keepAlive: false };

/** A send that is told as one call, though it goes to the kernel in pieces. */
export interface LongSend {
  /** Of its first byte, in the stream of sent bytes. */
  readonly offset: number;
  readonly length: number;
}

/** The send whose bytes the kernel does not take all at once. */
export interface CurrentSend extends LongSend {
  /** Bytes that the kernel has. */
  readonly taken: number;
}

/** A stream socket, dialled or accepted, whatever carries its bytes. */
export class Connection {
  readonly kind = 'connection';
  readonly id: string;
  readonly scheme: Scheme;
  readonly openedAt = Date.now();
  readonly parent: string | undefined;
  /** Whether a listener accepted it. */
  readonly isAccepted: boolean;
  readonly #serve: ConnectionOptions['serve'];
  /** What the service does here, from opening to end. */
  #served: Served | undefined;
  readonly #changed: ConnectionOptions['changed'];
  readonly #ended: ConnectionOptions['ended'];
  readonly #sends: SendQueue;
  // There may be very many connections, and few of them are ever held or read by others: lists that nobody uses take no room.
  #holds: readonly Hold[] = NONE;
  #readers: readonly ((bytes: Uint8Array) => void)[] = NONE;
  #receiveCalls: ReceiveCalls | undefined;
  #longSends: readonly LongSend[] = NONE;
  #options = FIRST_OPTIONS;
  #stream: Stream | undefined;
  /** Until it has ended: what is only listed any more keeps no record. */
  #record: StreamRecording | undefined;
  #conversation: number | undefined;
  #recording: Recording | undefined;
  #local: SocketAddress | undefined;
  #remote: SocketAddress | undefined;
  #state: ConnectionState = 'connecting';
  #bytesReceived = 0;
  #bytesSent = 0;
  #endedAt: number | undefined;
  #endedBy: Direction | undefined;
  #error: SockscopeError | undefined;
  #connecting: AbortController | undefined;
  #attempts: DialAttempts | undefined;
  #tls: TlsFacts | undefined;
  /** FIN was asked for, though what waits may still go before it. */
  #sendingEnds = false;
  #closing = false;
  #doubt: SockscopeError | undefined;
  /** While it is found out how the peer ended. */
  #judging: Promise<void> | undefined;
  /** What Node has of the first send. */
  #inFlight: InFlight | undefined;
  /** Made when somebody waits for the end. */
  #closed: Promise<void> | undefined;
  #settleClosed: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.scheme = options.scheme;
    this.parent = options.parent;
    this.isAccepted = options.parent !== undefined && options.isRelayed !== true;
    this.#changed = options.changed;
    this.#ended = options.ended;
    this.#serve = options.serve;
    this.#sends = new SendQueue(this.#write);
  }

  /** Settles when the connection has ended, however. */
  get closed(): Promise<void> {
    if (this.#endedAt !== undefined) return Promise.resolve();
    this.#closed ??= new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    return this.#closed;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get local(): SocketAddress | undefined {
    return this.#local;
  }

  get remote(): SocketAddress | undefined {
    return this.#remote;
  }

  get recording(): Recording | undefined {
    return this.#recording;
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

  /** Bytes that were given to {@link send} and that the kernel has not taken yet. */
  get bytesWaiting(): number {
    return this.#sends.bytesWaiting;
  }

  /** Settles when nothing waits any more, sent or failed. */
  allSent(): Promise<void> {
    return this.#sends.idle();
  }

  /** How many calls of {@link send} those bytes are from. */
  get sendsWaiting(): number {
    return this.#sends.sendsWaiting;
  }

  /** Undefined when nothing waits to be sent. */
  get currentSend(): CurrentSend | undefined {
    const current = this.#sends.current;
    if (!current) return undefined;
    const { length, taken, inFlight } = current;
    // Node may keep the piece to itself at first.
    const isHanded = this.#inFlight?.untaken !== undefined;
    const untaken = Math.min(inFlight, (isHanded ? this.#stream?.untakenBytes() : undefined) ?? inFlight);
    return { offset: this.#bytesSent - taken, length, taken: taken + inFlight - untaken };
  }

  /** The last sends that went to the kernel in several pieces, in their order. */
  get longSends(): readonly LongSend[] {
    return this.#longSends;
  }

  /** Milliseconds since the Unix epoch. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** Which side closed first, or reset. */
  get endedBy(): Direction | undefined {
    return this.#endedBy;
  }

  get error(): SockscopeError | undefined {
    return this.#error;
  }

  /** What the system does not tell of this connection's end, so that its record may be wrong there. */
  get doubt(): SockscopeError | undefined {
    return this.#doubt;
  }

  /** What became of the addresses of the name that was dialled; absent where a numeric address was, or a path. */
  get attempts(): ToldAttempts | undefined {
    return toldAttempts(this.#attempts);
  }

  /** What was agreed upon where TLS is spoken. */
  get tls(): TlsFacts | undefined {
    return this.#tls;
  }

  /** Undefined where there are none. */
  get options(): StreamOptions | undefined {
    return this.scheme === 'tcp' && this.#stream?.duplex instanceof net.Socket ? this.#options : undefined;
  }

  /** Sets one of {@link options}; nothing happens where there are none. */
  setOption(option: string, value: boolean | number): Promise<void> {
    const duplex = this.#stream?.duplex;
    if (!this.options || !(duplex instanceof net.Socket)) return Promise.resolve();
    const isOn = value === true;
    if (option === 'noDelay') duplex.setNoDelay(isOn);
    else if (option === 'keepAlive') duplex.setKeepAlive(isOn);
    else return Promise.resolve();
    this.#options = { ...this.#options, [option]: isOn };
    this.#changed(this);
    return Promise.resolve();
  }

  /** Whether {@link receiveNext} is possible now. */
  get canReceiveNext(): boolean {
    return this.#stream?.receiver.canReadOnce === true && !isEnded(this.#state);
  }

  /** The last calls of {@link recv} that returned, the oldest first. */
  get receiveCalls(): readonly ReceiveCall[] {
    return this.#receiveCalls?.returned ?? NONE;
  }

  /** What the call of {@link receiveNext} asks for that waits; undefined when none does. */
  get receiveWaitsFor(): number | undefined {
    return this.#receiveCalls?.waitsFor;
  }

  /** A call of {@link receiveNext} waits for something to come. */
  get isReceivingNext(): boolean {
    return this.#receiveCalls?.waitsFor !== undefined;
  }

  get isPausedByUser(): boolean {
    return this.#holds.includes('user');
  }

  /** Its listener answers one request at a time, and now that of another connection. */
  get isWaitingForTurn(): boolean {
    return this.#holds.includes('turn');
  }

  /** A service that answers reads no more, because its peer does not. */
  get isHeldByService(): boolean {
    return this.#holds.includes('service');
  }

  /** Shows who is being dialled, or who dials; {@link close} aborts `cancel`. */
  connecting(cancel: AbortController, remote: SocketAddress | undefined, local?: SocketAddress): void {
    this.#connecting = cancel;
    this.#remote = remote;
    this.#local = local;
  }

  /** Which addresses of a name are tried. */
  attempting(attempts: DialAttempts): void {
    this.#attempts = attempts;
  }

  /**
   * Takes over an open stream: from here on its bytes are counted, recorded and served.
   *
   * @param initiator Who dialled: `sent` is this side.
   */
  attach(stream: Stream, recording: Recording, initiator: Direction): void {
    const { duplex, receiver, ends, tls } = stream;
    const { local, remote, isRemoteUnknown = false } = ends;
    this.#stream = stream;
    this.#recording = recording;
    this.#connecting = undefined;
    this.#tls = tls;
    this.#local = local;
    this.#remote = isRemoteUnknown ? undefined : remote;
    this.#record = recording.stream({ ...ends, scheme: this.scheme, initiator });
    const notes = [
      isRemoteUnknown ? UNKNOWN_PEER : tls && noteTls(tls),
      this.#attempts && noteAttempts(this.#attempts.list()),
    ];
    const detail = notes.filter((note) => note !== undefined).join('; ');
    this.#record.event({ kind: 'open', direction: initiator, ...(detail === '' ? {} : { detail }) });
    this.#state = 'open';
    duplex.on('error', (error) => {
      this.#onError(error);
    });
    duplex.on('end', () => {
      this.#onEnd(stream);
    });
    duplex.on('close', () => {
      this.#onClose();
    });
    receiver.start({
      // A service may send back later what it gets, a reader do as it likes.
      mayKeep: () => this.#served?.received !== undefined || this.#readers.length > 0,
      received: (bytes, released) => {
        this.#onData(bytes, released);
      },
    });
    // Receiving may have been put on hold while it was being dialled.
    if (this.#holds.length > 0) receiver.pause();
    else receiver.resume();
    this.#changed(this);
    this.#served = this.#serve?.(this);
  }

  /** Records something about what came from a side. */
  note(direction: Direction, detail: string): void {
    if (!isEnded(this.#state)) this.#record?.event({ kind: 'note', direction, detail });
  }

  /** It ended before it was open. */
  failed(error: SockscopeError): void {
    this.#error = error;
    this.#connecting = undefined;
    this.#finish('failed');
  }

  /** Calls `reader` with each received chunk, which it must not change and may keep. Returns how to stop. */
  onReceive(reader: (bytes: Uint8Array) => void): () => void {
    this.#readers = [...this.#readers, reader];
    return () => {
      this.#readers = this.#readers.filter((other) => other !== reader);
    };
  }

  /**
   * One call of `recv(length)`: pauses receiving as the user does, and lets the system read once. Waits until something has come.
   *
   * @returns How many bytes came; 0 when the peer has sent FIN.
   * @param signal Takes the call back; then this rejects with its reason.
   * @throws SockscopeError `BAD_LENGTH`, `RECEIVE_UNBOUNDED` where reads cannot be bounded, `RECEIVE_WAITING`, `RECEIVE_TAKEN_BACK`
   *   when receiving was resumed, and what {@link send} throws when the connection is not open.
   */
  async receiveNext(length: number, signal?: AbortSignal): Promise<number> {
    requireReceiveLength(length);
    const stream = this.#stream;
    if (!stream || isEnded(this.#state)) throw this.#notConnected();
    const calls = (this.#receiveCalls ??= new ReceiveCalls());
    calls.requireNoneWaits();
    signal?.throwIfAborted();
    if (!stream.receiver.canReadOnce) throw unboundedReads(this.scheme);
    this.hold('user');
    if (this.#state === 'half-closed-remote') return 0;
    const got = calls.wait(length, signal, () => {
      this.#stream?.receiver.pause();
    });
    this.#readOnce();
    this.#changed(this);
    try {
      return await got;
    } finally {
      this.#changed(this);
    }
  }

  /** The same, which is remembered, with what the kernel says to be left. */
  async recv(length: number, signal?: AbortSignal): Promise<ReceiveCall> {
    const got = await this.receiveNext(length, signal);
    const offset = this.#bytesReceived - got;
    const left = await this.#stream?.receiveQueue?.();
    const call = { asked: length, got, ...(left === undefined ? {} : { left }), offset };
    this.#receiveCalls?.remember(call);
    this.#changed(this);
    return call;
  }

  /**
   * Sends `bytes`, in order after what waits already; they must not be changed until this settles, which it does when the
   * kernel has taken them all.
   *
   * @throws SockscopeError `SEND_QUEUE_FULL`, `NOT_CONNECTED`, `SENDING_SHUT_DOWN`, `SOCKET_CLOSED`, or a system code such as `EPIPE`.
   */
  async send(bytes: Uint8Array): Promise<void> {
    this.#requireSendable();
    this.#noteLength(bytes);
    await this.#sends.push(bytes);
  }

  /**
   * Sends what answers received bytes, however much is waiting: whoever calls this stops receiving while much does.
   * Otherwise as {@link send}.
   */
  async answer(bytes: Uint8Array): Promise<void> {
    this.#requireSendable();
    this.#noteLength(bytes);
    await this.#sends.push(bytes, 'any');
  }

  /**
   * As {@link send}, until `signal` fires: then what the system has of it is counted, and what has not begun is taken back.
   * A piece that is on its way cannot be: it waits for the peer to read.
   */
  async sendUntil(bytes: Uint8Array, signal: AbortSignal): Promise<PartlySent> {
    const stream = this.#requireSendable();
    if (signal.aborted) return { sent: 0, waiting: 0 };
    this.#noteLength(bytes);
    const sending = this.#sends.begin(bytes);
    let cancel!: () => void;
    const cancelled = new Promise<'cancelled'>((resolve) => {
      cancel = () => {
        resolve('cancelled');
      };
      signal.addEventListener('abort', cancel, { once: true });
    });
    try {
      if ((await Promise.race([sending.done, cancelled])) !== 'cancelled') return { sent: bytes.length, waiting: 0 };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    sending.done.catch(() => {
      // Nobody waits for it any more; what becomes of the connection, its state tells.
    });
    const { taken, inFlight } = sending.withdraw();
    // What waits behind it comes earlier now.
    this.#longSends = this.#longSends.filter(({ offset, length }) => offset + length <= this.#bytesSent);
    const isHanded = this.#inFlight?.untaken !== undefined;
    const waiting = Math.min(inFlight, (isHanded ? stream.untakenBytes() : undefined) ?? inFlight);
    return { sent: taken + inFlight - waiting, waiting };
  }

  /**
   * Half-close: sends FIN after what waits, and still receives; a named pipe has none, and ends both ways. Settles when FIN was
   * handed to the kernel.
   */
  async shutdownSending(): Promise<void> {
    const { duplex } = this.#requireSendable();
    this.#sendingEnds = true;
    await this.#sends.idle();
    if (duplex.destroyed) return;
    await new Promise<void>((resolve) => {
      duplex.once('close', resolve);
      duplex.once('finish', () => {
        this.#onShutdown();
        resolve();
      });
      duplex.end();
    });
  }

  /**
   * Closes both directions, after handing the waiting bytes to the kernel (for at most `grace` ms).
   * While dialling, gives up. Nothing more can be sent. Settles when the socket is closed.
   */
  async close(grace = CLOSE_GRACE): Promise<void> {
    this.#connecting?.abort(cancelled());
    const stream = this.#stream;
    if (stream && !isEnded(this.#state) && !this.#closing) {
      this.#served?.closing?.();
      this.#closing = true;
      this.#endedBy ??= 'sent';
      const abandoning = setTimeout(() => {
        this.#abandonWaiting(stream);
        stream.duplex.destroy();
      }, grace);
      await this.#sends.idle();
      destroySoon(stream.duplex);
      await this.closed;
      clearTimeout(abandoning);
    }
    await this.closed;
  }

  /**
   * Ends the connection with RST: the peer sees `ECONNRESET`, and what is on its way is lost.
   *
   * @throws SockscopeError `RESET_UNSUPPORTED` for Unix sockets and named pipes, which have no RST.
   */
  async reset(): Promise<void> {
    const stream = this.#stream;
    if (!stream || isEnded(this.#state)) throw this.#notConnected();
    if (!stream.hasReset) {
      throw new SockscopeError(
        'RESET_UNSUPPORTED',
        'A Unix socket and a named pipe have no reset (RST is a part of TCP): close it instead.',
      );
    }
    this.#endedBy = 'sent';
    this.#recordTaken(stream);
    this.#record?.event({ kind: 'reset', direction: 'sent' });
    this.#state = 'reset';
    stream.reset();
    await this.closed;
  }

  /** Stops receiving for this reason; TCP's flow control will slow the peer once the kernel's buffer is full. */
  hold(reason: Hold): void {
    if (this.#holds.includes(reason)) return;
    this.#holds = [...this.#holds, reason];
    this.#stream?.receiver.pause();
    this.#changed(this);
  }

  release(reason: Hold): void {
    if (!this.#holds.includes(reason)) return;
    this.#holds = this.#holds.filter((other) => other !== reason);
    if (reason === 'user') this.#receiveCalls?.fail(takenBack());
    if (this.#holds.length === 0) this.#stream?.receiver.resume();
    else this.#readOnce();
    this.#changed(this);
  }

  /** Lets the call that waits read, unless somebody besides the user wants receiving to rest. */
  #readOnce(): void {
    const length = this.#receiveCalls?.waitsFor;
    if (length === undefined || this.#holds.some((hold) => hold !== 'user')) return;
    this.#stream?.receiver.readOnce(length);
  }

  info(): SocketInfo {
    const { scheme } = this;
    const { attempts } = this;
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      local: this.#local ? formatSocketAddress(scheme, this.#local) : '',
      ...(this.#remote && !isUnnamed(this.#remote) ? { remote: formatSocketAddress(scheme, this.#remote) } : {}),
      ...(this.parent === undefined ? {} : { parent: this.parent }),
      bytesReceived: this.#bytesReceived,
      bytesSent: this.#bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      ...(attempts ? { attempts: attempts.list } : {}),
      ...(this.#tls ? { tls: this.#tls } : {}),
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
      ...(this.#doubt ? { doubt: { code: this.#doubt.code, message: this.#doubt.message } } : {}),
    };
  }

  #noteLength({ length }: Uint8Array): void {
    if (length <= MAX_SEND_PIECE) return;
    const send = { offset: this.#bytesSent + this.#sends.bytesWaiting, length };
    this.#longSends = [...this.#longSends, send].slice(-MAX_LONG_SENDS);
  }

  #onData(bytes: Uint8Array, released: (() => void) | undefined): void {
    this.#bytesReceived += bytes.length;
    const record = this.#record;
    if (record === undefined) released?.();
    else if (!record.chunk('received', bytes, released)) this.#waitForRecorder(record);
    // Whoever is told of the bytes may ask for the next ones.
    this.#receiveCalls?.bring(bytes.length);
    for (const reader of this.#readers) reader(bytes);
    this.#served?.received?.(bytes);
    this.#changed(this);
  }

  #waitForRecorder(record: StreamRecording): void {
    this.hold('recorder');
    void record.drained().then(() => {
      this.release('recorder');
    });
  }

  readonly #write: WritePiece = (piece, taken) => {
    // Before it is attached a connection takes no sends, and its end has refused them all.
    const stream = this.#stream!;
    const { duplex } = stream;
    const record = this.#record!;
    // Behind the question how the peer ended, Node keeps it to itself at first.
    const isKept = duplex.writableLength > 0;
    const flight: InFlight = { piece, isRecorded: false, untaken: undefined };
    this.#inFlight = flight;
    duplex.write(piece, (error) => {
      this.#inFlight = undefined;
      // Node reports success for a write that was cut off when the socket was destroyed.
      if (error || duplex.destroyed) {
        this.#recordPart(flight, error);
        taken(this.#sendError(error));
        return;
      }
      this.#bytesSent += piece.length;
      taken(undefined, record.chunk('sent', piece) ? undefined : record.drained());
      this.#changed(this);
    });
    if (!isKept) flight.untaken = stream.untakenBytes();
  };

  /** Before this side cuts it off: what the kernel has of the piece in flight has been sent. */
  #recordTaken(stream: Stream): void {
    const flight = this.#inFlight;
    if (!flight || flight.isRecorded) return;
    flight.isRecorded = true;
    const untaken = flight.untaken === undefined ? undefined : stream.untakenBytes();
    this.#recordSent(flight.piece, untaken);
    if (untaken === undefined) this.#doubtSent(flight.piece.length);
  }

  /** The peer cut it off, after which nobody can say how much more of the piece the kernel took than at once. */
  #recordPart(flight: InFlight, error: NodeJS.ErrnoException | null | undefined): void {
    if (flight.isRecorded || this.#stream?.isGone) return;
    flight.isRecorded = true;
    const { piece, untaken } = flight;
    // What failed at once was not taken at all.
    if (untaken === 0 && error?.syscall === 'write') return;
    this.#recordSent(piece, untaken);
    if (untaken !== 0) this.#doubtSent(untaken ?? piece.length);
  }

  #recordSent(piece: Uint8Array, untaken = piece.length): void {
    if (untaken >= piece.length) return;
    const sent = piece.subarray(0, piece.length - untaken);
    this.#bytesSent += sent.length;
    this.#record?.chunk('sent', sent);
  }

  #doubtSent(most: number): void {
    this.#setDoubt(
      new SockscopeError(
        'SENT_UNSURE',
        'The connection was cut off in the middle of a send: up to {0, plural, one {# byte} other {# bytes}} more than are recorded may have been sent.',
        [most],
      ),
      'sent',
    );
  }

  #setDoubt(doubt: SockscopeError, direction: Direction): void {
    this.#doubt = doubt;
    if (!isEnded(this.#state)) this.#record?.event({ kind: 'error', direction, detail: doubt.message });
    this.#changed(this);
  }

  #onShutdown(): void {
    this.#endedBy ??= 'sent';
    this.#record?.event({ kind: 'shutdown', direction: 'sent' });
    if (this.#state === 'open') this.#state = 'half-closed-local';
    this.#changed(this);
  }

  #onEnd(stream: Stream): void {
    const end = stream.peerEnd();
    if (typeof end === 'string') {
      this.#onPeerEnd(end);
      return;
    }
    this.#judging = end.then((judged) => {
      this.#judging = undefined;
      if (!isEnded(this.#state)) this.#onPeerEnd(judged);
    });
  }

  #onPeerEnd(end: PeerEnd): void {
    if (end === 'reset') {
      this.#onError(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
      this.#stream?.duplex.destroy();
      return;
    }
    this.#endedBy ??= 'received';
    const doubt = DOUBTS[end];
    if (doubt) this.#setDoubt(new SockscopeError(doubt.code, doubt.template), 'received');
    this.#record?.event({ kind: 'shutdown', direction: 'received' });
    if (this.#state === 'open') this.#state = 'half-closed-remote';
    this.#receiveCalls?.bring(0);
    this.#changed(this);
    this.#served?.ended?.();
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (isEnded(this.#state)) return;
    if (this.#inFlight) this.#recordPart(this.#inFlight, error);
    const operation = error.syscall === 'write' ? 'send' : 'receive';
    this.#error = this.#stream?.explain?.(error) ?? explain(error, operation, this.#peerName());
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      this.#endedBy = 'received';
      this.#record?.event({ kind: 'reset', direction: 'received', detail: this.#error.code });
      this.#state = 'reset';
    } else {
      this.#endedBy ??= 'received';
      this.#record?.event({ kind: 'error', direction: 'received', detail: this.#error.message });
      this.#state = 'failed';
    }
  }

  #onClose(): void {
    if (this.#judging) {
      void this.#judging.then(() => {
        this.#onClose();
      });
      return;
    }
    const state = isEnded(this.#state) ? this.#state : 'closed';
    // A reset has ended the record already.
    if (state !== 'reset') this.#record?.event({ kind: 'close', direction: this.#endedBy ?? 'sent' });
    this.#finish(state);
  }

  #finish(state: ConnectionState): void {
    this.#state = state;
    this.#endedAt = Date.now();
    this.#sends.fail(() => this.#error ?? this.#alreadyClosed());
    this.#receiveCalls?.fail(this.#error ?? this.#alreadyClosed());
    this.#stream?.receiver.end();
    this.#stream = undefined;
    this.#conversation = this.#record?.conversation;
    this.#record = undefined;
    this.#readers = NONE;
    const served = this.#served;
    this.#served = undefined;
    this.#settleClosed?.();
    served?.closed?.();
    this.#ended?.(this);
    this.#changed(this);
  }

  /** Says what is lost when a close cannot wait any longer. */
  #abandonWaiting(stream: Stream): void {
    const sent = this.#bytesSent;
    this.#recordTaken(stream);
    const waiting = this.bytesWaiting - (this.#bytesSent - sent);
    if (waiting === 0) return;
    this.#error = new SockscopeError(
      'UNSENT_BYTES',
      'Closed while {0, plural, one {# byte was} other {# bytes were}} still waiting to be sent: the peer did not read more.',
      [waiting],
    );
    this.#record?.event({ kind: 'error', direction: 'sent', detail: this.#error.message });
  }

  #requireSendable(): Stream {
    const stream = this.#stream;
    if (!stream || isEnded(this.#state)) throw this.#notConnected();
    if (this.#closing) throw this.#alreadyClosed();
    if (this.#sendingEnds) {
      throw new SockscopeError(
        'SENDING_SHUT_DOWN',
        'Sending on the connection to {0} was shut down (FIN was sent): it can only receive. Dial again to send.',
        [this.#peerName()],
      );
    }
    return stream;
  }

  /** Node's own codes (`ERR_STREAM_DESTROYED`, …) and libuv's `ECANCELED` only say that the socket was closed or reset from here. */
  #sendError(error: NodeJS.ErrnoException | null | undefined): SockscopeError {
    if (this.#error) return this.#error;
    const code = error?.code;
    if (code === undefined || isOwnEnd(code)) return this.#alreadyClosed();
    return explain(error, 'send', this.#peerName());
  }

  #notConnected(): SockscopeError {
    if (this.#state !== 'connecting') return this.#error ?? this.#alreadyClosed();
    return new SockscopeError('NOT_CONNECTED', 'The connection to {0} is not open yet: wait until it is connected.', [
      this.#peerName(),
    ]);
  }

  #alreadyClosed(): SockscopeError {
    // Nobody expects it whose answer comes after the other side's end.
    if (!SCHEMES[this.scheme].hasHalfClose && this.#endedBy === 'received') {
      return explain(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }), 'send', this.#peerName());
    }
    return new SockscopeError('SOCKET_CLOSED', 'The connection to {0} is closed. Dial again to go on.', [
      this.#peerName(),
    ]);
  }

  #peerName(): string {
    const end = this.#remote && !isUnnamed(this.#remote) ? this.#remote : this.#local;
    return end ? formatSocketAddress(this.scheme, end) : this.id;
  }
}

/** A piece that Node has. */
interface InFlight {
  readonly piece: Uint8Array;
  /** What was sent of it has been recorded. */
  isRecorded: boolean;
  /** What the kernel had not taken of it when it was handed over; undefined when that is not known. */
  untaken: number | undefined;
}

/** Ends of the peer that leave something open. */
const DOUBTS: Partial<Record<PeerEnd, { readonly code: string; readonly template: Template }>> = {
  unsure: {
    code: 'END_UNSURE',
    template:
      'Whether the peer closed (FIN) or reset (RST) after this side had shut down sending, the system does not tell: it is recorded as FIN.',
  },
  cutOff: {
    code: 'TLS_CUT_OFF',
    template:
      'The peer closed TCP (FIN) without ending TLS (close_notify) before: whether all that it meant to send has come, nobody can say.',
  },
};

/** In the record, where no packet tells who dialled. */
const UNKNOWN_PEER = 'The peer had reset already: the system no longer told its address.';

/** Ends a stream once what was written to it is gone. */
function destroySoon(duplex: Duplex): void {
  if (duplex.writable) duplex.end();
  if (duplex.writableFinished) duplex.destroy();
  else duplex.once('finish', () => duplex.destroy());
}

function isUnnamed(end: SocketAddress): boolean {
  return end.family !== 'ip' && end.path === '';
}
