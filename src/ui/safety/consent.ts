import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { formatEndpoint, formatHostPort, isLoopbackEndpoint, type Endpoint } from '../../engine/endpoint';

/**
 * Asks before anything but loopback is bound, in a modal dialog that names address and port.
 *
 * @throws SockscopeError `CONSENT_DECLINED`
 */
export async function requireConsent(endpoint: Endpoint): Promise<void> {
  if (endpoint.transport === 'unix' || isLoopbackEndpoint(endpoint)) return;
  const listen = vscode.l10n.t('Listen');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Listen on {0} port {1}, where other machines can reach it?', endpoint.host, endpoint.port),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Everyone who can reach {0} on your network can connect and send data. For experiments on this machine alone, {1} is enough.',
        formatEndpoint(endpoint),
        `${endpoint.transport}://${formatHostPort('127.0.0.1', endpoint.port)}`,
      ),
    },
    listen,
  );
  if (answer !== listen) {
    throw new SockscopeError('CONSENT_DECLINED', 'Listening on {0} was declined: nothing was opened.', [
      formatEndpoint(endpoint),
    ]);
  }
}
