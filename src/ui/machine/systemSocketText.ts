import * as vscode from 'vscode';
import { formatSocketAddress } from '../../engine/address/endpoint';
import { portHolderOf, type PortHolder } from '../../engine/kernel/portHolders';
import type { SocketOwner } from '../../engine/kernel/socketOwners';
import type { SystemSocket } from '../../engine/kernel/systemSocket';
import { counted } from '../wording';

/** Children that a sentence names. */
const MOST_NAMED = 5;

/** A row of a list: who has a socket, which one, and what else is known. */
export interface SystemSocketText {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export function describeSystemSocket(socket: SystemSocket): SystemSocketText {
  const holder = portHolderOf(socket);
  const state = socket.state.toUpperCase();
  const { local, remote } = holder;
  return {
    label: ownerLabel(holder),
    description: remote === undefined ? `${state} ${local}` : `${state} ${local} ↔ ${remote}`,
    detail: [...ownerDetails(holder), ...queueDetails(socket)].join('; '),
  };
}

/** Where a socket of the machine is reached, or whom it is connected to. */
export function addressOfSystemSocket({ transport, local, remote }: SystemSocket): string {
  return formatSocketAddress(transport, remote ?? local);
}

function ownerLabel({ owner, processes }: PortHolder): string {
  const { t } = vscode.l10n;
  const [first] = processes;
  switch (owner) {
    case 'process':
      return nameOf(first!);
    case 'none':
      return t('No process');
    case 'hidden':
      return t('Another user’s process');
    case 'unknown':
      return t('A process that cannot be seen from here');
  }
}

function nameOf({ pid, process }: SocketOwner): string {
  const { t } = vscode.l10n;
  return process === undefined ? t('pid {0}', pid) : t('{0} (pid {1})', process, pid);
}

function ownerDetails({ owner, processes, secondsLeft }: PortHolder): string[] {
  const { t } = vscode.l10n;
  const [first, ...others] = processes;
  if (!first) {
    if (secondsLeft !== undefined) return [t('the kernel keeps it for {0} s more', secondsLeft)];
    return owner === 'none' ? [t('the kernel keeps it for a while')] : [];
  }
  const { descriptors = [] } = first;
  const children = others.filter(({ parent }) => parent !== undefined);
  const rest = others.filter(({ parent }) => parent === undefined);
  return [
    ...(descriptors.length === 0 ? [] : [t('file descriptor {0}', descriptors.slice(0, MOST_NAMED).join(', '))]),
    ...(children.length === 0 ? [] : [t('also its children: {0}', listOf(children))]),
    ...(rest.length === 0 ? [] : [t('also {0}', listOf(rest))]),
  ];
}

function listOf(owners: readonly SocketOwner[]): string {
  const named = owners.slice(0, MOST_NAMED).map(nameOf).join(', ');
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
