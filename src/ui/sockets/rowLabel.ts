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
 * Who talks to whom, the own end first: `:47980 → :9000` was dialled from here, `:9000 ← :47980` was accepted. As in the
 * inspector `→` leads away from here and `←` comes here.
 *
 * @param own Absent where it has none that says anything, or none yet.
 */
export function conversationLabel(own: string | undefined, peer: string, isDialled: boolean): string {
  return [...(own === undefined ? [] : [own]), isDialled ? '→' : '←', peer].join(' ');
}
