import * as vscode from 'vscode';
import { DIRECTION_SIGNS, type Direction } from '../../base/direction';
import { nameOfPort } from '../../bytes/ports';
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import { SERVING_MODES } from '../../engine/accepting/servingMode';
import { formatHostPort, isEveryAddress } from '../../engine/address/endpoint';
import { isGroup } from '../../engine/address/multicast';
import { SCHEMES, type SchemeFacts } from '../../engine/address/schemes';
import type { LiveSocket } from '../../engine/liveSocket';
import type { Listener } from '../../engine/listener';
import type { RelayFacts } from '../../engine/services/service';
import { isEnded, type SocketState } from '../../engine/socketInfo';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { TlsFacts } from '../../engine/tls/tlsFacts';
import { ROW_CLICKED } from '../clicked';
import { COMMANDS } from '../ids';
import { plainText } from '../plainText';
import type { Opening } from '../reopen/opening';
import { describeProblem } from '../problems';
import { attemptLines, datagramAttemptLines } from './attemptLines';
import { formatBytes, formatDuration, formatExactBytes, formatTime } from './format';
import { receiveCallText } from './receiveCallText';
import type { LastMessages } from './lastMessages';
import { dialLabel, endLabel, hostLabel } from './rowLabel';
import { PeerNode, type SocketNode, type TreeNode } from './socketNode';
import type { TimeWaits } from './timeWaits';
import { counted } from '../wording';

/** How a state looks and reads: one row each. */
interface StateLook {
  readonly icon: string;
  readonly color: string;
  readonly label: () => string;
}

const STATE_LOOKS: Readonly<Record<SocketState, StateLook>> = {
  listening: { icon: 'radio-tower', color: 'charts.green', label: () => vscode.l10n.t('listening') },
  connecting: { icon: 'loading~spin', color: 'charts.yellow', label: () => vscode.l10n.t('connecting') },
  open: { icon: 'plug', color: 'charts.green', label: () => vscode.l10n.t('open') },
  // As in what counts say: ↓ still comes, ↑ can still be sent.
  'half-closed-local': {
    icon: 'debug-step-into',
    color: 'charts.yellow',
    label: () => vscode.l10n.t('sending shut down'),
  },
  'half-closed-remote': { icon: 'debug-step-out', color: 'charts.yellow', label: () => vscode.l10n.t('peer sent FIN') },
  closed: { icon: 'circle-slash', color: 'disabledForeground', label: () => vscode.l10n.t('closed') },
  reset: { icon: 'debug-disconnect', color: 'disabledForeground', label: () => vscode.l10n.t('reset') },
  failed: { icon: 'error', color: 'list.errorForeground', label: () => vscode.l10n.t('failed') },
};

export function stateLabel(state: SocketState): string {
  return STATE_LOOKS[state].label();
}

/** Of a conversation that others had: undefined for states that say nothing of this side or the peer. */
export function foreignStateLabel(state: SocketState, client: Direction | undefined): string | undefined {
  if (client === undefined || (state !== 'half-closed-local' && state !== 'half-closed-remote')) return undefined;
  const sender = state === 'half-closed-local' ? 'sent' : 'received';
  return sender === client ? vscode.l10n.t('client sent FIN') : vscode.l10n.t('server sent FIN');
}

/** Where a socket is bound, as the tree shows it. */
function boundLabel(end: SocketAddress | undefined): string {
  return end ? endLabel(end) : vscode.l10n.t('(no address)');
}

function portName({ scheme }: LiveSocket, end: SocketAddress | undefined): string | undefined {
  const facts: SchemeFacts = SCHEMES[scheme];
  return end?.family === 'ip' && facts.ports ? nameOfPort(end.port, facts.ports) : undefined;
}

function traffic(received: number, sent: number): string {
  return `${DIRECTION_SIGNS.received} ${formatBytes(received)}  ${DIRECTION_SIGNS.sent} ${formatBytes(sent)}`;
}

