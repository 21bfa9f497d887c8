import { readSync } from 'node:fs';
import net from 'node:net';
import type { Ends } from '../address/ends';
import type { IpSocketAddress } from '../address/socketAddress';
import { ReceivingSocket, type ReusingReceiver } from './receiving';

/** Bytes that are read at once of what a peer left behind: 64 KiB. */
const PIECE = 64 * 1024;

/**
 * A TCP socket that is being dialled. Where the peer accepts, sends and resets before this process comes to look, Node learns
 * of the reset instead of the connection, and throws away the socket with the bytes that lie in it: they are read before.
 */
export class DiallingSocket extends ReceivingSocket {
  readonly target: IpSocketAddress;
  #isTaken = false;
  #leftBehind: ResetSocket | undefined;

  /** @param receiver Of `Receiving.receiver`; absent: it is read in Node's way. */
  constructor(target: IpSocketAddress, receiver?: ReusingReceiver) {
    super(receiver);
    // Nothing is read before it has an owner.
    this.pause();
    this.target = target;
    this.setNoDelay(true);
  }

  /** What is left of a connection that was reset before it was looked at. */
  get leftBehind(): ResetSocket | undefined {
    return this.#leftBehind;
  }

  /** Both ends. A peer that has reset has no name any more, but it is who was dialled. */
  get ends(): Ends | undefined {
    const { localAddress, localPort, remoteAddress, remotePort, target } = this;
    if (localAddress === undefined || localPort === undefined) return undefined;
    const local = { family: 'ip', address: localAddress, port: localPort } as const;
    if (remoteAddress === undefined || remotePort === undefined) return { local, remote: target };
    return { local, remote: { family: 'ip', address: remoteAddress, port: remotePort } };
  }

  /** It has an owner now, who reads. */
  taken(): this {
    this.#isTaken = true;
    return this;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // Who was refused gets ECONNREFUSED: this one was connected.
    if (!this.#isTaken && error && 'code' in error && error.code === 'ECONNRESET') {
      const { ends } = this;
      if (ends) this.#leftBehind = new ResetSocket(ends, readRest(this));
    }
    super._destroy(error, callback);
  }
}

/** All that the kernel still has; the peer is gone, so that no more can come. Nothing on Windows, where sockets are no files. */
function readRest(socket: net.Socket): Uint8Array {
  // No documented way leads there.
  const handle = (socket as { _handle?: { fd?: unknown } | null })._handle;
  const fd = typeof handle?.fd === 'number' ? handle.fd : -1;
  const pieces: Uint8Array[] = [];
  try {
    while (fd >= 0) {
      const piece = new Uint8Array(PIECE);
      const length = readSync(fd, piece);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
    }
  } catch {
    // The reset itself, or EAGAIN: either way there is nothing more.
  }
  return Buffer.concat(pieces);
}

/** Stands in for a connection that the peer has reset: gives the bytes that were left, then ends with the reset. */
export class ResetSocket extends net.Socket {
  readonly ends: Ends;
  #left: Uint8Array | undefined;
  #writing: ((error: Error) => void) | undefined;

  constructor(ends: Ends, left: Uint8Array) {
    // Nothing is read ahead: the reset comes when the bytes before it have been taken, as the system has it.
    super({ allowHalfOpen: true, readableHighWaterMark: 1 } as net.SocketConstructorOpts);
    this.ends = ends;
    this.#left = left.length > 0 ? left : undefined;
  }

  override _read(): void {
    const left = this.#left;
    this.#left = undefined;
    // As from the system, nothing comes before whoever opened it had a turn to listen.
    setImmediate(() => {
      if (left) this.push(left);
      else this.#reset();
    });
  }

  /** Fails, though not before what was left is read. */
  override _write(_chunk: unknown, _encoding: string, callback: (error: Error) => void): void {
    this.#writing = callback;
  }

  override _writev(_chunks: unknown, callback: (error: Error) => void): void {
    this.#writing = callback;
  }

  override resetAndDestroy(): this {
    return this.destroy();
  }

  #reset(): void {
    if (this.destroyed) return;
    const writing = this.#writing;
    const syscall = writing ? 'write' : 'read';
    const error = Object.assign(new Error(`${syscall} ECONNRESET`), { code: 'ECONNRESET', syscall });
    if (writing) writing(error);
    else this.destroy(error);
  }
}
