import { SockscopeError, type MessageArgument } from '../../base/error';

/** What is wrong with an address as it was typed. */
export function badEndpoint(template: string, ...args: MessageArgument[]): SockscopeError {
  return new SockscopeError('BAD_ENDPOINT', template, args);
}
