import * as vscode from 'vscode';
import { isEveryAddress, isLoopbackEndpoint, parseEndpoint, type Endpoint } from '../../engine/endpoint';
import { describeProblem } from '../problems';

/** What an address means: who can be reached there, or who can reach it. */
export function endpointSentence(text: string, isListening: boolean): string {
  let endpoint: Endpoint;
  try {
    endpoint = parseEndpoint(text);
  } catch (error) {
    return describeProblem(error);
  }
  return isListening ? listening(endpoint) : dialled(endpoint);
}

function listening(endpoint: Endpoint): string {
  const { t } = vscode.l10n;
  if (endpoint.transport === 'unix') {
    return t('A Unix socket at {0}: programs on this machine can reach it.', endpoint.path);
  }
  const { host, port } = endpoint;
  const transport = endpoint.transport.toUpperCase();
  const where =
    port === 0 ? t('{0} on a free port that the system chooses', transport) : t('{0} on port {1}', transport, port);
  if (isLoopbackEndpoint(endpoint)) return t('{0}: programs on this machine can reach it.', where);
  return isEveryAddress(host)
    ? t('{0} on all addresses of this machine: other machines can reach it.', where)
    : t('{0} of {1}: other machines can reach it.', where, host);
}

function dialled(endpoint: Endpoint): string {
  const { t } = vscode.l10n;
  if (endpoint.transport === 'unix') return t('Connects to the Unix socket at {0}.', endpoint.path);
  const { host, port } = endpoint;
  return endpoint.transport === 'udp'
    ? t('A UDP socket whose datagrams go to port {0} of {1}.', port, host)
    : t('Connects to TCP port {0} of {1}.', port, host);
}
