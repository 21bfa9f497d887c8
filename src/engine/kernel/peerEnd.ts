import type net from 'node:net';
import { codeOf } from '../platform/systemError';
import type { KernelSockets } from './kernelSockets';
import type { KernelSocket } from './socketTable';
import { isOfThisMachine, isSameAddress } from '../address/sameAddress';
import type { IpSocketAddress, SocketAddress } from '../address/socketAddress';

/**
 * How the peer ended what it sends, or that the system does not tell. `cutOff`: it ended what carries the stream (FIN), and not
 * the stream itself, as TLS should be ended by close_notify.
 */
export type PeerEnd = 'fin' | 'reset' | 'unsure' | 'cutOff';

const NOTHING = new Uint8Array(0);

/**
 * Whether an end of file that Node reports may be a reset in truth. When RST comes with the last bytes, libuv before 1.52 does
 * not read on to learn of it (libuv#4997); Node 20 and 22 have such a one. Windows is not concerned.
 *
 * @param uv A version of libuv.
 */
export function mayHideReset(platform: string = process.platform, uv: string = process.versions.uv): boolean {
  const [major = 0, minor = 0] = uv.split('.').map(Number);
  return platform !== 'win32' && major === 1 && minor < 52;
}

export interface EndOptions {
  readonly socket: net.Socket;
  readonly local: SocketAddress | undefined;
  readonly remote: SocketAddress | undefined;
  readonly kernel: KernelSockets;
}

/** How the peer of a socket that has come to the end of file ended. Never rejects. */
export async function judgePeerEnd({ socket, local, remote, kernel }: EndOptions): Promise<PeerEnd> {
  // A Unix socket and a named pipe have no FIN and no RST.
  if ((local && local.family !== 'ip') || (remote && remote.family !== 'ip')) return 'fin';
  if (!socket.writableEnded && !socket.destroyed) return askByWriting(socket);
  // Nothing can be written behind our own FIN.
  return local && remote ? askKernel(local, remote, kernel) : 'unsure';
}

/** A write of no bytes sends nothing, but tells of the error that waits in the socket. */
async function askByWriting(socket: net.Socket): Promise<PeerEnd> {
  if (socket.writableLength > 0) {
    // What waits is told of the error within this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    return socket.errored ? 'reset' : 'fin';
  }
  return new Promise((resolve) => {
    socket.write(NOTHING, (error) => {
      const code = error ? codeOf(error) : undefined;
      resolve(code === undefined ? 'fin' : isOwnEnd(code) ? 'unsure' : 'reset');
    });
  });
}

/** Whether a write failed only because this side closed or reset the socket: by Node's own codes, or libuv's. */
export function isOwnEnd(code: string): boolean {
  // What TLS says has another cause.
  return (code.startsWith('ERR_') && !code.startsWith('ERR_SSL_')) || code === 'ECANCELED';
}

/**
 * After FIN from both sides the kernel keeps the end that sent FIN first for a while (TIME_WAIT), and forgets the other one, which
 * may be this one: its FIN may have gone out while the peer's had come and was not read yet. After RST both are gone. So only
 * where both ends would be seen it is known that none is there.
 */
async function askKernel(local: IpSocketAddress, remote: IpSocketAddress, kernel: KernelSockets): Promise<PeerEnd> {
  // An entry may be missed while others leave the table: what is not there is looked for twice.
  for (let look = 0; look < 2; look++) {
    const [ours, theirs] = await Promise.all([
      kernel.at('tcp', local.port, remote.port),
      kernel.at('tcp', remote.port, local.port),
    ]);
    if (!ours || !theirs) return 'unsure';
    if (ours.some((socket) => isConnection(socket, local, remote))) return 'fin';
    if (theirs.some((socket) => isConnection(socket, remote, local))) return 'fin';
  }
  return isOfThisMachine(remote.address) && (await kernel.keepsTimeWait()) ? 'reset' : 'unsure';
}

function isConnection(socket: KernelSocket, local: IpSocketAddress, remote: IpSocketAddress): boolean {
  return (
    socket.remote.port === remote.port &&
    isSameAddress(socket.remote.address, remote.address) &&
    isSameAddress(socket.local.address, local.address)
  );
}
