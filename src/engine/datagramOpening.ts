import dgram from 'node:dgram';
import { hasNoWay, noAddress, type Address } from './attempt';

/** A bound socket. `::` means IPv6 only, as `0.0.0.0` means IPv4 only. */
export async function bindDatagram(target: Address | undefined, port: number): Promise<dgram.Socket> {
  if (!target) throw noAddress();
  const { address, family } = target;
  const socket = dgram.createSocket({ type: family === 6 ? 'udp6' : 'udp4', ipv6Only: address === '::' });
  await opened(socket, (done) => socket.bind({ address, port, exclusive: true }, done));
  return socket;
}

/** Connected to the first address that this machine has a way to: UDP itself cannot tell whether anybody is there. */
export async function connectDatagram(
  addresses: readonly Address[],
  port: number,
  signal: AbortSignal,
): Promise<{ socket: dgram.Socket; address: string }> {
  let firstError: unknown;
  for (const { address, family } of addresses) {
    signal.throwIfAborted();
    const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
    try {
      await opened(socket, (done) => {
        socket.connect(port, address, (error?: Error) => {
          done(signal.aborted ? (signal.reason as Error) : error);
        });
      });
      return { socket, address };
    } catch (error) {
      firstError ??= error;
      if (!hasNoWay(error)) throw error;
    }
  }
  throw firstError instanceof Error ? firstError : noAddress();
}

/** Settles when `open` has called back; the socket is closed when that fails. */
async function opened(socket: dgram.Socket, open: (done: (error?: Error) => void) => void): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      open((error) => {
        socket.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
  } catch (error) {
    socket.close();
    throw error;
  }
}
