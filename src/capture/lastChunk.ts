import { stat } from 'node:fs/promises';
import type { Direction } from '../base/direction';
import type { BytesSocket } from '../engine/bytesSocket';
import type { CaptureAccess } from './captureAccess';
import type { CaptureStore } from './captureStore';
import { recordedPath, withRecord } from './recordedSocket';

/** A capture that has ended is indexed for this only up to so many bytes: what it is for is a glance. */
const MAX_INDEXED_BYTES = 1024 * 1024;

/** The chunk that was recorded last. */
export interface LastChunk {
  readonly direction: Direction;
  /** At most as many bytes of it as were asked for. */
  readonly first: Uint8Array;
  /** Bytes in all of it. */
  readonly length: number;
}

/**
 * Reads the beginning of the last chunk of a socket from its capture.
 *
 * @returns Undefined where there is none, or only at too great a cost.
 * @throws SockscopeError `NOT_RECORDED`, `CAPTURE_UNREADABLE`
 */
export async function readLastChunk(
  { access, store }: { readonly access: Pick<CaptureAccess, 'acquire'>; readonly store: Pick<CaptureStore, 'find'> },
  socket: BytesSocket,
  most: number,
): Promise<LastChunk | undefined> {
  const path = recordedPath(socket);
  if (!store.find(path) && (await stat(path)).size > MAX_INDEXED_BYTES) return undefined;
  return withRecord(access, socket, async (capture, { log }) => {
    const chunk = log.length - 1;
    if (chunk < 0 || log.isGap(chunk)) return undefined;
    const direction = log.direction(chunk);
    const length = log.byteLength(chunk);
    const first = await capture.readBytes(log, direction, log.offset(chunk), Math.min(length, most));
    return { direction, first, length };
  });
}
