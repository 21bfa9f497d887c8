import { networkInterfaces } from 'node:os';
import { isLoopback } from '../bytes/ip';
import { SockscopeError } from '../bytes/error';
import { addressBytes, formatEndpoint, isEveryAddress, type Endpoint } from './endpoint';
import type { LiveSocket } from './engine';
import { isEnded } from './socketInfo';
import { codeOf, explain } from './systemError';
import type { IpEndpoint } from './tap';
import { explainMissingFolder, explainOccupiedPath, explainRefusedPath } from './unixPath';

/** Why listening on `endpoint` failed; an address in use is traced to the one of `sockets` that has it. */
export async function explainListening(
  error: unknown,
  endpoint: Endpoint,
  sockets: Iterable<LiveSocket>,
): Promise<SockscopeError> {
  if (codeOf(error) === 'EADDRINUSE') {
    const own = explainOwn(error, endpoint, sockets);
    if (own) return own;
    if (endpoint.transport === 'unix') {
      const occupied = await explainOccupiedPath(error, endpoint.path);
      if (occupied) return occupied;
    }
  }
  const missing =
    endpoint.transport === 'unix' && codeOf(error) === 'EACCES' ? explainMissingFolder(endpoint.path) : undefined;
  return missing ?? explain(error, 'listen', formatEndpoint(endpoint));
}

/** Why dialling `endpoint` failed. */
export function explainDialling(error: unknown, endpoint: Endpoint): SockscopeError {
  const refused =
    endpoint.transport === 'unix' && codeOf(error) === 'ECONNREFUSED'
      ? explainRefusedPath(error, endpoint.path)
      : undefined;
  return refused ?? explain(error, 'dial', formatEndpoint(endpoint));
}

function explainOwn(error: unknown, endpoint: Endpoint, sockets: Iterable<LiveSocket>): SockscopeError | undefined {
  let dialled: LiveSocket | undefined;
  for (const socket of sockets) {
    if (isEnded(socket.state) || !occupies(socket, endpoint, triedAddress(error, endpoint))) continue;
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

/** The address that a name stood for, which the system's error carries. */
function triedAddress(error: unknown, endpoint: Endpoint): string {
  if (error instanceof Error && 'address' in error && typeof error.address === 'string') return error.address;
  return endpoint.transport === 'unix' ? endpoint.path : endpoint.host;
}

function occupies({ kind, local }: LiveSocket, endpoint: Endpoint, address: string): boolean {
  if (!local) return false;
  if (endpoint.transport === 'unix') return local.family === 'unix' && local.path === endpoint.path;
  if (local.family === 'unix' || local.port !== endpoint.port) return false;
  if ((kind === 'datagram') !== (endpoint.transport === 'udp')) return false;
  return local.address === address || isEveryAddress(local.address) || isEveryAddress(address);
}

/** Whether a socket bound to `local` gets what is sent to `address`. */
export function isReachedAt(local: IpEndpoint, address: string): boolean {
  if (local.address === address) return true;
  if (!isEveryAddress(local.address)) return false;
  const bytes = addressBytes(address);
  if (bytes && isLoopback(bytes)) return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((own) => own.address === address));
}
