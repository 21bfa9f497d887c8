import type { BytesSocket } from '../../engine/bytesSocket';
import type { LiveSocket } from '../../engine/liveSocket';

/** What tells which socket somebody means who sends. */
export interface SendHints {
  /** Whose row is selected: the socket itself, or the listener that accepted it. */
  readonly selected: LiveSocket | undefined;
  /** On which bytes were sent last. */
  readonly lastUsed: BytesSocket | undefined;
}

/**
 * The likeliest first: what is selected, what was used last, what was dialled from here, the rest; within these in the order
 * given.
 */
export function inSendOrder<T extends LiveSocket>(sockets: readonly T[], hints: SendHints): T[] {
  return sockets.toSorted((one, other) => rankOf(one, hints) - rankOf(other, hints));
}

function rankOf(socket: LiveSocket, { selected, lastUsed }: SendHints): number {
  const parent = socket.kind === 'connection' ? socket.parent : undefined;
  if (socket === selected) return 0;
  if (parent !== undefined && parent === selected?.id) return 1;
  if (socket === lastUsed) return 2;
  const isDialled = socket.kind === 'connection' ? parent === undefined : socket.kind === 'datagram' && socket.remote;
  return isDialled ? 3 : 4;
}
