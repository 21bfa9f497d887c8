import * as vscode from 'vscode';
import { formatEndpoint, parseEndpoint, reachOf, requireZone, type Endpoint } from '../../engine/address/endpoint';
import type { DialOptions } from '../../engine/engine';
import { isCertificateProblem } from '../../engine/tls/tlsErrors';
import type { LiveSocket } from '../../engine/liveSocket';
import type { SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import { plainText } from '../plainText';
import { confirm, withProgress } from '../plainWindow';
import { describeProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import type { BytesSocket } from '../sockets/socketNode';
import { askCertificate } from './askCertificate';
import { askService } from './askService';
import { askText, type Evaluation } from './askText';
import type { History } from './history';

const LISTEN_SUGGESTIONS = [
  'tcp://127.0.0.1:0',
  'tcp://127.0.0.1:9000',
  'udp://127.0.0.1:9000',
  'udp://239.7.7.7:5000',
  'tls://127.0.0.1:9443',
  'local:sockscope',
];

function evaluateAddress(
  text: string,
  label: (endpoint: Endpoint) => Evaluation<Endpoint>,
): readonly Evaluation<Endpoint>[] {
  try {
    const endpoint = parseEndpoint(text);
    requireZone(endpoint);
    return [label(endpoint)];
  } catch (error) {
    return [{ problem: describeProblem(error) }];
  }
}

function reachDetail(endpoint: Endpoint): { readonly detail?: string } {
  const { t } = vscode.l10n;
  switch (reachOf(endpoint)) {
    case 'local':
      return {};
    case 'exposed':
      return { detail: t('Other machines will be able to reach it: you will be asked before it opens.') };
    case 'name':
      return { detail: t('If the name stands for an address that other machines can reach, you will be asked before it opens.') }; // prettier-ignore
  }
}

/** Asks for an address and a service, and listens. */
export async function askAndListen(
  actions: SocketActions,
  history: History,
  payloads: History,
  reveal: (socket: LiveSocket) => void,
): Promise<SocketInfo | undefined> {
  requireTrust();
  const { t } = vscode.l10n;
  const title = t('Start Listener');
  const descriptions = [
    ...[t('TCP, a free port'), t('TCP'), t('UDP'), t('UDP, a multicast group'), t('TLS'), t('Unix socket')],
  ];
  const address = await askText({
    title,
    placeholder: t(
      'Address to listen on: tcp://host:port, udp://host:port, tls://host:port, unix:/path, pipe:name (Windows), or just a port',
    ),
    history: history.entries.map((text) => ({ text })),
    suggestions: LISTEN_SUGGESTIONS.map((text, index) => ({ text, description: descriptions[index] ?? '' })),
    evaluate: (text) =>
      evaluateAddress(text, (endpoint) => ({
        value: endpoint,
        label: t('Listen on {0}', plainText(formatEndpoint(endpoint))),
        ...reachDetail(endpoint),
      })),
  });
  if (!address) return undefined;
  const options = await askService(address.value, payloads, title);
  if (!options) return undefined;
  const certificate = await askCertificate(address.value, title);
  if (!certificate) return undefined;
  const socket = await actions.listen(address.value, { ...options, ...certificate });
  await history.add(address.text);
  reveal(socket);
  return socket.info();
}

/** Asks for an address, and dials it with progress and a way to cancel. */
export async function askAndDial(
  actions: SocketActions,
  history: History,
  own: () => readonly string[],
  reveal: (socket: LiveSocket) => void,
): Promise<SocketInfo | undefined> {
  requireTrust();
  const { t } = vscode.l10n;
  const address = await askText({
    title: t('Dial Endpoint'),
    placeholder: t(
      'Address to dial: tcp://host:port, udp://host:port, tls://host:port, unix:/path, pipe:name (Windows), or just a port',
    ),
    history: history.entries.map((text) => ({ text })),
    suggestions: own().map((text) => ({ text, description: t('a listener of this window') })),
    evaluate: (text) =>
      evaluateAddress(text, (endpoint) =>
        !('path' in endpoint) && endpoint.port === 0
          ? { problem: t('Nobody can be dialled at port 0: name the port that the server listens on.') }
          : { value: endpoint, label: t('Dial {0}', plainText(formatEndpoint(endpoint))) },
      ),
  });
  if (!address) return undefined;
  const socket = await dialOrAsk(actions, address.value);
  if (!socket) return undefined;
  await history.add(address.text);
  reveal(socket);
  return socket.info();
}

/**
 * Dials, and where the server's certificate is refused, asks whether to go on without verifying it: this once.
 *
 * @returns Undefined when the user gave up.
 */
async function dialOrAsk(actions: SocketActions, endpoint: Endpoint): Promise<BytesSocket | undefined> {
  const { t } = vscode.l10n;
  const name = plainText(formatEndpoint(endpoint));
  const dial = async (tls: Pick<DialOptions, 'tls'>): Promise<BytesSocket> =>
    withProgress(t('Dialling {0}', name), (_report, signal) => actions.dial(endpoint, { signal, ...tls }));
  try {
    return await dial({});
  } catch (error) {
    if (!isCertificateProblem(error)) throw error;
    const detail = t('{0} Whoever is in between could read and change all that is sent.', describeProblem(error));
    const isSure = await confirm(t('Dial {0} without verifying who it is?', name), detail, t('Dial Without Verifying'));
    return isSure ? dial({ tls: { insecure: true } }) : undefined;
  }
}
