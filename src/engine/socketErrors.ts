import { SockscopeError, type Template } from '../base/error';
import { socketFileOf } from './address/abstractName';
import type { AddressBinding, IpBinding } from './address/binding';
import { formatEndpoint, formatHostPort, requestedEnd, type Endpoint } from './address/endpoint';
import type { OwnEnd } from './address/ownEnd';
import { SCHEMES } from './address/schemes';
import { explainOwnEnd } from './dialOptions';
import type { LiveSocket } from './liveSocket';
import type { KernelSockets } from './kernel/kernelSockets';
import type { KernelSocket, KernelState } from './kernel/socketTable';
import { isEnded } from './socketInfo';
import { isReachedAt, isSameAddress, isSameEnd } from './address/sameAddress';
import { codeOf, explain } from './platform/systemError';
import type { SocketAddress } from './address/socketAddress';
import { explainMissingFolder, explainOccupiedPath, explainRefusedPath } from './address/unixPath';

/** Who may have an address: this process, and what the kernel tells of others. */
export interface Occupants {
  readonly sockets: Iterable<LiveSocket>;
  readonly kernel: KernelSockets;
}

/** Why listening on `endpoint` failed; an address in use is traced to who has it. */
export async function explainListening(
  error: unknown,
  endpoint: Endpoint,
  binding: AddressBinding | undefined,
  { sockets: listed, kernel }: Occupants,
): Promise<SockscopeError> {
  const file = socketFileOf(endpoint);
  if (codeOf(error) === 'EADDRINUSE' && binding) {
    const sockets = [...listed];
    const isKnown = 'path' in binding || sockets.some((socket) => hasExactly(socket, binding));
    const holder = isKnown ? undefined : await findHolder(binding, kernel);
    const own = explainOwn(error, endpoint, binding, sockets, holder);
    if (own) return own;
    if (holder) return explainHolder(error, endpoint, holder);
    if (file !== undefined) {
      const occupied = await explainOccupiedPath(error, file);
      if (occupied) return occupied;
    }
  }
  const missing = file !== undefined && codeOf(error) === 'EACCES' ? explainMissingFolder(file) : undefined;
  return missing ?? explain(error, 'listen', formatEndpoint(endpoint));
}

/** Why dialling `endpoint` failed. */
export function explainDialling(error: unknown, endpoint: Endpoint, from?: OwnEnd): SockscopeError {
  const own = explainOwnEnd(error, endpoint, from);
  if (own) return own;
  const file = socketFileOf(endpoint);
  const refused = file !== undefined && codeOf(error) === 'ECONNREFUSED' ? explainRefusedPath(error, file) : undefined;
  return refused ?? explain(error, 'dial', formatEndpoint(endpoint));
}

