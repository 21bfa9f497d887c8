import { formatSocketAddress } from '../../engine/address/endpoint';
import type { Scheme } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';

const UNNAMED = { unix: 'a Unix socket', pipe: 'a named pipe' } as const;

/** What a peer is called on the terminal: an address only where the system told one. `undefined`: it did not. */
export function peerName(scheme: Scheme, end: SocketAddress | undefined): string {
  if (end === undefined) return 'unknown';
  return end.family !== 'ip' && end.path === '' ? UNNAMED[end.family] : formatSocketAddress(scheme, end);
}

/** The same of one that only its number tells from others: the port of what stands for it in the record. */
export function unknownPeerName(scheme: Scheme, standIn: SocketAddress): string {
  return standIn.family === 'ip' ? `unknown (${standIn.port})` : peerName(scheme, undefined);
}
