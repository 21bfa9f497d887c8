import * as vscode from 'vscode';
import { isAbstractName } from '../../engine/address/abstractName';
import { isEveryAddress, parseEndpoint, reachOf, type Endpoint } from '../../engine/address/endpoint';
import { isGroup } from '../../engine/address/multicast';
import { SCHEMES, type SchemeFacts } from '../../engine/address/schemes';
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
  if ('path' in endpoint) {
    const { scheme, path } = endpoint;
    if (scheme === 'pipe') return t('A named pipe {0}: programs on this machine can reach it.', path);
    return isAbstractName(path)
      ? t('A Unix socket with the abstract name {0}: programs of any user on this machine can reach it.', path)
      : t('A Unix socket at {0}: programs on this machine can reach it.', path);
  }
  const { host, port } = endpoint;
  const transport = SCHEMES[endpoint.scheme].label;
  const where =
    port === 0 ? t('{0} on a free port that the system chooses', transport) : t('{0} on port {1}', transport, port);
  const reach = reachOf(endpoint);
  if (isGroup(host))
    return t('{0} of the multicast group {1}, on loopback unless another interface is named.', where, host);
  if (reach === 'local') return t('{0}: programs on this machine can reach it.', where);
  if (reach === 'name')
    return t('{0} of {1}: who can reach it depends on the address that the name stands for.', where, host);
  return isEveryAddress(host)
    ? t('{0} on all addresses of this machine: other machines can reach it.', where)
    : t('{0} of {1}: other machines can reach it.', where, host);
}

function dialled(endpoint: Endpoint): string {
  const { t } = vscode.l10n;
  if ('path' in endpoint) {
    return endpoint.scheme === 'pipe'
      ? t('Connects to the named pipe {0}.', endpoint.path)
      : t('Connects to the Unix socket at {0}.', endpoint.path);
  }
  const { host, port } = endpoint;
  const { label, carries }: SchemeFacts = SCHEMES[endpoint.scheme];
  return carries === 'datagrams'
    ? t('A {2} socket whose datagrams go to port {0} of {1}.', port, host, label)
    : t('Connects to {2} port {0} of {1}.', port, host, label);
}