/** Why a socket has ended, in a few words. */
function endReason(socket: LiveSocket): string | undefined {
  if (!isEnded(socket.state)) return undefined;
  const { t } = vscode.l10n;
  if (socket.kind !== 'connection') return socket.error?.code;
  if (socket.state === 'reset') return socket.endedBy === 'sent' ? t('by us') : t('by the peer');
  if (socket.error) return socket.error.code;
  return socket.endedBy === 'received' ? t('peer closed first') : t('we closed first');
}

/** The words in `contextValue`, which the menus in package.json match with `=~`. */
function contextWords(socket: LiveSocket, context: RowFacts | undefined): string {
  const words: string[] = [socket.kind, isEnded(socket.state) ? 'ended' : 'live'];
  if (isSendable(socket)) words.push('sendable');
  if (socket.kind === 'connection') {
    const { hasReset, hasHalfClose } = SCHEMES[socket.scheme];
    if (hasReset) words.push('resettable');
    if (hasHalfClose && isSendable(socket)) words.push('half-closable');
    if (!isEnded(socket.state) && socket.state !== 'connecting')
      words.push(socket.isPausedByUser ? 'paused' : 'receiving');
    if (socket.isPausedByUser && socket.canReceiveNext) words.push('stepwise');
  }
  if (socket.kind === 'datagram' && !isEnded(socket.state)) {
    if (canJoin(socket)) words.push('joinable');
    if (socket.groups.length > 0) words.push('joined');
  }
  if (socket.kind === 'listener' && !isEnded(socket.state)) words.push(socket.isAccepting ? 'accepting' : 'holding');
  const opening = isEnded(socket.state) ? context?.openingKindOf(socket) : undefined;
  if (opening) words.push(opening === 'dial' ? 'dialled' : 'listened');
  if (socket.kind !== 'connection' && socket.service?.relay) words.push('relay');
  if (heldBy(socket) > 0) words.push('held');
  if (socket.recording) words.push('recorded');
  if (isUnrecorded(socket)) words.push('unrecorded');
  return words.join(' ');
}

/** It goes on, but its capture does not: the disk is full, say. */
export function isUnrecorded(socket: LiveSocket): boolean {
  return !isEnded(socket.state) && socket.recording?.failedSince !== undefined;
}

/** What is bound to one address of this machine, or dialled, hears no group. */
export function canJoin({ local, remote, groups }: DatagramSocket): boolean {
  return (
    !remote && (groups.length > 0 || (local !== undefined && (isEveryAddress(local.address) || isGroup(local.address))))
  );
}

export function isSendable(socket: LiveSocket): boolean {
  if (socket.kind === 'connection') return socket.state === 'open' || socket.state === 'half-closed-remote';
  return socket.kind === 'datagram' && socket.state === 'open';
}

interface Wording {
  readonly label: string;
  /** Where it is not the one that goes without saying. */
  readonly host: string | undefined;
  /** What it is and between whom, to be heard. */
  readonly spoken: string;
  /** What the kernel still has of what has ended: what counts down is not to be heard again at every second. */
  readonly kept?: { readonly shown: string; readonly spoken: string };
  /** What stands before the counts, and behind them. */
  readonly details: readonly (string | undefined)[];
  readonly more?: readonly (string | undefined)[];
  readonly lines: readonly (string | undefined)[];
}

/** Who is served by a listener that does so one after the other: its peer, in the least room. */
function servedName({ remote, id }: Connection): string {
  const { t } = vscode.l10n;
  return remote?.family === 'ip' ? endLabel(remote) : t('client {0}', id);
}

/** Whom a relay dials, without what goes without saying. */
function relayTarget({ target }: RelayFacts): string {
  return `→ ${shortAddress(target)}`;
}

/** Messages that wait for what becomes of them. */
function heldBy(socket: LiveSocket): number {
  return socket.kind === 'connection' ? 0 : (socket.service?.relay?.held ?? 0);
}

function heldText({ held, breaks }: RelayFacts): string | undefined {
  if (held > 0) return vscode.l10n.t('{0} held', held);
  return breaks && vscode.l10n.t('breaks');
}

