import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { formatEndpoint, formatSocketEndpoint, parseEndpoint } from '../../engine/endpoint';
import type { Engine, LiveSocket } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import { API_COMMANDS, COMMANDS } from '../ids';
import { isTreeNode, PeerNode, type TreeNode } from '../sockets/socketNode';
import type { SocketsView } from '../sockets/socketsTree';
import { History } from './history';
import { askAndDial, askAndListen } from './openSockets';
import { pickSocket } from './pickSocket';
import { registerCommand } from './registerCommand';
import { askAndSend, sendFile, sendSelection } from './sending';

interface Dependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly view: SocketsView;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

type Fits<T extends LiveSocket> = (socket: LiveSocket) => socket is T;
type ConnectionSocket = Extract<LiveSocket, { kind: 'connection' }>;

const isConnected: Fits<ConnectionSocket> = (socket): socket is ConnectionSocket =>
  socket.kind === 'connection' && !isEnded(socket.state) && socket.state !== 'connecting';
const isOpen: Fits<LiveSocket> = (socket): socket is LiveSocket => !isEnded(socket.state);
const isRecorded: Fits<LiveSocket> = (socket): socket is LiveSocket => socket.recording !== undefined;

/** All commands on sockets. */
export function registerCommands({ engine, actions, view, memory, log }: Dependencies): vscode.Disposable {
  const histories = {
    listen: new History(memory, 'listen'),
    dial: new History(memory, 'dial'),
    payload: new History(memory, 'payload'),
  };
  const reveal = (socket: LiveSocket): void => {
    view.reveal(socket);
  };

  const register = (
    id: string,
    ask: (node: TreeNode | undefined, argument: unknown) => Promise<unknown>,
    api?: (argument: never) => Promise<unknown>,
  ): vscode.Disposable =>
    registerCommand(id, log, (argument) => ask(isTreeNode(argument) ? argument : undefined, argument), api);

  /** A command on one socket: the tree's row, or else what the user picks of those that fit. */
  const registerSocketCommand = <T extends LiveSocket>(
    id: string,
    title: string,
    fits: Fits<T>,
    none: string,
    api: (argument: { socket: string }) => Promise<unknown>,
  ): vscode.Disposable =>
    register(
      id,
      async (node) => {
        const socket = node && fits(node.socket) ? node.socket : await pickSocket(engine, fits, title, none);
        return socket && api({ socket: socket.id });
      },
      api,
    );

  const { t } = vscode.l10n;
  const noConnection = 'There is no open connection.';
  const ownListeners = (): string[] =>
    [...engine.sockets]
      .filter((socket) => socket.kind !== 'connection' && !isEnded(socket.state) && socket.info().remote === undefined)
      .map((socket) => dialableAddress(socket.info().local));

  return vscode.Disposable.from(
    register(
      COMMANDS.startListener,
      () => askAndListen(actions, histories.listen, reveal),
      (argument: Parameters<SocketActions['startListener']>[0]) => actions.startListener(argument),
    ),
    register(
      COMMANDS.dialEndpoint,
      () => askAndDial(actions, histories.dial, ownListeners, reveal),
      (argument: Parameters<SocketActions['dialEndpoint']>[0]) => actions.dialEndpoint(argument),
    ),
    register(
      COMMANDS.sendPayload,
      (node) => askAndSend(engine, actions, histories.payload, node),
      (argument: Parameters<SocketActions['sendPayload']>[0]) => actions.sendPayload(argument),
    ),
    register(COMMANDS.sendSelection, () => sendSelection(engine, actions, 'text')),
    register(COMMANDS.sendSelectionAsHex, () => sendSelection(engine, actions, 'hex')),
    register(COMMANDS.sendSelectionAsPayload, () => sendSelection(engine, actions, 'payload')),
    register(COMMANDS.sendFile, (node, argument) =>
      sendFile(engine, actions, node, argument instanceof vscode.Uri ? argument : undefined),
    ),
    register(
      COMMANDS.inspectBytes,
      async (node) => {
        if (node instanceof PeerNode) return actions.inspect(node.socket, node.peer.endpoint);
        const none = 'Nothing has been recorded yet: start a listener or dial an endpoint first.';
        const socket = node?.socket ?? (await pickSocket(engine, isRecorded, t('Inspect Bytes'), none));
        return socket && actions.inspect(socket);
      },
      (argument: { socket: string }) => actions.inspectBytes(argument),
    ),
    registerSocketCommand(COMMANDS.shutdownSending, t('Shut Down Sending'), isConnected, noConnection, (argument) =>
      actions.shutdownSending(argument),
    ),
    registerSocketCommand(COMMANDS.closeSocket, t('Close Socket'), isOpen, 'There is no open socket.', (argument) =>
      actions.closeSocket(argument),
    ),
    registerSocketCommand(COMMANDS.resetSocket, t('Reset Connection'), isConnected, noConnection, (argument) =>
      actions.resetSocket(argument),
    ),
    registerSocketCommand(COMMANDS.pauseReceiving, t('Pause Receiving'), isConnected, noConnection, (argument) =>
      actions.pauseReceiving(argument),
    ),
    registerSocketCommand(COMMANDS.resumeReceiving, t('Resume Receiving'), isConnected, noConnection, (argument) =>
      actions.resumeReceiving(argument),
    ),
    register(COMMANDS.closeAllSockets, () => engine.closeAll()),
    register(COMMANDS.clearClosed, () => {
      engine.clearEnded();
      return Promise.resolve();
    }),
    register(COMMANDS.copyAddress, async (node) => {
      const none = 'There is no socket whose address could be copied.';
      const target = node ?? (await pickSocket(engine, isOpen, t('Copy Address'), none));
      if (target) await vscode.env.clipboard.writeText(addressOf(target));
    }),
    vscode.commands.registerCommand(API_COMMANDS.listSockets, () => actions.listSockets()),
    vscode.commands.registerCommand(
      API_COMMANDS.readBytes,
      (argument: Parameters<SocketActions['readBytes']>[0] | undefined) => {
        if (argument) return actions.readBytes(argument);
        throw new SockscopeError('BAD_ARGUMENT', 'The argument must be an object with: {0}.', [
          'socket, direction, offset, length',
        ]);
      },
    ),
  );
}

/** What somebody would dial: the peer of a connection, or where a listener listens. */
function addressOf(target: TreeNode | LiveSocket): string {
  if (target instanceof PeerNode) {
    return formatSocketEndpoint('udp', target.peer.endpoint);
  }
  const info = ('socket' in target ? target.socket : target).info();
  return info.remote ?? info.local;
}

/** Where a listener on all addresses can be dialled from this machine. */
function dialableAddress(local: string): string {
  const endpoint = parseEndpoint(local);
  if (endpoint.transport === 'unix') return local;
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[endpoint.host] ?? endpoint.host;
  return formatEndpoint({ ...endpoint, host });
}
