import { formatHostPort } from '../../engine/address/endpoint';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { plainText } from '../plainText';
import { isSendable } from '../sockets/socketItem';
import { PeerNode, type BytesSocket, type TreeNode } from '../sockets/socketNode';
import { inSendOrder, type SendHints } from './sendOrder';
import { pickPeer, pickSocket } from './pickSocket';

/** Who gets bytes. */
export interface Destination {
  readonly socket: BytesSocket;
  readonly to?: IpSocketAddress;
}

/** Who that is, for people. */
export function destinationName({ socket, to }: Destination): string {
  if (to) return plainText(`udp://${formatHostPort(to.address, to.port)}`);
  const info = socket.info();
  return plainText(info.remote ?? socket.id);
}

function isSendableSocket(socket: LiveSocket): socket is BytesSocket {
  return isSendable(socket);
}

/** The tree's row, or else what the user picks. */
export async function pickDestination(
  engine: Engine,
  node: TreeNode | undefined,
  title: string,
  hints: () => SendHints = () => ({ selected: undefined, lastUsed: undefined }),
): Promise<Destination | undefined> {
  if (node instanceof PeerNode) return { socket: node.socket, to: node.peer.endpoint };
  const socket =
    node && isSendableSocket(node.socket)
      ? node.socket
      : await pickSocket(
          engine,
          isSendableSocket,
          title,
          'There is no open socket to send on: dial an endpoint first, or wait until somebody connects to your listener.',
          (sockets) => inSendOrder(sockets, hints()),
        );
  if (!socket) return undefined;
  if (socket.kind === 'connection') return { socket };
  const to = await pickPeer(socket, title);
  return to && { socket, to };
}