function relayLines({ target, seed, counts }: RelayFacts): (string | undefined)[] {
  const { t } = vscode.l10n;
  const { dropped, duplicated, changed, refused } = counts;
  return [
    t('Target: {0}', plainText(target)),
    t('Seed: {0}', String(seed)),
    dropped > 0 ? t('Datagrams dropped in between: {0}', dropped) : undefined,
    duplicated > 0 ? t('Datagrams doubled in between: {0}', duplicated) : undefined,
    changed > 0 ? t('Bytes changed in between: {0}', changed) : undefined,
    refused > 0 ? t('Connections refused as it was told to: {0}', refused) : undefined,
  ];
}

function listenerWording(listener: Listener): Wording {
  const { t } = vscode.l10n;
  const { served, waiting, letsWait, mode } = listener;
  const isHolding = listener.state === 'listening' && !listener.isAccepting;
  const name = portName(listener, listener.local);
  const { relay } = listener.service;
  return {
    label: boundLabel(listener.local),
    host: hostLabel(listener.local),
    spoken: t('Listener {0}', plainText(listener.info().local)),
    details: [
      // First, since it waits for somebody: a narrow view cuts off the end.
      relay && heldText(relay),
      listener.service.id === 'manual' ? undefined : listener.service.id,
      mode === 'concurrent' ? undefined : mode,
      waiting === undefined ? undefined : t('{0} waiting', waiting),
      isHolding ? t('not accepting') : undefined,
      served ? t('serves {0}', servedName(served)) : undefined,
      relay && relayTarget(relay),
    ],
    more: [
      listener.connections.size > 0 ? t('{0} connected', listener.connections.size) : undefined,
      listener.refusedCount > 0 ? t('{0} refused', listener.refusedCount) : undefined,
    ],
    lines: [
      t('Listener {0}', plainText(listener.info().local)),
      name === undefined ? undefined : t('Well-known port: {0}', name),
      t('Service: {0}', listener.service.id),
      ...(relay ? relayLines(relay) : []),
      t('Backlog: {0}', listener.backlog),
      mode === 'concurrent' ? undefined : vscode.l10n.t(SERVING_MODES.find(({ id }) => id === mode)!.description),
      isHolding ? t('Accepting is stopped: clients wait in the kernel.') : undefined,
      served && mode === 'sequential'
        ? t('The other clients wait until the connection with {0} has ended.', servedName(served))
        : undefined,
      served && mode === 'hybrid'
        ? t('The other connections wait until the request of {0} is answered.', servedName(served))
        : undefined,
      letsWait && waiting === undefined
        ? t('How many clients wait in the kernel is not known on this system.')
        : undefined,
      t('Accepted: {0}, open: {1}', listener.acceptedCount, listener.connections.size),
      listener.refusedCount > 0
        ? t('Refused at the limit of connections or of open files: {0}', listener.refusedCount)
        : undefined,
    ],
  };
}

function connectionLabel({ id, isAccepted, local, remote }: Connection): string {
  const { t } = vscode.l10n;
  // Whoever dials a path has no address of his own.
  const nameOf = (end: SocketAddress): string =>
    end.family !== 'ip' && end.path === '' ? t('client {0}', id) : endLabel(end);
  const own = local && nameOf(local);
  if (!isAccepted) return dialLabel(own, remote ? nameOf(remote) : t('(no address)'));
  // Whoever dialled us may have been gone before he was looked at.
  return dialLabel(remote ? nameOf(remote) : t('unknown peer'), own ?? t('(no address)'));
}

function spokenConnection(connection: Connection): string {
  const { t } = vscode.l10n;
  const info = connection.info();
  const own = shortAddress(info.local);
  // An unnamed end has an address that says nothing.
  const peer = info.remote === undefined ? t('client {0}', connection.id) : shortAddress(info.remote);
  if (connection.isAccepted) return t('Connection accepted at {0} from {1}', own, peer);
  return own === '' ? t('Connection dialled to {0}', peer) : t('Connection dialled from {0} to {1}', own, peer);
}

/** Without its scheme. */
function shortAddress(address: string): string {
  return plainText(address.replace(/^\w+:(?:\/\/)?/, ''));
}

