import { SockscopeError } from '../base/error';
import type { Connection } from './connection';
import { cutShort } from './cutShort';

export interface StreamFileOptions {
  /** What the system calls the file's size, in bytes; it may have more. */
  readonly size: number;
  /** Gives up. */
  readonly signal: AbortSignal;
  /** A piece of so many bytes has gone, which makes so many. */
  readonly sent: (piece: number, soFar: number) => void;
}

export interface StreamedFile {
  /** Bytes that the kernel took. */
  readonly bytes: number;
  /** After giving up: bytes that cannot be taken back, and go once the peer reads. */
  readonly waiting: number;
  /** It was sent to its end. */
  readonly isWhole: boolean;
}

/**
 * Sends pieces, one after the other, until there is an empty one.
 *
 * @param read The piece at so many bytes from the beginning.
 * @throws SockscopeError `SEND_CUT_SHORT`, which says how many bytes went, when the connection ended before.
 */
export async function streamFile(
  connection: Connection,
  read: (position: number) => Promise<Uint8Array>,
  { size, signal, sent }: StreamFileOptions,
): Promise<StreamedFile> {
  let bytes = 0;
  for (;;) {
    const piece = await read(bytes);
    if (piece.length === 0) return { bytes, waiting: 0, isWhole: true };
    const before = connection.bytesSent;
    try {
      const partly = await connection.sendUntil(piece, signal);
      bytes += partly.sent;
      if (partly.sent < piece.length) return { bytes, waiting: partly.waiting, isWhole: false };
    } catch (error) {
      if (!(error instanceof SockscopeError)) throw error;
      // Of the last piece the record has what the kernel took.
      bytes += Math.min(piece.length, connection.bytesSent - before);
      throw cutShort(connection, bytes, Math.max(size, bytes), error);
    }
    sent(piece.length, bytes);
  }
}
