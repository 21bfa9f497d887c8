import dgram from 'node:dgram';
import type { DialAttempts } from './dialAttempts';
import { hasNoWay, noAddress, type Address } from './happyEyeballs';
import { requireBound, type IpBinding } from '../address/binding';
import type { OwnEnd } from '../address/ownEnd';
import { codeOf } from '../platform/systemError';
import { formatHostPort } from '../address/endpoint';
import { isGroup, membershipOf, type MulticastContext } from '../address/multicast';
import type { MulticastOptions } from '../multicastOptions';
import type { GroupUse } from '../permission';
import { sendThrough } from './multicasting';
import type { IpSocketAddress } from '../address/socketAddress';

/**
 * A bound socket.
 *
 * @throws What the system said, or SockscopeError `BOUND_ELSEWHERE`.
 */
export async function bindDatagram(binding: IpBinding): Promise<dgram.Socket> {
  const { address, family, port, v6only } = binding;
  // Several programs may listen on one group; each gets every datagram. At an interface's own address they would take each other's.
  const socket = dgram.createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: v6only,
    reuseAddr: isGroup(address),
  });
  await opened(socket, (done) => {
    socket.bind({ address, port, exclusive: true }, () => {
      try {
        requireBound(binding, socket.address());
        done();
      } catch (error) {
        done(error as Error);
      }
    });
  });
  return socket;
}

export interface DatagramTarget {
  readonly addresses: readonly Address[];
  readonly port: number;
  readonly signal: AbortSignal;
  /** Notes which addresses were tried. */
  readonly attempts?: DialAttempts | undefined;
  /** The own end to bind before. */
  readonly from?: OwnEnd | undefined;
  /** Asked when the system takes an address for a broadcast address; rejects to refuse. */
  readonly permitBroadcast?: ((to: IpSocketAddress) => Promise<void>) | undefined;
  /** How groups are sent to, and who is asked before; rejects to refuse. */
  readonly groups?: {
    readonly options?: MulticastOptions | undefined;
    readonly permit?: ((use: GroupUse) => void | Promise<void>) | undefined;
    readonly context?: MulticastContext | undefined;
  };
}

/**
 * Connected to the first address that this machine has a way to: UDP itself cannot tell whether anybody is there.
 *
 * @throws What the system said, what `permitBroadcast` throws, or the reason of `signal`.
 */
export async function connectDatagram({
  addresses,
  port,
  signal,
  attempts,
  from,
  permitBroadcast,
  groups = {},
}: DatagramTarget): Promise<{ socket: dgram.Socket; address: string }> {
  let firstError: unknown;
  attempts?.resolved(addresses.map(({ address }) => address));
  for (const { address, family } of addresses) {
    signal.throwIfAborted();
    const told = attempts?.begin(address);
    try {
      const socket = isGroup(address)
        ? await connectToGroup(address, family, port, groups, from)
        : await connect(address, family, port, { from, signal });
      told?.();
      return { socket, address };
    } catch (error) {
      if (isBroadcastRefusal(error) && permitBroadcast) {
        await permitBroadcast({ family: 'ip', address, port });
        // Whoever was asked has taken his time; only giving up counts now.
        const socket = await connect(address, family, port, { from });
        told?.();
        return { socket, address };
      }
      told?.(error);
      firstError ??= error;
      if (!hasNoWay(error)) throw error;
    }
  }
  throw firstError instanceof Error ? firstError : noAddress();
}

/** What `send(2)` and `connect(2)` answer at a broadcast address when `SO_BROADCAST` is not set. */
export function isBroadcastRefusal(error: unknown): boolean {
  return codeOf(error) === 'EACCES';
}

/** @param signal Calls it off; without it, broadcasts are allowed. */
async function connect(
  address: string,
  family: 4 | 6,
  port: number,
  { from, signal }: { readonly from: OwnEnd | undefined; readonly signal?: AbortSignal },
): Promise<dgram.Socket> {
  const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
  await opened(socket, (done) => {
    const connecting = (): void => {
      socket.connect(port, address, (error?: Error) => {
        done(signal?.aborted === true ? (signal.reason as Error) : error);
      });
    };
    if (signal && !from) {
      connecting();
      return;
    }
    // The option needs a socket, which there is once it is bound.
    socket.bind(
      { ...(from?.address === undefined ? {} : { address: from.address }), port: from?.port ?? 0, exclusive: true },
      () => {
        if (!signal) socket.setBroadcast(true);
        connecting();
      },
    );
  });
  return socket;
}

/** From the address of the interface that the datagrams leave by. */
async function connectToGroup(
  address: string,
  family: 4 | 6,
  port: number,
  { options = {}, permit, context }: NonNullable<DatagramTarget['groups']>,
  from: OwnEnd | undefined,
): Promise<dgram.Socket> {
  const via = membershipOf(address, options.interface, context).interface;
  await permit?.({ kind: 'multicast', group: `udp://${formatHostPort(address, port)}`, interface: via });
  const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
  await opened(socket, (done) => {
    // The options need a socket, which there is once it is bound.
    socket.bind({ address: from?.address ?? via.address, port: from?.port ?? 0, exclusive: true }, () => {
      try {
        sendThrough(socket, via, options);
      } catch (error) {
        done(error as Error);
        return;
      }
      socket.connect(port, address, done);
    });
  });
  return socket;
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
