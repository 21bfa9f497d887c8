import { pid as ownPid } from 'node:process';
import * as vscode from 'vscode';
import { portHolderOf, type PortHolder } from '../../engine/kernel/portHolders';
import type { SocketOwner } from '../../engine/kernel/socketOwners';
import type { SystemSocket } from '../../engine/kernel/systemSocket';
import { counted } from '../wording';

/** What is in one of these, and no process has it, nobody has accepted yet; what was closed is in another one. */
const UNACCEPTED = new Set<PortHolder['state']>(['syn-received', 'established', 'close-wait']);

/** Children that a sentence names. */
const MOST_NAMED = 5;

/** A row of a list: who has a socket, which one, and what else is known. */
export interface SystemSocketText {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** @param helpers Processes that accept for listeners of this window. */
export function describeSystemSocket(socket: SystemSocket, helpers: ReadonlySet<number>): SystemSocketText {
  const holder = portHolderOf(socket);
  const state = socket.state.toUpperCase();
  const { local, remote } = holder;
  return {
    label: ownerLabel(holder, helpers),
    description: remote === undefined ? `${state} ${local}` : `${state} ${local} ↔ ${remote}`,
    detail: [...ownerDetails(holder, helpers), ...queueDetails(socket)].join('; '),
  };
}

function ownerLabel({ owner, processes }: PortHolder, helpers: ReadonlySet<number>): string {
  const { t } = vscode.l10n;
  const [first] = processes;
  switch (owner) {
    case 'process':
      return nameOf(first!, helpers);
    case 'none':
      return t('No process');
    case 'hidden':
      return t('Another user’s process');
    case 'unknown':
      return t('A process that cannot be seen from here');
  }
}

function nameOf({ pid, process }: SocketOwner, helpers: ReadonlySet<number>): string {
  const { t } = vscode.l10n;
  if (pid === ownPid) return t('{0} (pid {1}), this window', process ?? 'node', pid);
  if (helpers.has(pid)) return t('{0} (pid {1}), which accepts for this window', process ?? 'node', pid);
  return process === undefined ? t('pid {0}', pid) : t('{0} (pid {1})', process, pid);
}

function ownerDetails({ owner, processes, state, secondsLeft }: PortHolder, helpers: ReadonlySet<number>): string[] {
  const { t } = vscode.l10n;
  const [first, ...others] = processes;
  if (!first) {
    if (UNACCEPTED.has(state)) return owner === 'none' ? [t('its client waits to be accepted')] : [];
    if (secondsLeft !== undefined) return [t('the kernel keeps it for {0} s more', secondsLeft)];
    return owner === 'none' ? [t('the kernel keeps it for a while')] : [];
  }
  const { descriptors = [] } = first;
  const children = others.filter(({ parent }) => parent !== undefined);
  const rest = others.filter(({ parent }) => parent === undefined);
  return [
    ...(descriptors.length === 0 ? [] : [t('file descriptor {0}', descriptors.slice(0, MOST_NAMED).join(', '))]),
    ...(children.length === 0 ? [] : [t('also its children: {0}', listOf(children, helpers))]),
    ...(rest.length === 0 ? [] : [t('also {0}', listOf(rest, helpers))]),
  ];
}

function listOf(owners: readonly SocketOwner[], helpers: ReadonlySet<number>): string {
  const named = owners
    .slice(0, MOST_NAMED)
    .map((owner) => nameOf(owner, helpers))
    .join(', ');
  return owners.length > MOST_NAMED ? `${named}, …` : named;
}

function queueDetails({ state, sendQueue = 0, receiveQueue = 0, drops = 0 }: SystemSocket): string[] {
  if (state === 'listen')
    return receiveQueue > 0
      ? [counted('{0, plural, one {# client waits} other {# clients wait}} to be accepted', receiveQueue)]
      : [];
  return [
    ...(receiveQueue > 0
      ? [counted('{0, plural, one {# byte came and was} other {# bytes came and were}} not read', receiveQueue)]
      : []),
    ...(sendQueue > 0
      ? [counted('{0, plural, one {# byte was} other {# bytes were}} sent and not acknowledged', sendQueue)]
      : []),
    ...(drops > 0 ? [counted('{0, plural, one {# datagram} other {# datagrams}} dropped', drops)] : []),
  ];
}
