import { SockscopeError } from '../../base/error';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { BytesSocket } from '../../engine/bytesSocket';

/** Sends bytes as they are; settles when the kernel has taken them. */
export async function sendBytes(
  socket: BytesSocket,
  bytes: Uint8Array,
  to?: IpSocketAddress,
): Promise<{ readonly bytes: number }> {
  if (socket.kind === 'datagram') await socket.send(bytes, to);
  else if (!to) await socket.send(bytes);
  else {
    throw new SockscopeError('BAD_ARGUMENT', 'A connection sends to its peer alone: "to" is for UDP sockets.');
  }
  return { bytes: bytes.length };
}