/** Connections that no program has any more: both sides ended them, or this one did. */
const LEFT_BEHIND: readonly KernelState[] = ['TIME_WAIT', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSING', 'LAST_ACK'];

/** Rows of the kernel's table that say why an address is taken. {0} is what was asked for, {1} who has it, {2} its peer. */
const HOLDERS: readonly { readonly states: readonly KernelState[] | 'any'; readonly template: Template }[] = [
  {
    states: ['LISTEN'],
    template:
      'Cannot listen on {0}: another program listens on {1}. Close it, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    states: ['CLOSE'],
    template:
      'Cannot listen on {0}: another program has bound {1}. Close it, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    states: LEFT_BEHIND,
    template:
      'Cannot listen on {0}: no program listens there, but a connection of {1} with {2} was closed a moment ago, and holds the port ({3}) for a minute or so. Wait, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    states: 'any',
    template:
      'Cannot listen on {0}: {1} is the local end of a connection that another program has with {2}. Close it, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
];

function explainHolder(error: unknown, endpoint: Endpoint, holder: KernelSocket): SockscopeError {
  const { state, transport, local, remote } = holder;
  const row = HOLDERS.find(({ states }) => states === 'any' || states.includes(state))!;
  const name = ({ address, port }: KernelSocket['local']): string => `${transport}://${formatHostPort(address, port)}`;
  return new SockscopeError('EADDRINUSE', row.template, [formatEndpoint(endpoint), name(local), name(remote), state], {
    cause: error,
  });
}

/** The socket that stands in the way of `binding` most, as the kernel tells: undefined when it tells of none. */
async function findHolder(binding: IpBinding, kernel: KernelSockets): Promise<KernelSocket | undefined> {
  const sockets = await kernel.at(SCHEMES[binding.scheme].ports, binding.port);
  const ranked = (sockets ?? [])
    .filter(({ local }) => overlaps(local.address, false, binding))
    .map((socket) => ({ socket, rank: rankOf(socket, binding) }))
    .toSorted((one, other) => one.rank - other.rank);
  return ranked[0]?.socket;
}

/**
 * Who has the address itself comes before who has every address, who waits for peers before connections, and those before
 * connections that were closed: one port may have several of them, each with another peer.
 */
function rankOf({ local, state }: KernelSocket, binding: IpBinding): number {
  const isExact = isSameAddress(local.address, binding.address);
  const waits = state === 'LISTEN' || state === 'CLOSE';
  return (isExact ? 0 : 3) + (waits ? 0 : LEFT_BEHIND.includes(state) ? 2 : 1);
}

/** Whether a socket at `address` and `binding` cannot both be: one of them would get what is meant for the other. */
function overlaps(address: string, v6only: boolean, binding: IpBinding): boolean {
  return isReachedAt(address, binding.address, v6only) || isReachedAt(binding.address, address, binding.v6only);
}

/** One of ours is the reason. Where the kernel tells of the holder, it has to be that one. */
function explainOwn(
  error: unknown,
  endpoint: Endpoint,
  binding: AddressBinding,
  sockets: Iterable<LiveSocket>,
  holder: KernelSocket | undefined,
): SockscopeError | undefined {
  let dialled: LiveSocket | undefined;
  for (const socket of sockets) {
    if (isEnded(socket.state) || !occupies(socket, binding)) continue;
    if (holder && !isHolder(socket, holder)) continue;
    if (socket.kind === 'listener' || (socket.kind === 'datagram' && !socket.remote)) {
      return new SockscopeError(
        'EADDRINUSE',
        'Cannot listen on {0}: Sockscope already listens on {1} itself (service {2}). Close that listener, or choose another port; port 0 takes a free one. (EADDRINUSE)',
        [formatEndpoint(endpoint), socket.info().local, socket.service?.id ?? 'manual'],
        { cause: error },
      );
    }
    dialled = socket;
  }
  if (!dialled) return undefined;
  const { local, remote } = dialled.info();
  return new SockscopeError(
    'EADDRINUSE',
    'Cannot listen on {0}: {1} is the local end of a connection that Sockscope has with {2}. Close that connection, or choose another port; port 0 takes a free one. (EADDRINUSE)',
    [formatEndpoint(endpoint), local, remote ?? ''],
    { cause: error },
  );
}

function isHolder(
  { local, remote }: { local?: LiveSocket['local']; remote?: SocketAddress | undefined },
  holder: KernelSocket,
): boolean {
  if (local?.family !== 'ip' || !isSameAddress(local.address, holder.local.address)) return false;
  const isConnected = holder.remote.port !== 0;
  if (remote?.family !== 'ip') return !isConnected;
  return isConnected && remote.port === holder.remote.port && isSameAddress(remote.address, holder.remote.address);
}

/** Where this socket waits for peers, no other program can: the kernel need not be asked. */
function hasExactly({ kind, state, local }: LiveSocket, binding: IpBinding): boolean {
  if (isEnded(state) || (kind === 'datagram') !== isOfDatagrams(binding) || local?.family !== 'ip') return false;
  return kind !== 'connection' && local.port === binding.port && isSameAddress(local.address, binding.address);
}

function isOfDatagrams({ scheme }: IpBinding): boolean {
  return SCHEMES[scheme].carries === 'datagrams';
}

function occupies(socket: LiveSocket, binding: AddressBinding): boolean {
  const { kind, local } = socket;
  if (!local) return false;
  if ('path' in binding) return isSameEnd(local, requestedEnd(binding));
  if (local.family !== 'ip' || local.port !== binding.port) return false;
  if ((kind === 'datagram') !== isOfDatagrams(binding)) return false;
  return overlaps(local.address, kind !== 'connection' && socket.v6only, binding);
}