function tlsLines(facts: TlsFacts | undefined): string[] {
  if (!facts) return [];
  const { t } = vscode.l10n;
  const { version, cipher, alpn, chain, isVerified } = facts;
  const [own] = chain;
  return [
    join([version, cipher, alpn === undefined ? undefined : t('protocol {0}', plainText(alpn))], ', '),
    ...chain.map(({ subject, issuer }) =>
      t('Certificate of {0}, issued by {1}', plainText(subject), plainText(issuer)),
    ),
    ...(own
      ? [
          t(
            'for {0}, valid until {1}',
            plainText(own.names.join(', ')),
            new Date(own.validTo).toLocaleDateString(vscode.env.language),
          ),
          isVerified ? t('It was verified.') : t('It was not verified: who the peer is, nobody says.'),
        ]
      : []),
  ];
}

function connectionWording(connection: Connection, context: RowFacts | undefined): Wording {
  const { t } = vscode.l10n;
  const isOpen = !isEnded(connection.state);
  const served = context?.servedBefore(connection);
  const timeWait = context?.timeWaits.secondsLeft(connection);
  const info = connection.info();
  const name = portName(connection, connection.isAccepted ? connection.local : connection.remote);
  return {
    label: connectionLabel(connection),
    host: hostLabel(connection.remote),
    spoken: spokenConnection(connection),
    ...(timeWait === undefined ? {} : { kept: { shown: t('TIME_WAIT, {0} s left', timeWait), spoken: 'TIME_WAIT' } }),
    details: [
      connection.isAccepted ? undefined : name,
      isOpen && served === connection ? t('is served') : undefined,
      isOpen && connection.isWaitingForTurn && served ? t('waits for {0}', servedName(served)) : undefined,
      connection.isReceivingNext ? t('recv() waits') : undefined,
      connection.isPausedByUser && !connection.isReceivingNext && !isEnded(connection.state)
        ? t('receiving paused')
        : undefined,
      connection.bytesWaiting > 0 ? t('{0} waiting', formatBytes(connection.bytesWaiting)) : undefined,
    ],
    lines: [
      connection.isAccepted ? t('Accepted connection') : t('Dialled connection'),
      t('Local: {0}', plainText(info.local)),
      info.remote === undefined ? undefined : t('Peer: {0}', plainText(info.remote)),
      name === undefined ? undefined : t('Well-known port: {0}', name),
      ...attemptLines(connection.attempts),
      ...tlsLines(connection.tls),
      connection.bytesWaiting > 0 ? t('Waiting to be sent: {0}', formatExactBytes(connection.bytesWaiting)) : undefined,
      ...connection.receiveCalls.map(receiveCallText),
      timeWait === undefined
        ? undefined
        : t(
            'TIME_WAIT: this end closed first, and the kernel keeps its two addresses for {0} s more, for segments that may still be on their way.',
            timeWait,
          ),
    ],
  };
}

function droppedLine({ datagramsDropped: count, state }: DatagramSocket): string | undefined {
  const { t } = vscode.l10n;
  if (count === undefined && state !== 'open') return undefined;
  if (count === undefined)
    return t('How many datagrams the system dropped before they were read cannot be known here.');
  return count > 0 ? t('Datagrams that the system dropped before they were read: {0}', count) : undefined;
}

