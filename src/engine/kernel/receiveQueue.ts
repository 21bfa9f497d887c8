import { isSameEnd } from '../address/sameAddress';
import type { SocketAddress } from '../address/socketAddress';
import type { KernelSockets } from './kernelSockets';
import type { KernelState } from './socketTable';

/** In these the peer's FIN has come, which stands in the queue as one byte more. */
const AFTER_FIN: ReadonlySet<KernelState> = new Set(['CLOSE_WAIT', 'LAST_ACK', 'CLOSING', 'TIME_WAIT']);

/** Bytes that came on a TCP connection and that its program has not read; undefined where the kernel does not tell. */
export async function bytesInReceiveQueue(
  kernel: KernelSockets,
  local: SocketAddress,
  remote: SocketAddress,
): Promise<number | undefined> {
  if (local.family !== 'ip' || remote.family !== 'ip') return undefined;
  const sockets = await kernel.at('tcp', local.port, remote.port);
  const own = sockets?.find((each) => isSameEnd(each.local, local) && isSameEnd(each.remote, remote));
  if (!own) return undefined;
  return AFTER_FIN.has(own.state) ? Math.max(0, own.receiveQueue - 1) : own.receiveQueue;
}
