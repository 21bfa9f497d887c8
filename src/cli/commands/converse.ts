import type { Connection } from '../../engine/connection';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { Terminal } from '../terminal/terminal';
import type { ByteSource } from './byteSource';
import { exchange } from './exchange';
import { telling } from './talk';
import { peersOf } from './talkPeers';

export interface Converse {
  readonly engine: Engine;
  /** Listening. */
  readonly socket: LiveSocket;
  readonly source: ByteSource;
  readonly terminal: Terminal;
}

/** Accepts one client, listens no more, and talks with it as `dial` does with a server. A datagram socket talks with its first peer. */
export async function converseWithOne(options: Converse): Promise<void> {
  const { engine, socket, source, terminal } = options;
  if (socket.kind !== 'listener') return broadcast(options, (peers) => peers.slice(0, 1));
  const client = await terminal.unlessInterrupted(firstOf(engine, socket.id));
  if (client === undefined) return;
  await socket.close();
  await exchange({ engine, socket: client, source, terminal, isTalk: true, endsWithPeer: terminal.isTyped });
}

/** Talks with everybody who is there, until the interruption; who comes after the end of the source is only heard. */
export async function converseWithAll(options: Converse): Promise<void> {
  const { socket } = options;
  await broadcast(options, (peers) => peers);
  const connections = socket.kind === 'listener' ? [...socket.connections] : [];
  await Promise.all(
    connections
      .filter(({ state }) => state === 'open' || state === 'half-closed-remote')
      // One that ends meanwhile needs no FIN.
      .map((connection) => connection.shutdownSending().catch(() => undefined)),
  );
  await options.terminal.interruption();
}

type Choose = <Peer>(peers: readonly Peer[]) => readonly Peer[];

/** Sends each piece to those that are chosen, as soon as there are some; what goes wrong with one is told. */
async function broadcast({ engine, socket, source, terminal }: Converse, choose: Choose): Promise<void> {
  const { peers, changed } = peersOf(engine, socket);
  for await (const piece of source.pieces) {
    while (peers().length === 0) {
      await terminal.unlessInterrupted(changed());
      if (terminal.isInterrupted) return;
    }
    const sends = choose(peers()).map((peer) => telling(terminal, peer.send(piece)));
    await terminal.unlessInterrupted(Promise.all(sends));
  }
}

function firstOf(engine: Engine, parent: string): Promise<Connection> {
  return new Promise((resolve) => {
    const look = (socket: LiveSocket): void => {
      if (socket.kind !== 'connection' || socket.parent !== parent || socket.state === 'connecting') return;
      engine.off('socket', look);
      resolve(socket);
    };
    engine.on('socket', look);
  });
}
