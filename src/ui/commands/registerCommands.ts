import * as vscode from 'vscode';
import { SockscopeError, type Template } from '../../base/error';
import { formatSocketAddress } from '../../engine/address/endpoint';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { isEnded, type SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import type { SockscopeApi } from '../api';
import { CLICKED, ROW_CLICKED } from '../clicked';
import { API_COMMANDS, COMMANDS } from '../ids';
import { isInspectorOpen } from '../inspector/inspectorTabs';
import { InspectorOnDial } from '../inspector/openOnDial';
import { logProblem } from '../problems';
import type { Opening } from '../reopen/opening';
import type { OpenSocketsFile } from '../reopen/openSocketsFile';
import { registerReopen } from '../reopen/registerReopen';
import { requireTrust } from '../safety/trust';
import { registerRelay } from '../relay/registerRelay';
import { openOnDial } from '../settings';
import { canJoin } from '../sockets/socketItem';
import { isTreeNode, PeerNode, SocketNode, type TreeNode } from '../sockets/socketNode';
import type { SocketChanges } from '../sockets/socketChanges';
import type { SocketsView } from '../sockets/socketsTree';
import { addressFromHere } from '../terminal/dialWords';
import { registerAccepting } from './accepting';
import { History } from './history';
import { askGroup, pickGroup } from './groups';
import { SocketOpener } from './openSockets';
import { pickSocket } from './pickSocket';
import { receiveStepwise } from './receiveNext';
import { registerAgain } from './registerAgain';
import { registerCommand, withoutArgument } from './registerCommand';
import { sendFile, sendSelection } from './sending';
import type { SendHints } from './sendOrder';
import { PayloadSender } from './sendPayload';
import type { SentPayloads } from './sentPayloads';

interface Dependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly api: SockscopeApi;
  readonly changes: SocketChanges;
  readonly view: SocketsView;
  /** What is open is kept there for the next window; absent: nowhere. */
  readonly openSocketsFile: OpenSocketsFile | undefined;
  readonly memory: vscode.Memento;
  readonly sent: SentPayloads;
  readonly log: vscode.LogOutputChannel;
}

type Fits<T extends LiveSocket> = (socket: LiveSocket) => socket is T;
type ConnectionSocket = Extract<LiveSocket, { kind: 'connection' }>;

const isConnected: Fits<ConnectionSocket> = (socket): socket is ConnectionSocket =>
  socket.kind === 'connection' && !isEnded(socket.state) && socket.state !== 'connecting';
const canReceiveNext: Fits<ConnectionSocket> = (socket): socket is ConnectionSocket =>
  socket.kind === 'connection' && socket.canReceiveNext;
const NO_RECEIVE_NEXT =
  'There is no open connection of which single calls of recv() are possible: dial, or listen with the service manual, without TLS.';
const isOpen: Fits<LiveSocket> = (socket): socket is LiveSocket => !isEnded(socket.state);
const isJoinable: Fits<DatagramSocket> = (socket): socket is DatagramSocket =>
  socket.kind === 'datagram' && socket.state === 'open' && canJoin(socket);
const isJoined: Fits<DatagramSocket> = (socket): socket is DatagramSocket =>
  socket.kind === 'datagram' && socket.state === 'open' && socket.groups.length > 0;
const NO_JOINABLE =
  'No open UDP socket can join a group: listen on one, such as udp://239.7.7.7:5000, or on every address.';
const isRecorded: Fits<LiveSocket> = (socket): socket is LiveSocket => socket.recording !== undefined;

