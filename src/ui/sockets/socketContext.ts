import type { LiveSocket } from '../../engine/liveSocket';
import { isEnded } from '../../engine/socketInfo';
import { CONTEXT_KEYS } from '../ids';
import type { Opening } from '../reopen/opening';

type Test = (socket: LiveSocket, kind: Opening['kind'] | undefined) => boolean;

/** Context keys that say what there is, so that menus and the palette offer what can do something. */
const TESTS = {
  hasSockets: () => true,
  hasOpenSockets: ({ state }) => !isEnded(state),
  hasConnections: ({ kind, state }) => kind === 'connection' && !isEnded(state) && state !== 'connecting',
  hasDatagramSockets: ({ kind, state }) => kind === 'datagram' && !isEnded(state),
  hasAccepting: (socket) => socket.kind === 'listener' && socket.state === 'listening' && socket.isAccepting,
  hasHolding: (socket) => socket.kind === 'listener' && socket.state === 'listening' && !socket.isAccepting,
  hasRelays: (socket) => socket.kind !== 'connection' && !isEnded(socket.state) && socket.service?.relay !== undefined,
  hasHeld: (socket) => socket.kind !== 'connection' && (socket.service?.relay?.held ?? 0) > 0,
  hasUnrecorded: ({ state, recording }) => !isEnded(state) && recording?.failedSince !== undefined,
  canDialAgain: ({ state }, kind) => isEnded(state) && kind === 'dial',
  canListenAgain: ({ state }, kind) => isEnded(state) && kind === 'listen',
} satisfies Partial<Record<keyof typeof CONTEXT_KEYS, Test>>;

/** Each key with its value. */
export function socketContext(
  sockets: Iterable<LiveSocket>,
  openingKindOf: (socket: LiveSocket) => Opening['kind'] | undefined,
): ReadonlyMap<string, boolean> {
  const open = new Map<string, Test>(Object.entries(TESTS));
  for (const socket of sockets) {
    // What is known to be true need not be asked again.
    if (open.size === 0) break;
    const kind = isEnded(socket.state) ? openingKindOf(socket) : undefined;
    for (const [key, test] of open) if (test(socket, kind)) open.delete(key);
  }
  return new Map(Object.keys(TESTS).map((key) => [CONTEXT_KEYS[key as keyof typeof TESTS], !open.has(key)]));
}
