import net from 'node:net';
import { READ_BYTES, ReceiveBuffers, type ReceiveSlab } from './receiveBuffers';

/** A read of at least so many bytes (32 KiB) says that much comes: what comes next is not copied. */
const MUCH = READ_BYTES / 2;
/** A read of fewer bytes (8 KiB) says that little comes. */
const LITTLE = READ_BYTES / 8;

/** Where a socket's bytes go. */
export interface ReceiveSink {
  /** Whether somebody may keep the bytes that come next for as long as he likes. */
  readonly mayKeep: () => boolean;
  /**
   * @param bytes What one read brought. With `released` they are lent: they change some time after it was called, which is
   *   done once. Without it nobody changes them any more.
   */
  readonly received: (bytes: Uint8Array, released: (() => void) | undefined) => void;
}

/** Reads one socket. Nothing is delivered before {@link start} and the first {@link resume}. */
export interface Receiver {
  start(sink: ReceiveSink): void;
  /** Stops reading: what the peer sends stays in the kernel. */
  pause(): void;
  resume(): void;
  /**
   * Lets one read take at most `length` bytes, at least 1, and none come after it. What has not read until then is taken back by
   * {@link pause}, and by {@link resume}, which reads on. Only where {@link canReadOnce}.
   */
  readOnce(length: number): void;
  /** Whether reads can be bounded. */
  readonly canReadOnce: boolean;
  /** The socket is closed. */
  end(): void;
}

/** In Node's way: a buffer of its own for each read. For what is no connection, and where the other way cannot be had. */
class FreshReceiver implements Receiver {
  readonly canReadOnce = false;
  readonly #socket: net.Socket;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.pause();
  }

  start(sink: ReceiveSink): void {
    this.#socket.on('data', (bytes: Buffer) => {
      sink.received(bytes, undefined);
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  readOnce(): void {
    throw new Error('Reads cannot be bounded in this way.');
  }

  end(): void {
    // There is nothing to give back.
  }
}

/**
 * Reads into buffers that are used again. Node asks for the next buffer after each read, long before there is anything to
 * read: so connections get one of their own only while much comes.
 */
class ReusingReceiver implements Receiver {
  readonly #buffers: ReceiveBuffers;
  #socket: net.Socket | undefined;
  #sink: ReceiveSink | undefined;
  /** What is read into, while much comes. */
  #slab: ReceiveSlab | undefined;
  /** What a single read goes into, which is the last one until somebody asks again. */
  #once: Uint8Array | undefined;
  #isPaused = false;
  #isAsked = false;

  readonly onread: net.OnReadOpts = {
    buffer: () => {
      this.#isAsked = true;
      return this.#slab?.room ?? this.#buffers.shared;
    },
    callback: (length) => {
      this.#read(length);
      return !this.#isPaused || this.#once !== undefined;
    },
  };

  constructor(buffers: ReceiveBuffers) {
    this.#buffers = buffers;
  }

