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
}

/** A peer below its datagram socket. */
export class PeerNode extends ClickedRow {
  constructor(
    readonly socket: DatagramSocket,
    readonly peer: Peer,
  ) {
    super();
  }
}

export type TreeNode = SocketNode | PeerNode;

export function isTreeNode(value: unknown): value is TreeNode {
  return value instanceof SocketNode || value instanceof PeerNode;
}
