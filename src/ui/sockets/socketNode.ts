import type { LiveSocket } from '../../engine/liveSocket';
import type { Peer } from '../../engine/datagramSocket';
import type { DatagramSocket } from '../../engine/datagramSocket';
export type { BytesSocket } from '../../engine/bytesSocket';
import { ClickedRow } from '../clicked';

/** One row of the *Sockets* tree; what its commands get as their argument. */
export class SocketNode extends ClickedRow {
  constructor(readonly socket: LiveSocket) {
    super();
  }

  /** Of no other row. */
  get key(): string {
    return this.socket.id;
  }
}

/** A peer below its datagram socket. */
export class PeerNode extends ClickedRow {
  constructor(
    readonly socket: DatagramSocket,
    readonly peer: Peer,
  ) {
    super();
  }

  get key(): string {
    const { address, port } = this.peer.endpoint;
    return `${this.socket.id} ${address} ${port}`;
  }
}

export type TreeNode = SocketNode | PeerNode;

export function isTreeNode(value: unknown): value is TreeNode {
  return value instanceof SocketNode || value instanceof PeerNode;
}
