/** Where clients can be kept waiting in the kernel. */
import { SockscopeError } from '../../base/error';

/** Windows accepts on behalf of a program, before it asks for it: libuv keeps calls of AcceptEx waiting. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['win32']);

/**
 * @param platform A `process.platform` value.
 * @throws SockscopeError `ACCEPTING_UNSTOPPABLE`
 */
export function requireHolding(platform: string = process.platform): void {
  if (!UNSUPPORTED.has(platform)) return;
  throw new SockscopeError(
    'ACCEPTING_UNSTOPPABLE',
    'Clients cannot be held here: Windows accepts them before a program asks for that. Linux and macOS let them wait in the kernel.',
  );
}

export function unmovable(): SockscopeError {
  return new SockscopeError(
    'ACCEPTING_UNMOVABLE',
    'Accepting on a Unix socket cannot be stopped later on, since its path would go with it. Listen again with the option “accept off”; then it can be started and stopped.',
  );
}

/** @param how The signal that ended it, or its exit code. */
export function helperEnded(listening: string, how: string): SockscopeError {
  return new SockscopeError(
    'ACCEPTING_ENDED',
    'Nobody listens on {0} any more: the process that accepts for it has ended ({1}). Accepted connections go on; listen again to accept more.',
    [listening, how],
  );
}
