import type net from 'node:net';
import { SockscopeError } from '../bytes/error';
import type { Direction } from '../bytes/direction';
import type { Ends } from './attempt';
import { cancelled } from './deadline';
import { formatSocketEndpoint } from './endpoint';
import { CLOSE_GRACE } from './limits';
import { SendQueue, type WritePiece } from './sendQueue';
import type { Service, StreamService } from './services';
import type { ConnectionState, SocketInfo } from './socketInfo';
import { isEnded } from './socketInfo';
import { explain } from './systemError';
import type { Recording, SocketEndpoint, StreamTap } from './tap';

/** Who wants receiving to rest. It goes on when none of them does any more. */
export type Hold = 'user' | 'recorder' | 'service' | 'reader';

const NONE: readonly never[] = [];

export interface ConnectionOptions {
  readonly id: string;
  /** Told of every change of state or of counts. */
  readonly changed: () => void;
  /** What answers by itself; absent: the user does. */
  readonly service?: Service;
  readonly parent?: string;
}

/** A stream socket, dialled or accepted, TCP or Unix. */
export class Connection {
  readonly kind = 'connection';
  readonly id: string;
  readonly openedAt = Date.now();
  readonly parent: string | undefined;
  readonly #service: StreamService | undefined;
  readonly #changed: () => void;
  readonly #sends: SendQueue;
  // There may be very many connections, and few of them are ever held or read by others: lists that nobody uses take no room.
  #holds: readonly Hold[] = NONE;
  #readers: readonly ((bytes: Uint8Array) => void)[] = NONE;
  #socket: net.Socket | undefined;
  #tap: StreamTap | undefined;
  #recording: Recording | undefined;
  #local: SocketEndpoint | undefined;
  #remote: SocketEndpoint | undefined;
  #state: ConnectionState = 'connecting';
  #bytesReceived = 0;
  #bytesSent = 0;
  #endedAt: number | undefined;
  #endedBy: Direction | undefined;
  #error: SockscopeError | undefined;
  #dialling: AbortController | undefined;
  /** FIN was asked for, though what waits may still go before it. */
  #sendingEnds = false;
  #closing = false;
  #settleClosed!: () => void;
  /** Settles when the connection has ended, however. */
  readonly closed = new Promise<void>((resolve) => {
    this.#settleClosed = resolve;
  });

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.parent = options.parent;
    this.#changed = options.changed;
    this.#service = options.service?.stream;
    this.#sends = new SendQueue(this.#write);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get local(): SocketEndpoint | undefined {
    return this.#local;
  }

  get remote(): SocketEndpoint | undefined {
    return this.#remote;
  }

  get recording(): Recording | undefined {
    return this.#recording;
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

  /** Bytes that were given to {@link send} and that the kernel has not taken yet. */
  get bytesWaiting(): number {
    return this.#sends.bytesWaiting;
  }

  /** How many calls of {@link send} those bytes are from. */
  get sendsWaiting(): number {
    return this.#sends.sendsWaiting;
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

  get isPausedByUser(): boolean {
    return this.#holds.includes('user');
  }

  /** An echo reads no more, because its peer does not. */
  get isHeldByService(): boolean {
    return this.#holds.includes('service');
  }

  /** Shows what is being dialled; {@link close} aborts `cancel`. */
  dialling(cancel: AbortController, target: SocketEndpoint): void {
    this.#dialling = cancel;
    this.#remote = target;
  }

  /** Takes over a connected socket: from here on its bytes are counted, recorded and served. */
  attach(socket: net.Socket, recording: Recording, ends: Ends & { initiator: Direction }): void {
    this.#socket = socket;
    this.#recording = recording;
    this.#dialling = undefined;
    this.#local = ends.local;
    this.#remote = ends.remote;
    this.#tap = recording.stream(ends);
    this.#tap.event({ kind: 'open', direction: ends.initiator });
    this.#state = 'open';
    // Receiving may have been put on hold while it was being dialled.
    if (this.#holds.length > 0) socket.pause();
    socket.on('error', (error) => {
      this.#onError(error);
    });
    socket.on('end', () => {
      this.#onEnd();
    });
    socket.on('close', () => {
      this.#onClose();
    });
    socket.on('data', (bytes: Buffer) => {
      this.#onData(bytes);
    });
    this.#changed();
    this.#service?.opened?.(this);
  }

  /** The dialling ended without a connection. */
  failed(error: SockscopeError): void {
    this.#error = error;
    this.#dialling = undefined;
    this.#finish('failed');
  }

  /** Calls `reader` with each received chunk, which it must not change. Returns how to stop. */
  onReceive(reader: (bytes: Uint8Array) => void): () => void {
    this.#readers = [...this.#readers, reader];
    return () => {
      this.#readers = this.#readers.filter((other) => other !== reader);
    };
  }

  /**
   * Sends `bytes`, in order after what waits already; they must not be changed until this settles, which it does when the
   * kernel has taken them all.
   *
   * @throws SockscopeError `SEND_QUEUE_FULL`, `NOT_CONNECTED`, `SENDING_SHUT_DOWN`, `SOCKET_CLOSED`, or a system code such as `EPIPE`.
   */
  async send(bytes: Uint8Array): Promise<void> {
    this.#requireSendable();
    await this.#sends.push(bytes);
  }

  /** Half-close: sends FIN after what waits, and still receives. Settles when FIN was handed to the kernel. */
  async shutdownSending(): Promise<void> {
    const socket = this.#requireSendable();
    this.#sendingEnds = true;
    await this.#sends.idle();
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', resolve);
      socket.once('finish', () => {
        this.#onShutdown();
        resolve();
      });
      socket.end();
    });
  }

  /**
   * Closes both directions, after handing the waiting bytes to the kernel (for at most {@link CLOSE_GRACE} ms).
   * While dialling, gives up. Nothing more can be sent. Settles when the socket is closed.
   */
  async close(): Promise<void> {
    this.#dialling?.abort(cancelled());
    const socket = this.#socket;
    if (socket && !isEnded(this.#state) && !this.#closing) {
      this.#closing = true;
      this.#endedBy ??= 'sent';
      const grace = setTimeout(() => {
        this.#abandonWaiting();
        socket.destroy();
      }, CLOSE_GRACE);
      await this.#sends.idle();
      socket.destroySoon();
      await this.closed;
      clearTimeout(grace);
    }
    await this.closed;
  }

  /**
   * Ends the connection with RST: the peer sees `ECONNRESET`, and what is on its way is lost.
   *
   * @throws SockscopeError `RESET_UNSUPPORTED` for Unix sockets, which have no RST.
   */
  async reset(): Promise<void> {
    const socket = this.#socket;
    if (!socket || isEnded(this.#state)) throw this.#notConnected();
    if (this.#local?.family === 'unix') {
      throw new SockscopeError(
        'RESET_UNSUPPORTED',
        'A Unix socket has no reset (RST is a part of TCP): close it instead.',
      );
    }
    this.#endedBy = 'sent';
    this.#tap?.event({ kind: 'reset', direction: 'sent' });
    this.#state = 'reset';
    socket.resetAndDestroy();
    await this.closed;
  }

  /** Stops receiving for this reason; TCP's flow control will slow the peer once the kernel's buffer is full. */
  hold(reason: Hold): void {
    if (this.#holds.includes(reason)) return;
    this.#holds = [...this.#holds, reason];
    this.#socket?.pause();
    this.#changed();
  }

  release(reason: Hold): void {
    if (!this.#holds.includes(reason)) return;
    this.#holds = this.#holds.filter((other) => other !== reason);
    if (this.#holds.length === 0) this.#socket?.resume();
    this.#changed();
  }

  info(): SocketInfo {
    const transport = 'tcp';
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      local: this.#local ? formatSocketEndpoint(transport, this.#local) : '',
      ...(this.#remote && !isUnnamed(this.#remote) ? { remote: formatSocketEndpoint(transport, this.#remote) } : {}),
      ...(this.parent === undefined ? {} : { parent: this.parent }),
      bytesReceived: this.#bytesReceived,
      bytesSent: this.#bytesSent,
      openedAt: this.openedAt,
      capture: this.#recording?.uri ?? '',
      ...(this.#error ? { error: { code: this.#error.code, message: this.#error.message } } : {}),
    };
  }

  #onData(bytes: Buffer): void {
    this.#bytesReceived += bytes.length;
    if (this.#tap && !this.#tap.chunk('received', bytes)) this.#waitForRecorder(this.#tap);
    for (const reader of this.#readers) reader(bytes);
    this.#service?.received(this, bytes);
    this.#changed();
  }

  #waitForRecorder(tap: StreamTap): void {
    this.hold('recorder');
    void tap.drained().then(() => {
      this.release('recorder');
    });
  }

  readonly #write: WritePiece = (piece, taken) => {
    // Before it is attached a connection takes no sends, and its end has refused them all.
    const socket = this.#socket!;
    const tap = this.#tap!;
    socket.write(piece, (error) => {
      // Node reports success for a write that was cut off when the socket was destroyed.
      if (error || socket.destroyed) {
        taken(this.#sendError(error));
        return;
      }
      this.#bytesSent += piece.length;
      taken(undefined, tap.chunk('sent', piece) ? undefined : tap.drained());
      this.#changed();
    });
  };

  #onShutdown(): void {
    this.#endedBy ??= 'sent';
    this.#tap?.event({ kind: 'shutdown', direction: 'sent' });
    if (this.#state === 'open') this.#state = 'half-closed-local';
    this.#changed();
  }

  /** The peer sent FIN. */
  #onEnd(): void {
    this.#endedBy ??= 'received';
    this.#tap?.event({ kind: 'shutdown', direction: 'received' });
    if (this.#state === 'open') this.#state = 'half-closed-remote';
    this.#changed();
    this.#service?.ended(this);
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (isEnded(this.#state)) return;
    this.#error = explain(error, error.syscall === 'write' ? 'send' : 'receive', this.#peerName());
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      this.#endedBy = 'received';
      this.#tap?.event({ kind: 'reset', direction: 'received', detail: this.#error.code });
      this.#state = 'reset';
    } else {
      this.#endedBy ??= 'received';
      this.#tap?.event({ kind: 'error', direction: 'received', detail: this.#error.message });
      this.#state = 'failed';
    }
  }

  #onClose(): void {
    const state = isEnded(this.#state) ? this.#state : 'closed';
    // A reset has ended the record already.
    if (state !== 'reset') this.#tap?.event({ kind: 'close', direction: this.#endedBy ?? 'sent' });
    this.#finish(state);
  }

  #finish(state: ConnectionState): void {
    this.#state = state;
    this.#endedAt = Date.now();
    this.#sends.fail(() => this.#error ?? this.#alreadyClosed());
    this.#socket = undefined;
    this.#readers = NONE;
    this.#settleClosed();
    this.#changed();
  }

  /** Says what is lost when a close cannot wait any longer. */
  #abandonWaiting(): void {
    const waiting = this.bytesWaiting;
    if (waiting === 0) return;
    this.#error = new SockscopeError(
      'UNSENT_BYTES',
      'Closed while {0} bytes were still waiting to be sent: the peer did not read them.',
      [waiting],
    );
    this.#tap?.event({ kind: 'error', direction: 'sent', detail: this.#error.message });
  }

  #requireSendable(): net.Socket {
    const socket = this.#socket;
    if (!socket || isEnded(this.#state)) throw this.#notConnected();
    if (this.#closing) throw this.#alreadyClosed();
    if (this.#sendingEnds) {
      throw new SockscopeError(
        'SENDING_SHUT_DOWN',
        'Sending on the connection to {0} was shut down (FIN was sent): it can only receive. Dial again to send.',
        [this.#peerName()],
      );
    }
    return socket;
  }

  /** Node's own codes (`ERR_STREAM_DESTROYED`, …) only say that the socket was closed or reset from here. */
  #sendError(error: NodeJS.ErrnoException | null | undefined): SockscopeError {
    if (this.#error) return this.#error;
    const code = error?.code;
    if (code === undefined || code.startsWith('ERR_')) return this.#alreadyClosed();
    return explain(error, 'send', this.#peerName());
  }

  #notConnected(): SockscopeError {
    if (this.#state !== 'connecting') return this.#error ?? this.#alreadyClosed();
    return new SockscopeError('NOT_CONNECTED', 'The connection to {0} is not open yet: wait until it is connected.', [
      this.#peerName(),
    ]);
  }

  #alreadyClosed(): SockscopeError {
    return new SockscopeError('SOCKET_CLOSED', 'The connection to {0} is closed. Dial again to go on.', [
      this.#peerName(),
    ]);
  }

  #peerName(): string {
    const end = this.#remote && !isUnnamed(this.#remote) ? this.#remote : this.#local;
    return end ? formatSocketEndpoint('tcp', end) : this.id;
  }
}

function isUnnamed(end: SocketEndpoint): boolean {
  return end.family === 'unix' && end.path === '';
}