  /** Whether Node reads into our buffers, which it is asked for before the first read. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  of(socket: net.Socket): this {
    this.#socket = socket;
    return this;
  }

  start(sink: ReceiveSink): void {
    this.#sink = sink;
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket?.pause();
    this.#takeBackSingle();
  }

  get canReadOnce(): boolean {
    return handleOf(this.#socket) !== undefined;
  }

  readOnce(length: number): void {
    this.#isPaused = true;
    this.#once = new Uint8Array(length);
    handleOf(this.#socket)?.useUserBuffer(this.#once);
    this.#socket?.read(0);
  }

  resume(): void {
    this.#isPaused = false;
    this.#takeBackSingle();
    // Where there is nothing to hand on, this only lets the system read, and at once: `resume` would do it again a moment
    // later, whatever happens until then.
    this.#socket?.read(0);
  }

  end(): void {
    if (this.#slab === undefined) return;
    this.#buffers.endAhead(this.#slab);
    this.#slab = undefined;
  }

  #read(length: number): void {
    const sink = this.#sink;
    if (sink === undefined) throw new Error('Something was read before anybody received.');
    const mayKeep = sink.mayKeep();
    const isSingle = this.#once !== undefined;
    try {
      this.#deliver(sink, length, mayKeep);
    } catch (error) {
      // Node would not ask for the next buffer, and read into this one again.
      process.nextTick(() => {
        throw error;
      });
    }
    // How much a single read brought says nothing of what comes.
    if (!isSingle) this.#adapt(length, mayKeep);
  }

  /** The next read goes again into what Node has been given. */
  #takeBackSingle(): void {
    if (this.#once === undefined) return;
    this.#once = undefined;
    handleOf(this.#socket)?.useUserBuffer(this.#slab?.room ?? this.#buffers.shared);
  }

  #deliver(sink: ReceiveSink, length: number, mayKeep: boolean): void {
    const once = this.#once;
    if (once !== undefined) {
      this.#once = undefined;
      sink.received(once.length === length ? once : once.slice(0, length), undefined);
      return;
    }
    const slab = this.#slab;
    if (slab !== undefined && !mayKeep && length >= LITTLE) {
      sink.received(slab.lend(length), slab.release);
      return;
    }
    const bytes = (slab?.room ?? this.#buffers.shared).subarray(0, length);
    if (mayKeep) {
      // As large as they are, so that whoever keeps a few bytes keeps no more: neither a slab nor Node's pool for small buffers.
      sink.received(bytes.slice(), undefined);
      return;
    }
    const copies = this.#buffers.forCopies(length);
    sink.received(copies.lendCopy(bytes), copies.release);
  }

  /** Decides what the next read goes into. */
  #adapt(length: number, mayKeep: boolean): void {
    const isMuch = !mayKeep && length >= (this.#slab === undefined ? MUCH : LITTLE);
    // A read into less would cut what one could have brought.
    if (isMuch && this.#slab !== undefined && this.#slab.roomLength >= READ_BYTES) return;
    this.end();
    if (isMuch) this.#slab = this.#buffers.takeAhead();
  }
}

/** A socket whose receiver is made before it. */
export class ReceivingSocket extends net.Socket {
  readonly #receiver: ReusingReceiver | undefined;

  /** @param receiver Of `Receiving.receiver`. */
  constructor(receiver: ReusingReceiver | undefined, options: net.SocketConstructorOpts = {}) {
    super({ ...options, allowHalfOpen: true, ...(receiver && { onread: receiver.onread }) });
    this.#receiver = receiver?.of(this);
  }

  /** Undefined where Node does not read into our buffers. */
  get receiver(): Receiver | undefined {
    return this.#receiver?.isAsked === true ? this.#receiver : undefined;
  }
}

/** `fresh` is Node's way, a buffer for each read. */
export type ReadInto = 'reused' | 'fresh';

/** The one place that decides how stream sockets are read. */
export class Receiving {
  readonly #buffers: ReceiveBuffers | undefined;

  constructor(readInto: ReadInto = 'reused', buffers = new ReceiveBuffers()) {
    this.#buffers = readInto === 'reused' ? buffers : undefined;
  }

  /** For a socket that is going to dial. */
  receiver(): ReusingReceiver | undefined {
    return this.#buffers && new ReusingReceiver(this.#buffers);
  }

  /**
   * The socket to use in place of one that a server with `pauseOnConnect` has just accepted, here or in a process of its own, and
   * that nobody has touched yet. It may be the same.
   */
  accepted(socket: net.Socket): net.Socket {
    const receiver = this.receiver();
    return (receiver && replace(socket, receiver)) ?? socket;
  }
}

export type { ReusingReceiver };

/** Gives a connected socket its receiver, once. */
export function receiverOf(socket: net.Socket): Receiver {
  return (socket instanceof ReceivingSocket ? socket.receiver : undefined) ?? new FreshReceiver(socket);
}

/** What has no documented way to it. */
interface Inside {
  _handle?: { readonly useUserBuffer?: (bytes: Uint8Array) => void } | null;
  /** Who counts it among its connections; null where that is nobody here. */
  _server?: net.Server | null;
  server?: net.Server | null;
}

/**
 * The handle of a socket that reads into given buffers. Node asks for the next one after each read, so that only the handle itself
 * takes another one before it; the bytes stay where they are referred to, as the handle does not.
 */
function handleOf(socket: net.Socket | undefined): { useUserBuffer(bytes: Uint8Array): void } | undefined {
  const handle = (socket as (net.Socket & Inside) | undefined)?._handle;
  return typeof handle?.useUserBuffer === 'function'
    ? (handle as { useUserBuffer(bytes: Uint8Array): void })
    : undefined;
}

/**
 * A new socket on the handle of an accepted one: a server makes its sockets itself, and none that reads into given buffers.
 * The old one is left without anything, so that closing is the new one's business alone, its server's count included.
 *
 * @returns Undefined where Node is made differently; then nothing has changed.
 */
function replace(socket: net.Socket, receiver: ReusingReceiver): net.Socket | undefined {
  const old = socket as net.Socket & Inside;
  const { _handle: handle, _server: server } = old;
  if (typeof handle?.useUserBuffer !== 'function' || server === undefined) return undefined;
  const replacing: net.Socket & Inside = new ReceivingSocket(receiver, { handle } as net.SocketConstructorOpts);
  replacing._server = replacing.server = server;
  old._handle = old._server = old.server = null;
  return replacing;
}
