import type net from 'node:net';
import type { KernelSockets } from '../kernel/kernelSockets';
import { bytesInReceiveQueue } from '../kernel/receiveQueue';
import { judgePeerEnd, mayHideReset, type PeerEnd } from '../kernel/peerEnd';
import { ResetSocket } from './earlyReset';
import { receiverOf, type Receiver } from './receiving';
import type { Stream, StreamEnds } from './stream';

const DOUBTS_FIN = mayHideReset();

export interface NetStreamOptions {
  /** What the system's kernel tells of sockets; absent: nobody asks it. */
  readonly kernel?: KernelSockets;
  /** Whether what looks like FIN may be RST. */
  readonly doubtsFin?: boolean;
}

/** The stream of a connected socket of `node:net`: TCP, Unix, or a named pipe. There may be very many: it has no closures. */
export class NetStream implements Stream {
  readonly duplex: net.Socket;
  readonly receiver: Receiver;
  readonly ends: StreamEnds;
  readonly #kernel: KernelSockets | undefined;
  readonly #doubtsFin: boolean;

  constructor(socket: net.Socket, ends: StreamEnds, { kernel, doubtsFin = DOUBTS_FIN }: NetStreamOptions = {}) {
    this.duplex = socket;
    this.receiver = receiverOf(socket);
    this.ends = ends;
    this.#kernel = kernel;
    this.#doubtsFin = doubtsFin;
  }

  /** A Unix socket and a named pipe have no RST. */
  get hasReset(): boolean {
    return this.ends.local.family === 'ip';
  }

  get isGone(): boolean {
    return this.duplex instanceof ResetSocket;
  }

  reset(): void {
    resetSocket(this.duplex);
  }

  /** Undefined on Windows too, where the kernel works through what it was given by itself. */
  untakenBytes(): number | undefined {
    const socket = this.duplex;
    if (socket instanceof ResetSocket) return socket.writableLength;
    if (process.platform === 'win32') return undefined;
    // No documented way leads there: `bytesWritten` counts what waits too.
    const handle = (socket as { _handle?: { writeQueueSize?: unknown } | null })._handle;
    return typeof handle?.writeQueueSize === 'number' ? handle.writeQueueSize : undefined;
  }

  async receiveQueue(): Promise<number | undefined> {
    const { local, remote, isRemoteUnknown = false } = this.ends;
    if (!this.#kernel || isRemoteUnknown) return undefined;
    return bytesInReceiveQueue(this.#kernel, local, remote);
  }

  peerEnd(): PeerEnd | Promise<PeerEnd> {
    const kernel = this.#kernel;
    if (!kernel || !this.#doubtsFin) return 'fin';
    const { local, remote, isRemoteUnknown = false } = this.ends;
    return judgePeerEnd({ socket: this.duplex, local, remote: isRemoteUnknown ? undefined : remote, kernel });
  }
}

/**
 * RST. libuv refuses it (EINVAL of uv_tcp_close_reset) while it shuts the socket down, and Node then never closes it. That takes
 * no longer than the call of `shutdown()`, as nothing waits to be sent before it, and so it is waited for.
 */
export function resetSocket(socket: net.Socket): void {
  const isShuttingDown =
    socket.writableEnded && !socket.writableFinished && socket.writableLength === 0 && !socket.destroyed;
  if (isShuttingDown) socket.prependOnceListener('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
