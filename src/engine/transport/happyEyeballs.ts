import { lookup } from 'node:dns/promises';
import type net from 'node:net';
import { parseIpv4, parseIpv6, splitZone } from '../../bytes/ip';
import { systemPath, type PathEndpoint } from '../address/localAddress';
import { raceAbort } from '../../base/deadline';
import { DiallingSocket, type ResetSocket } from './earlyReset';
import type { Endpoint } from '../address/endpoint';
import type { Ends } from '../address/ends';
import type { DialAttempts } from './dialAttempts';
import { ReceivingSocket, type Receiving } from './receiving';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** RFC 8305, section 5: the Connection Attempt Delay, in milliseconds. */
const ATTEMPT_DELAY = 250;

/** What an attempt answers when this machine lacks the address family, which says nothing about the host. */
const NO_WAY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** All addresses of a host, IPv6 and IPv4 alternating as RFC 8305, section 4, has it; the resolver's order decides which is first. */
export async function resolveHost(host: string): Promise<Address[]> {
  if (parseIpv4(host)) return [{ address: host, family: 4 }];
  if (parseIpv6(splitZone(host).address)) return [{ address: host, family: 6 }];
  const found = await lookup(host, { all: true, verbatim: true });
  return interleave(found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })));
}

export function interleave(addresses: readonly Address[]): Address[] {
  const first = addresses[0];
  if (!first) return [];
  const leading = addresses.filter((address) => address.family === first.family);
  const trailing = addresses.filter((address) => address.family !== first.family);
  const ordered: Address[] = [];
  for (let i = 0; i < Math.max(leading.length, trailing.length); i++) {
    ordered.push(...leading.slice(i, i + 1), ...trailing.slice(i, i + 1));
  }
  return ordered;
}

/** How it is dialled. */
export interface ConnectOptions {
  /** How it is read; in Node's way unless given. */
  readonly receiving?: Receiving | undefined;
  /** Finds the addresses of a name; {@link resolveHost} unless given. */
  readonly resolve?: ((host: string) => Promise<readonly Address[]>) | undefined;
  /** Is told of each attempt. */
  readonly attempts?: DialAttempts | undefined;
}

/**
 * Connects to the first address that answers, as RFC 8305 (Happy Eyeballs, version 2) has it: a further address is tried
 * when the one before has failed or has not answered for 250 ms, while the earlier attempts go on.
 *
 * @returns The connected socket, or what stands in for one that the peer has reset already; the losing attempts are destroyed.
 * @throws Once all have failed, the error of the attempt that failed first, unless that one had no way to the address
 *   at all and another has more to tell; the reason of `signal` when it fires.
 */
export function connectFirst(
  addresses: readonly Address[],
  port: number,
  signal: AbortSignal,
  { receiving, attempts: log }: Omit<ConnectOptions, 'resolve'> = {},
): Promise<DiallingSocket | ResetSocket> {
  return new Promise((resolve, reject) => {
    const attempts = new Set<net.Socket>();
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    let telling: Error | undefined;
    let isSettled = false;

    const finish = (): void => {
      isSettled = true;
      log?.end();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      for (const attempt of attempts) attempt.destroy();
    };
    const onAbort = (): void => {
      finish();
      reject(signal.reason as Error);
    };
    const startNext = (): void => {
      clearTimeout(timer);
      const target = addresses[next++];
      if (!target) return;
      const socket = new DiallingSocket({ family: 'ip', address: target.address, port }, receiving?.receiver());
      socket.connect({ host: target.address, family: target.family, port, autoSelectFamily: false });
      attempts.add(socket);
      const settle = log?.begin(target.address);
      // It stays after the connection is made, since an error may come before the new owner listens.
      socket.once('error', (error) => {
        attempts.delete(socket);
        if (isSettled) return;
        if (socket.leftBehind) {
          // It was connected, if only for a moment.
          settle?.();
          finish();
          resolve(socket.leftBehind);
          return;
        }
        settle?.(error);
        if (!telling || hasNoWay(telling)) telling = error;
        if (next < addresses.length) startNext();
        else if (attempts.size === 0) {
          finish();
          reject(telling);
        }
      });
      socket.once('connect', () => {
        attempts.delete(socket);
        settle?.();
        finish();
        resolve(socket.taken());
      });
      if (next < addresses.length) timer = setTimeout(startNext, ATTEMPT_DELAY);
    };

    if (signal.aborted) onAbort();
    else if (addresses.length === 0) reject(noAddress());
    else {
      signal.addEventListener('abort', onAbort, { once: true });
      startNext();
    }
  });
}

/** Whether this machine could not even try. */
export function hasNoWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_WAY.has(String(error.code));
}

/** What a name without any address amounts to. */
export function noAddress(): Error {
  return Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
}

/**
 * Connects a stream socket: TCP, Unix, or a named pipe.
 *
 * @throws What the system said, or the reason of `signal`.
 */
export async function connectTo(
  endpoint: Endpoint,
  signal: AbortSignal,
  options: ConnectOptions = {},
): Promise<Ends & { socket: net.Socket }> {
  if ('path' in endpoint) {
    const { scheme, path } = endpoint;
    const socket = await connectPath(endpoint, signal, options.receiving);
    return connected(socket, { local: { family: scheme, path: '' }, remote: { family: scheme, path } });
  }
  const addresses = await raceAbort((options.resolve ?? resolveHost)(endpoint.host), signal);
  options.attempts?.resolved(addresses.map(({ address }) => address));
  const socket = await connectFirst(addresses, endpoint.port, signal, options);
  return connected(socket, socket.ends);
}

/** Whoever is handed a socket that is gone already would wait for its end in vain. */
function connected(socket: net.Socket, ends: Ends | undefined): Ends & { socket: net.Socket } {
  if (ends && !socket.destroyed) return { socket, ...ends };
  socket.destroy();
  throw Object.assign(new Error('reset while connecting'), { code: 'ECONNRESET' });
}

function connectPath(endpoint: PathEndpoint, signal: AbortSignal, receiving?: Receiving): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = new ReceivingSocket(receiving?.receiver());
    // Nothing is read before it has an owner.
    socket.pause();
    socket.connect({ path: systemPath(endpoint) });
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    // It stays after the connection is made, as in connectFirst.
    socket.once('error', (error) => {
      signal.removeEventListener('abort', onAbort);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