function datagramWording(socket: DatagramSocket): Wording {
  const { t } = vscode.l10n;
  const { remote } = socket;
  const name = portName(socket, remote ?? socket.local);
  const groups = socket.groups.map(({ group, interface: on }) => ({ group, on: plainText(on.label) }));
  return {
    label: remote ? dialLabel(socket.local && endLabel(socket.local), endLabel(remote)) : boundLabel(socket.local),
    spoken: remote
      ? t('UDP socket connected to {0}', formatHostPort(remote.address, remote.port))
      : t('UDP socket at {0}', shortAddress(socket.info().local)),
    host: groups.some(({ group }) => group === socket.local?.address) ? undefined : hostLabel(remote ?? socket.local),
    details: [
      socket.service?.relay && heldText(socket.service.relay),
      SCHEMES[socket.scheme].label,
      groups.length > 0 ? t('group {0}', groups.map(({ group }) => group).join(', ')) : undefined,
      socket.service && socket.service.id !== 'manual' ? socket.service.id : undefined,
      socket.service?.relay && relayTarget(socket.service.relay),
    ],
    more: [
      socket.datagramsNotRecorded > 0 ? t('{0} not recorded', socket.datagramsNotRecorded) : undefined,
      (socket.datagramsDropped ?? 0) > 0 ? t('{0} dropped by the system', socket.datagramsDropped ?? 0) : undefined,
      socket.datagramsNotAnswered > 0 ? t('{0} not answered', socket.datagramsNotAnswered) : undefined,
    ],
    lines: [
      remote ? t('Connected UDP socket') : t('UDP socket'),
      t('Local: {0}', socket.info().local),
      remote ? t('Peer: {0}', formatHostPort(remote.address, remote.port)) : undefined,
      name === undefined ? undefined : t('Well-known port: {0}', name),
      ...datagramAttemptLines(socket.attempts),
      ...groups.map(({ group, on }) => t('Group {0} on the interface {1}', group, on)),
      socket.service ? t('Service: {0}', socket.service.id) : undefined,
      ...(socket.service?.relay ? relayLines(socket.service.relay) : []),
      socket.datagramsNotRecorded > 0
        ? t('Datagrams missing in the capture, for want of time to record them: {0}', socket.datagramsNotRecorded)
        : undefined,
      droppedLine(socket),
      socket.datagramsNotAnswered > 0
        ? t('Datagrams not answered, so that nobody answers without end: {0}', socket.datagramsNotAnswered)
        : undefined,
    ],
  };
}

function wordingOf(socket: LiveSocket, context: RowFacts | undefined): Wording {
  switch (socket.kind) {
    case 'listener':
      return listenerWording(socket);
    case 'connection':
      return connectionWording(socket, context);
    case 'datagram':
      return datagramWording(socket);
  }
}

function join(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined).join(separator);
}

function iconOf(socket: LiveSocket): vscode.ThemeIcon {
  if (heldBy(socket) > 0) return new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('charts.yellow'));
  const look = STATE_LOOKS[socket.state];
  const paused = socket.kind === 'connection' && socket.isPausedByUser && !isEnded(socket.state);
  const icon = paused ? 'debug-pause' : socket.kind === 'datagram' && socket.state === 'open' ? 'mail' : look.icon;
  const color = isUnrecorded(socket) ? 'list.warningForeground' : paused ? 'charts.yellow' : look.color;
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** A listener is expanded from the beginning: VS Code would keep a row closed that gets its first child later. */
function collapsibleState(socket: LiveSocket): vscode.TreeItemCollapsibleState {
  const takesPeers =
    socket.state !== 'failed' && (socket.kind === 'listener' || (socket.kind === 'datagram' && !socket.remote));
  return takesPeers ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
}

/** What rows show that sockets do not know. */
export interface RowFacts {
  /** Whether an agent opened it: it is marked. */
  readonly isOfAgent: (socket: LiveSocket) => boolean;
  /** How it can be opened again; undefined where it cannot. */
  readonly openingKindOf: (socket: LiveSocket) => Opening['kind'] | undefined;
  /** Whom the listener of an accepted connection serves, where it does so one after the other. */
  readonly servedBefore: (connection: Connection) => Connection | undefined;
  readonly lastMessages: Pick<LastMessages, 'textOf'>;
  readonly timeWaits: Pick<TimeWaits, 'secondsLeft'>;
}

/** What a click does. */
function inspectCommand(node: TreeNode): vscode.Command {
  const title = vscode.l10n.t('Inspect Bytes');
  return { command: COMMANDS.inspectBytes, title, arguments: [node, ROW_CLICKED] };
}

