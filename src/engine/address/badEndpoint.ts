import { SockscopeError, type MessageArgument, type Template } from '../../base/error';

/** What is wrong with an address as it was typed. */
export function badEndpoint(template: Template, ...args: MessageArgument[]): SockscopeError {
  return new SockscopeError('BAD_ENDPOINT', template, args);
}
