import type net from 'node:net';
import { Duplex } from 'node:stream';

/**
 * The encrypted side of a TLS connection, on a TCP socket. On the handle of a socket, as `node:tls` would have it, nobody learns
 * whether a peer has ended TLS (close_notify) before TCP, or cut it off.
 */
export class CipherSide extends Duplex {
  readonly #socket: net.Socket;
  /** Whether all has been read, of this side. */
  #hasEnded = false;

  /** @param socket Paused; its errors are reported as this one's. */
  constructor(socket: net.Socket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) socket.pause();
    });
    socket.on('end', () => {
      this.#hasEnded = true;
      this.push(null);
    });
    socket.on('error', (error) => {
      this.destroy(error);
    });
    socket.on('close', () => {
      // What came before FIN is still to be read.
      if (!this.#hasEnded) this.destroy();
    });
    // `data` has set it going.
    socket.pause();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _writev(chunks: readonly { chunk: Uint8Array }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