/** All commands on sockets. */
export function registerCommands({
  engine,
  actions,
  api,
  changes,
  view,
  openSocketsFile,
  memory,
  sent,
  log,
}: Dependencies): vscode.Disposable {
  const histories = {
    listen: new History(memory, 'listen'),
    dial: new History(memory, 'dial'),
    payload: sent.history,
  };
  const onDial = new InspectorOnDial({
    setting: openOnDial,
    isInspectorOpen,
    show: (socket, options) => actions.inspect(socket, undefined, options),
  });
  const reveal = (socket: LiveSocket): void => {
    view.reveal(socket).catch((error: unknown) => {
      logProblem(error, log);
    });
  };
  const opened = (socket: LiveSocket, kind: Opening['kind']): void => {
    reveal(socket);
    if (kind === 'listen') return;
    onDial.dialled(socket).catch((error: unknown) => {
      logProblem(error, log);
    });
  };
  const inspectRow = (row: TreeNode, preserveFocus: boolean): Promise<void> =>
    actions.inspect(row.socket, row instanceof PeerNode ? row.peer.endpoint : undefined, { preserveFocus });

  const register = (
    id: string,
    ask: (node: TreeNode | undefined, argument: unknown, other: unknown) => Promise<unknown>,
    api?: (argument: never) => Promise<unknown>,
  ): vscode.Disposable =>
    registerCommand(
      id,
      log,
      (argument, other) => ask(isTreeNode(argument) ? argument : undefined, argument, other),
      api,
      view.lostRow,
    );

  /** A command that opens a socket: a link of ours says which one, and it is shown as what was asked for; otherwise it asks. */
  const registerOpening = (
    id: string,
    kind: Opening['kind'],
    ask: () => Promise<unknown>,
    api: (argument: never) => Promise<SocketInfo>,
  ): vscode.Disposable => {
    const openLinked = async (argument: unknown): Promise<SocketInfo> => {
      try {
        const info = await api(argument as never);
        opened(engine.get(info.id), kind);
        return info;
      } catch (error) {
        throw opener.withHelp(error);
      }
    };
    return registerCommand(id, log, (argument, other) => (other === CLICKED ? openLinked(argument) : ask()), api);
  };

  /** A command on one socket: the tree's row, or else what the user picks of those that fit. */
  const registerSocketCommand = <T extends LiveSocket>(
    name: 'shutdownSending' | 'closeSocket' | 'resetSocket' | 'pauseReceiving' | 'resumeReceiving',
    title: string,
    fits: Fits<T>,
    none: Template,
  ): vscode.Disposable =>
    register(
      COMMANDS[name],
      async (node) => {
        const socket = node && fits(node.socket) ? node.socket : await pickSocket(engine, fits, title, none);
        return socket && api[name]({ socket: socket.id });
      },
      api[name],
    );

  const registerPlain = (id: string, action: () => Promise<unknown>): vscode.Disposable =>
    register(id, action, withoutArgument(action));

  const groupSocket = async (
    node: TreeNode | undefined,
    fits: Fits<DatagramSocket>,
    title: string,
    none: Template,
  ): Promise<DatagramSocket | undefined> => {
    requireTrust();
    return node && fits(node.socket) ? node.socket : pickSocket(engine, fits, title, none);
  };

  const hints = (): SendHints => ({ selected: view.selectedRow?.socket, lastUsed: actions.lastUsed });
  const payloads = new PayloadSender(engine, sent, hints, log);
  const { t } = vscode.l10n;
  const noConnection = 'There is no open connection.';
  const ownListeners = (): string[] =>
    [...engine.sockets]
      .filter((socket) => socket.kind !== 'connection' && !isEnded(socket.state) && socket.info().remote === undefined)
      .map((socket) => addressFromHere(socket.info().local));

  const opener = new SocketOpener({ engine, actions, histories, ownListeners, opened });

  return vscode.Disposable.from(
    registerOpening(COMMANDS.startListener, 'listen', () => opener.askAndListen(), api.startListener),
    registerOpening(COMMANDS.dialEndpoint, 'dial', () => opener.askAndDial(), api.dialEndpoint),
    registerRelay({ engine, actions, api, opener, reveal, log }),
    registerAgain({ engine, actions, opener, lostRow: view.lostRow, log }),
    ...(openSocketsFile
      ? [
          registerReopen({
            file: openSocketsFile,
            engine,
            changes,
            openings: actions.openings,
            open: (opening) => opener.open(opening),
            log,
          }),
        ]
      : []),
    register(COMMANDS.sendPayload, (node) => payloads.ask(node), api.sendPayload),
    register(COMMANDS.sendSelection, () => sendSelection(engine, actions, 'text', hints)),
    register(COMMANDS.sendSelectionAsHex, () => sendSelection(engine, actions, 'hex', hints)),
    register(COMMANDS.sendSelectionAsPayload, () => sendSelection(engine, actions, 'payload', hints)),
    register(COMMANDS.sendFile, (node, argument) =>
      sendFile(engine, actions, node, argument instanceof vscode.Uri ? argument : undefined, hints),
    ),
    register(
      COMMANDS.inspectBytes,
      async (node, _argument, other) => {
        if (node) return inspectRow(node, other === ROW_CLICKED);
        const none = 'Nothing has been recorded yet: start a listener or dial an endpoint first.';
        const socket = await pickSocket(engine, isRecorded, t('Inspect Bytes'), none);
        return socket && actions.inspect(socket);
      },
      api.inspectBytes,
    ),
    register(COMMANDS.inspectFocusedRow, async () => {
      const row = await view.focusedRow();
      return row && inspectRow(row, false);
    }),
    register(COMMANDS.closeFocusedRow, async () => {
      const row = await view.focusedRow();
      if (!(row instanceof SocketNode)) return;
      const { socket } = row;
      if (isEnded(socket.state)) engine.clearEnded(new Set([socket.id]));
      else await socket.close();
    }),
    registerSocketCommand('shutdownSending', t('Shut Down Sending'), isConnected, noConnection),
    registerSocketCommand('closeSocket', t('Close Socket'), isOpen, 'There is no open socket.'),
    registerSocketCommand('resetSocket', t('Reset Connection'), isConnected, noConnection),
    registerSocketCommand('pauseReceiving', t('Pause Receiving'), isConnected, noConnection),
    register(
      COMMANDS.receiveNext,
      async (node) => {
        const title = t('Receive Next');
        const connection =
          node && canReceiveNext(node.socket)
            ? node.socket
            : await pickSocket(engine, canReceiveNext, title, NO_RECEIVE_NEXT);
        return connection && receiveStepwise(connection);
      },
      api.receiveNext,
    ),
    registerSocketCommand('resumeReceiving', t('Resume Receiving'), isConnected, noConnection),
    registerAccepting(engine, api, log, view.lostRow),
    register(
      COMMANDS.joinGroup,
      async (node) => {
        const socket = await groupSocket(node, isJoinable, t('Join Multicast Group'), NO_JOINABLE);
        const answer = socket && (await askGroup());
        return answer && api.joinGroup({ socket: socket.id, ...answer });
      },
      api.joinGroup,
    ),
    register(
      COMMANDS.leaveGroup,
      async (node) => {
        const socket = await groupSocket(node, isJoined, t('Leave Multicast Group'), 'No socket has joined a group.');
        const membership = socket && (await pickGroup(socket));
        if (!membership) return undefined;
        const { group, interface: on } = membership;
        return api.leaveGroup({ socket: socket.id, group, interface: on.label });
      },
      api.leaveGroup,
    ),
    registerPlain(COMMANDS.closeAllSockets, () => engine.closeAll()),
    registerPlain(COMMANDS.clearClosed, () => {
      engine.clearEnded();
      return Promise.resolve();
    }),
    register(COMMANDS.copyAddress, async (node) => {
      const none = 'There is no socket whose address could be copied.';
      const target = node ?? (await pickSocket(engine, isOpen, t('Copy Address'), none));
      if (target) await vscode.env.clipboard.writeText(addressOf(target));
    }),
    vscode.commands.registerCommand(API_COMMANDS.listSockets, api.listSockets),
    vscode.commands.registerCommand(
      API_COMMANDS.readBytes,
      (argument: Parameters<SockscopeApi['readBytes']>[0] | undefined) => {
        if (argument) return api.readBytes(argument);
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
    return formatSocketAddress('udp', target.peer.endpoint);
  }
  const info = ('socket' in target ? target.socket : target).info();
  return info.remote ?? info.local;
}
