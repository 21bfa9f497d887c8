/** What follows `sockscope` to talk with a socket from a terminal. */
import { formatEndpoint, parseEndpoint, reachOf } from '../../engine/address/endpoint';
import type { SocketInfo } from '../../engine/socketInfo';

/** Where a listener on all addresses can be dialled from this machine. */
export function addressFromHere(local: string): string {
  const endpoint = parseEndpoint(local);
  if ('path' in endpoint) return local;
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[endpoint.host] ?? endpoint.host;
  return formatEndpoint({ ...endpoint, host });
}

/**
 * Dials what the socket was dialled to; a listener, and what accepted or received from several, where it listens.
 *
 * @returns undefined where there is no address to dial
 */
export function dialWords(
  info: Pick<SocketInfo, 'local' | 'remote' | 'parent' | 'tls'>,
): readonly string[] | undefined {
  const isDialled = info.remote !== undefined && info.parent === undefined;
  const address = isDialled ? info.remote : info.local;
  // Not known yet, or a Unix socket without a name.
  if (address === '' || address === 'unix:') return undefined;
  return ['dial', isDialled ? address : addressFromHere(address), ...tlsWords(info, address, isDialled)];
}

/** Our own listeners mostly show certificates that were made for them; what was dialled is checked as it was then. */
function tlsWords({ tls }: Pick<SocketInfo, 'tls'>, address: string, isDialled: boolean): string[] {
  if (!address.startsWith('tls://')) return [];
  if (!isDialled) return reachOf(parseEndpoint(address)) === 'local' ? ['--insecure'] : [];
  return [
    ...(tls?.servername === undefined ? [] : ['--servername', tls.servername]),
    ...(tls?.isVerified === false ? ['--insecure'] : []),
  ];
}
