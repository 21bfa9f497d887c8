import { isEnded } from '../../engine/socketInfo';
import type { LiveSocket } from '../../engine/liveSocket';
import type { AgentContext } from '../context';

/** A socket as tools tell of it. */
export function socketObject(socket: LiveSocket, { sockets }: Pick<AgentContext, 'sockets'>): object {
  const { id, kind, state, local, remote, parent, ...info } = socket.info();
  return {
    socket: id,
    kind,
    state,
    address: local,
    peer: remote,
    listener: parent,
    service: info.service,
    bytesReceived: info.bytesReceived,
    bytesSent: info.bytesSent,
    unread: kind === 'connection' ? Math.max(0, info.bytesReceived - sockets.position(socket)) : undefined,
    openedBy: sockets.has(socket) ? 'agent' : 'user',
    capture: info.capture === '' ? undefined : info.capture,
    notRecorded: socket.recording?.failedSince !== undefined && !isEnded(state) ? true : undefined,
    error: info.error,
    doubt: info.doubt,
  };
}
