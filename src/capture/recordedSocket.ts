/** The record of a live socket, as whoever reads bytes needs it. */
import { fileURLToPath } from 'node:url';
import { SockscopeError } from '../base/error';
import type { BytesSocket } from '../engine/bytesSocket';
import type { LiveSocket } from '../engine/liveSocket';
import type { Capture } from './capture';
import type { CaptureAccess } from './captureAccess';
import type { Conversation } from './conversation';

export function notRecorded(socket: LiveSocket): SockscopeError {
  return new SockscopeError('NOT_RECORDED', 'Nothing was recorded of {0}: it never was open.', [
    socket.info().remote ?? socket.info().local,
  ]);
}

/** @throws SockscopeError `NOT_RECORDED` */
export function recordedPath(socket: LiveSocket): string {
  const { capture } = socket.info();
  if (capture === '') throw notRecorded(socket);
  return fileURLToPath(capture);
}

/**
 * Lets `use` read what was recorded of a socket so far, all of which is in the file then.
 *
 * @throws SockscopeError `NOT_RECORDED`, `CAPTURE_UNREADABLE`
 */
export async function withRecord<Result>(
  access: Pick<CaptureAccess, 'acquire'>,
  socket: BytesSocket,
  use: (capture: Capture, conversation: Conversation) => Promise<Result>,
): Promise<Result> {
  const { conversation: number } = socket;
  if (number === undefined) throw notRecorded(socket);
  const lease = await access.acquire(recordedPath(socket));
  try {
    const { capture } = lease;
    await capture.flush();
    const conversation = capture.conversations.at(number);
    if (!conversation) throw notRecorded(socket);
    return await use(capture, conversation);
  } finally {
    lease.release();
  }
}
