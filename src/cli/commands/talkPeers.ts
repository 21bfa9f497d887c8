import { once } from 'node:events';
import { formatHostPort } from '../../engine/address/endpoint';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { peerName } from './peerName';
import type { Talk, TalkPeer } from './talk';

/** Whoever lines can go to at a socket: the connections of a listener, a connection itself, the peers of a datagram socket. */
export function peersOf(engine: Engine, socket: LiveSocket): Pick<Talk, 'peers' | 'changed'> {
  return {
    peers: () => present(socket),
    changed: async () => {
      await once(engine, 'socket');
    },
  };
}

function present(socket: LiveSocket): TalkPeer[] {
  switch (socket.kind) {
    case 'listener':
      return [...socket.connections].flatMap(present);
    case 'connection': {
      const { id, scheme, state, remote } = socket;
      if (state !== 'open' && state !== 'half-closed-remote') return [];
      return [{ id, name: peerName(scheme, remote), send: (bytes) => socket.send(bytes) }];
    }
    case 'datagram':
      return socket.peers.map(({ endpoint }) => {
        const name = `udp://${formatHostPort(endpoint.address, endpoint.port)}`;
        return { id: name, name, send: (bytes) => socket.send(bytes, endpoint) };
      });
  }
}
