import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';

/** @throws SockscopeError `UNTRUSTED_WORKSPACE` in Restricted Mode, in which nothing may touch the network. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new SockscopeError(
    'UNTRUSTED_WORKSPACE',
    'Sockets are off in Restricted Mode: trust this workspace to listen, dial and send. Captures can be inspected all the same.',
  );
}
