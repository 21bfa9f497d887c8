import * as vscode from 'vscode';
import { nameOfPort } from '../../bytes/ports';
import type { Connection } from '../../engine/connection';
import type { DatagramSocket } from '../../engine/datagramSocket';
import { formatHostPort } from '../../engine/endpoint';
import type { LiveSocket } from '../../engine/engine';
import type { Listener } from '../../engine/listener';
import { isEnded, type SocketState } from '../../engine/socketInfo';
import type { SocketEndpoint } from '../../engine/tap';
import { describeProblem } from '../problems';
import { formatBytes, formatDuration, formatExactBytes, formatTime } from './format';
import { shortPath } from './shortPath';
import { PeerNode, type TreeNode } from './socketNode';

/** How a state looks and reads: one row each. */
interface StateLook {
  readonly icon: string;
  readonly color: string;
  readonly label: string;
}

function stateLooks(): Readonly<Record<SocketState, StateLook>> {
  const { t } = vscode.l10n;
  return {
    listening: { icon: 'radio-tower', color: 'charts.green', label: t('listening') },
    connecting: { icon: 'loading~spin', color: 'charts.yellow', label: t('connecting') },
    open: { icon: 'plug', color: 'charts.green', label: t('open') },
    'half-closed-local': { icon: 'debug-step-into', color: 'charts.yellow', label: t('sending shut down') },
    'half-closed-remote': { icon: 'debug-step-out', color: 'charts.yellow', label: t('peer sent FIN') },
    closed: { icon: 'circle-slash', color: 'disabledForeground', label: t('closed') },
    reset: { icon: 'debug-disconnect', color: 'disabledForeground', label: t('reset') },
    failed: { icon: 'error', color: 'disabledForeground', label: t('failed') },
  };
}

export function stateLabel(state: SocketState): string {
  return stateLooks()[state].label;
}

/** Address as the tree shows it, without the scheme. */
export function addressLabel(end: SocketEndpoint | undefined): string {
  if (!end) return vscode.l10n.t('(no address)');
  if (end.family === 'ip') return formatHostPort(end.address, end.port);
  return end.path === '' ? vscode.l10n.t('unnamed socket') : shortPath(end.path);
}

function portName(end: SocketEndpoint | undefined, transport: 'tcp' | 'udp'): string | undefined {
  return end?.family === 'ip' ? nameOfPort(end.port, transport) : undefined;
}

function traffic(received: number, sent: number): string {
  return `↓ ${formatBytes(received)}  ↑ ${formatBytes(sent)}`;
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
function contextWords(socket: LiveSocket): string {
  const words: string[] = [socket.kind, isEnded(socket.state) ? 'ended' : 'live'];
  if (isSendable(socket)) words.push('sendable');
  if (socket.kind === 'connection') {
    if (socket.local?.family === 'ip') words.push('resettable');
    if (!isEnded(socket.state) && socket.state !== 'connecting')
      words.push(socket.isPausedByUser ? 'paused' : 'receiving');
  }
  if (socket.recording) words.push('recorded');
  if (isUnrecorded(socket)) words.push('unrecorded');
  return words.join(' ');
}

/** It goes on, but its capture does not: the disk is full, say. */
export function isUnrecorded(socket: LiveSocket): boolean {
  return !isEnded(socket.state) && socket.recording?.failedSince !== undefined;
}

export function isSendable(socket: LiveSocket): boolean {
  if (socket.kind === 'connection') return socket.state === 'open' || socket.state === 'half-closed-remote';
  return socket.kind === 'datagram' && socket.state === 'open';
}

interface Wording {
  readonly label: string;
  readonly details: readonly (string | undefined)[];
  readonly lines: readonly (string | undefined)[];
}

function listenerWording(listener: Listener): Wording {
  const { t } = vscode.l10n;
  const name = portName(listener.local, 'tcp');
  return {
    label: addressLabel(listener.local),
    details: [
      listener.service.id === 'manual' ? undefined : listener.service.id,
      traffic(listener.bytesReceived, listener.bytesSent),
      listener.connections.size > 0 ? t('{0} connected', listener.connections.size) : undefined,
      listener.refusedCount > 0 ? t('{0} refused', listener.refusedCount) : undefined,
    ],
    lines: [
      t('Listener {0}', listener.info().local),
      name === undefined ? undefined : t('Well-known port: {0}', name),
      t('Service: {0}', listener.service.id),
      t('Accepted: {0}, open: {1}', listener.acceptedCount, listener.connections.size),
      listener.refusedCount > 0 ? t('Refused at the limit of connections: {0}', listener.refusedCount) : undefined,
    ],
  };
}

function connectionWording(connection: Connection): Wording {
  const { t } = vscode.l10n;
  const info = connection.info();
  const name = portName(connection.parent === undefined ? connection.remote : connection.local, 'tcp');
  return {
    label:
      connection.remote?.family === 'unix' && connection.remote.path === ''
        ? t('client {0}', connection.id)
        : addressLabel(connection.remote),
    details: [
      connection.parent === undefined ? name : undefined,
      connection.isPausedByUser && !isEnded(connection.state) ? t('receiving paused') : undefined,
      connection.bytesWaiting > 0 ? t('{0} waiting', formatBytes(connection.bytesWaiting)) : undefined,
      traffic(connection.bytesReceived, connection.bytesSent),
    ],
    lines: [
      connection.parent === undefined ? t('Dialled connection') : t('Accepted connection'),
      t('Local: {0}', info.local),
      info.remote === undefined ? undefined : t('Peer: {0}', info.remote),
      name === undefined ? undefined : t('Well-known port: {0}', name),
      connection.bytesWaiting > 0 ? t('Waiting to be sent: {0}', formatExactBytes(connection.bytesWaiting)) : undefined,
    ],
  };
}

function datagramWording(socket: DatagramSocket): Wording {
  const { t } = vscode.l10n;
  const { remote } = socket;
  const name = portName(remote ?? socket.local, 'udp');
  return {
    label: addressLabel(remote ?? socket.local),
    details: [
      'UDP',
      socket.service && socket.service.id !== 'manual' ? socket.service.id : undefined,
      traffic(socket.bytesReceived, socket.bytesSent),
      socket.datagramsNotRecorded > 0 ? t('{0} not recorded', socket.datagramsNotRecorded) : undefined,
    ],
    lines: [
      remote ? t('Connected UDP socket') : t('UDP socket'),
      t('Local: {0}', socket.info().local),
      remote ? t('Peer: {0}', formatHostPort(remote.address, remote.port)) : undefined,
      name === undefined ? undefined : t('Well-known port: {0}', name),
      socket.service ? t('Service: {0}', socket.service.id) : undefined,
      socket.datagramsNotRecorded > 0
        ? t('Datagrams missing in the capture, for want of time to record them: {0}', socket.datagramsNotRecorded)
        : undefined,
    ],
  };
}

function wordingOf(socket: LiveSocket): Wording {
  switch (socket.kind) {
    case 'listener':
      return listenerWording(socket);
    case 'connection':
      return connectionWording(socket);
    case 'datagram':
      return datagramWording(socket);
  }
}

function join(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined).join(separator);
}

