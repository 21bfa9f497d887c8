import * as vscode from 'vscode';
import { formatEndpoint, isLoopbackEndpoint, parseEndpoint, requireZone, type Endpoint } from '../../engine/endpoint';
import type { LiveSocket } from '../../engine/engine';
import { SERVICES } from '../../engine/services';
import type { SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import { describeProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import { askText, type Evaluation } from './askText';
import type { History } from './history';

const LISTEN_SUGGESTIONS = [
  'tcp://127.0.0.1:0',
  'tcp://127.0.0.1:9000',
  'udp://127.0.0.1:9000',
  'unix:/tmp/sockscope.sock',
];

function evaluateAddress(text: string, label: (endpoint: Endpoint) => Evaluation<Endpoint>): Evaluation<Endpoint> {
  try {
    const endpoint = parseEndpoint(text);
    requireZone(endpoint);
    return label(endpoint);
  } catch (error) {
    return { problem: describeProblem(error) };
  }
}

/** Asks for an address and a service, and listens. */
export async function askAndListen(
  actions: SocketActions,
  history: History,
  reveal: (socket: LiveSocket) => void,
): Promise<SocketInfo | undefined> {
  requireTrust();
  const { t } = vscode.l10n;
  const title = t('Start Listener');
  const descriptions = [t('TCP, a free port'), t('TCP'), t('UDP'), t('Unix socket')];
  const address = await askText({
    title,
    placeholder: t('Address to listen on: tcp://host:port, udp://host:port, unix:/path, or just a port'),
    history: history.entries,
    suggestions: LISTEN_SUGGESTIONS.map((text, index) => ({ text, description: descriptions[index] ?? '' })),
    evaluate: (text) =>
      evaluateAddress(text, (endpoint) => ({
        value: endpoint,
        label: t('Listen on {0}', formatEndpoint(endpoint)),
        ...(isLoopbackEndpoint(endpoint)
          ? {}
          : { detail: t('Other machines will be able to reach it: you will be asked before it opens.') }),
      })),
  });
  if (!address) return undefined;
  const service = await vscode.window.showQuickPick(
    SERVICES.map(({ id, description }) => ({ label: id, description: t(description) })),
    { title, placeHolder: t('What does the listener do by itself?') },
  );
  if (!service) return undefined;
  const socket = await actions.listen(address.value, { service: service.label });
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
    placeholder: t('Address to dial: tcp://host:port, udp://host:port, unix:/path, or just a port'),
    history: history.entries,
    suggestions: own().map((text) => ({ text, description: t('a listener of this window') })),
    evaluate: (text) =>
      evaluateAddress(text, (endpoint) =>
        endpoint.transport !== 'unix' && endpoint.port === 0
          ? { problem: t('Nobody can be dialled at port 0: name the port that the server listens on.') }
          : { value: endpoint, label: t('Dial {0}', formatEndpoint(endpoint)) },
      ),
  });
  if (!address) return undefined;
  const socket = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Dialling {0}', formatEndpoint(address.value)),
      cancellable: true,
    },
    (_progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => {
        cancel.abort();
      });
      return actions.dial(address.value, { signal: cancel.signal });
    },
  );
  await history.add(address.text);
  reveal(socket);
  return socket.info();
}
