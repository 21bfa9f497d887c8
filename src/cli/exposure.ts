import { SockscopeError } from '../bytes/error';
import { formatEndpoint, isLoopbackEndpoint, type Endpoint } from '../engine/endpoint';
import type { ParsedLine } from './commandLine';

/** The option without which nothing is bound that other machines can reach. */
export const EXPOSE_OPTION = { expose: { help: 'allow listening where other machines can reach it' } };

/** Refuses to listen on anything but loopback, unless `--expose` was given. @throws SockscopeError `NOT_EXPOSED` */
export function requireExposure(endpoint: Endpoint, { flags }: ParsedLine): void {
  if (endpoint.transport === 'unix' || isLoopbackEndpoint(endpoint) || flags.has('expose')) return;
  throw new SockscopeError(
    'NOT_EXPOSED',
    'Other machines could reach {0}: listen on 127.0.0.1, or add --expose if that is meant.',
    [formatEndpoint(endpoint)],
  );
}
