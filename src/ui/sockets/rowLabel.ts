import { DEFAULT_HOST } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';
import { plainText } from '../plainText';
import { shortPath } from './shortPath';

/** An end in the least room that tells it from others: `:9000`, `…/server.sock`, `@name`; its host stands apart. */
export function endLabel(end: SocketAddress): string {
  return end.family === 'ip' ? `:${end.port}` : plainText(shortPath(end.path));
}

/** The host of an end where it is not the one that goes without saying. */
export function hostLabel(end: SocketAddress | undefined): string | undefined {
  return end?.family === 'ip' && end.address !== DEFAULT_HOST ? plainText(end.address) : undefined;
}

/**
 * Who talks to whom: `:47980 → :9000`, from who dialled to who was dialled, whichever of them is this side. So what tells the
 * connections of a listener apart comes first, and stays in view where there is little room.
 *
 * @param from Absent where it is not known yet.
 */
export function dialLabel(from: string | undefined, to: string): string {
  return from === undefined ? `→ ${to}` : `${from} → ${to}`;
}