function socketItem(node: SocketNode, context: RowFacts | undefined): vscode.TreeItem {
  const { socket } = node;
  const { t } = vscode.l10n;
  const wording = wordingOf(socket, context);
  const isOfAgent = context?.isOfAgent(socket) ?? false;
  const state = join([stateLabel(socket.state), endReason(socket)], ', ');
  const shownState = socket.state === 'listening' || socket.state === 'open' ? undefined : state;
  const item = new vscode.TreeItem(wording.label, collapsibleState(socket));
  item.id = socket.id;
  if (socket.recording) item.command = inspectCommand(node);
  const failedSince = isUnrecorded(socket) ? socket.recording?.failedSince : undefined;
  const unrecorded = failedSince === undefined ? undefined : t('not recorded since {0}', formatTime(failedSince));
  const lastMessage = socket.kind === 'listener' ? undefined : context?.lastMessages.textOf(socket);
  item.description = join(
    [
      wording.host,
      isOfAgent ? t('agent') : undefined,
      // Before what it implies, which a narrow view may cut off.
      wording.kept?.shown,
      shownState,
      unrecorded,
      ...wording.details,
      traffic(socket.bytesReceived, socket.bytesSent),
      ...(wording.more ?? []),
      lastMessage,
    ],
    ' · ',
  );
  item.iconPath = iconOf(socket);
  item.contextValue = contextWords(socket, context);
  const ended = socket.endedAt;
  item.tooltip = join(
    [
      ...wording.lines,
      isOfAgent ? t('Opened by an agent') : undefined,
      t('State: {0}', state),
      t('Received: {0}', formatExactBytes(socket.bytesReceived)),
      t('Sent: {0}', formatExactBytes(socket.bytesSent)),
      t('Opened: {0}', formatTime(socket.openedAt)),
      ended === undefined
        ? undefined
        : t('Ended: {0}, after {1}', formatTime(ended), formatDuration(ended - socket.openedAt)),
      unrecorded,
      socket.error ? describeProblem(socket.error) : undefined,
      socket.kind === 'connection' && socket.doubt ? describeProblem(socket.doubt) : undefined,
    ],
    '\n',
  );
  // All that is seen, in the order in which it is.
  item.accessibilityInformation = {
    label: join(
      [
        wording.spoken,
        isOfAgent ? t('opened by an agent') : undefined,
        wording.kept?.spoken,
        state,
        unrecorded,
        ...wording.details,
        t('received {0}', formatExactBytes(socket.bytesReceived)),
        t('sent {0}', formatExactBytes(socket.bytesSent)),
        ...(wording.more ?? []),
        lastMessage === undefined ? undefined : t('last message {0}', lastMessage),
      ],
      ', ',
    ),
  };
  return item;
}

function peerItem(node: PeerNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { socket, peer } = node;
  const address = formatHostPort(peer.endpoint.address, peer.endpoint.port);
  const item = new vscode.TreeItem(endLabel(peer.endpoint));
  item.id = `${socket.id} ${address}`;
  item.command = inspectCommand(node);
  item.description = join([hostLabel(peer.endpoint), traffic(peer.bytesReceived, peer.bytesSent)], ' · ');
  item.iconPath = new vscode.ThemeIcon(
    'person',
    isEnded(socket.state) ? new vscode.ThemeColor('disabledForeground') : undefined,
  );
  item.contextValue = isEnded(socket.state) ? 'peer ended recorded' : 'peer live sendable recorded';
  item.accessibilityInformation = {
    label: t(
      'Peer {0}, received {1}, sent {2}',
      address,
      formatExactBytes(peer.bytesReceived),
      formatExactBytes(peer.bytesSent),
    ),
  };
  item.tooltip = [
    t('Peer {0}', address),
    counted(
      'Received: {0} in {1, plural, one {# datagram} other {# datagrams}}',
      formatExactBytes(peer.bytesReceived),
      peer.datagramsReceived,
    ),
    counted(
      'Sent: {0} in {1, plural, one {# datagram} other {# datagrams}}',
      formatExactBytes(peer.bytesSent),
      peer.datagramsSent,
    ),
    t('First seen: {0}', formatTime(peer.firstSeen)),
  ].join('\n');
  return item;
}

/** @param context Absent in lists, which show a socket for a moment. */
export function treeItem(node: TreeNode, context?: RowFacts): vscode.TreeItem {
  return node instanceof PeerNode ? peerItem(node) : socketItem(node, context);
}
