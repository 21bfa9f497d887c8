import type { LiveSocket } from '../../engine/engine';
import type { Peer } from '../../engine/datagramSocket';
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';

/** One row of the *Sockets* tree; what its commands get as their argument. */
export class SocketNode {
  constructor(readonly socket: LiveSocket) {}
}

/** A peer below its datagram socket. */
export class PeerNode {
  constructor(
    readonly socket: DatagramSocket,
    readonly peer: Peer,
  ) {}
}

export type TreeNode = SocketNode | PeerNode;

export function isTreeNode(value: unknown): value is TreeNode {
  return value instanceof SocketNode || value instanceof PeerNode;
}

/** A socket that bytes can be sent on and inspected of. */
export type BytesSocket = Connection | DatagramSocket;