function iconOf(socket: LiveSocket): vscode.ThemeIcon {
  const look = stateLooks()[socket.state];
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

function socketItem(socket: LiveSocket): vscode.TreeItem {
  const { t } = vscode.l10n;
  const wording = wordingOf(socket);
  const state = join([stateLabel(socket.state), endReason(socket)], ', ');
  const shownState = socket.state === 'listening' || socket.state === 'open' ? undefined : state;
  const item = new vscode.TreeItem(wording.label, collapsibleState(socket));
  item.id = socket.id;
  const failedSince = isUnrecorded(socket) ? socket.recording?.failedSince : undefined;
  const unrecorded = failedSince === undefined ? undefined : t('not recorded since {0}', formatTime(failedSince));
  item.description = join([shownState, unrecorded, ...wording.details], ' · ');
  item.iconPath = iconOf(socket);
  item.contextValue = contextWords(socket);
  const ended = socket.endedAt;
  item.tooltip = join(
    [
      ...wording.lines,
      t('State: {0}', state),
      t('Received: {0}', formatExactBytes(socket.bytesReceived)),
      t('Sent: {0}', formatExactBytes(socket.bytesSent)),
      t('Opened: {0}', formatTime(socket.openedAt)),
      ended === undefined
        ? undefined
        : t('Ended: {0}, after {1}', formatTime(ended), formatDuration(ended - socket.openedAt)),
      unrecorded,
      socket.error ? describeProblem(socket.error) : undefined,
    ],
    '\n',
  );
  item.accessibilityInformation = {
    label: t(
      '{0} {1}, {2}, received {3}, sent {4}',
      wording.lines[0] ?? socket.kind,
      wording.label,
      state,
      formatExactBytes(socket.bytesReceived),
      formatExactBytes(socket.bytesSent),
    ),
  };
  return item;
}

function peerItem({ socket, peer }: PeerNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const label = formatHostPort(peer.endpoint.address, peer.endpoint.port);
  const item = new vscode.TreeItem(label);
  item.id = `${socket.id} ${label}`;
  item.description = traffic(peer.bytesReceived, peer.bytesSent);
  item.iconPath = new vscode.ThemeIcon(
    'person',
    isEnded(socket.state) ? new vscode.ThemeColor('disabledForeground') : undefined,
  );
  item.contextValue = isEnded(socket.state) ? 'peer ended recorded' : 'peer live sendable recorded';
  item.tooltip = [
    t('Peer {0}', label),
    t('Received: {0} in {1} datagrams', formatExactBytes(peer.bytesReceived), peer.datagramsReceived),
    t('Sent: {0} in {1} datagrams', formatExactBytes(peer.bytesSent), peer.datagramsSent),
    t('First seen: {0}', formatTime(peer.firstSeen)),
  ].join('\n');
  return item;
}

export function treeItem(node: TreeNode): vscode.TreeItem {
  return node instanceof PeerNode ? peerItem(node) : socketItem(node.socket);
}
