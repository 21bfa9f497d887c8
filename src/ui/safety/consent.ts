import * as vscode from 'vscode';
import { formatBinding, type IpBinding } from '../../engine/address/binding';
import { formatHostPort } from '../../engine/address/endpoint';
import { describeUse, type ConsentUse, type GroupUse, type ListenUse, type RelayUse } from '../../engine/permission';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { plainText } from '../plainText';
import { confirm } from '../plainWindow';

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** Asks in a modal dialog that names address and port, and what may happen there. */
export async function confirmUse(use: ConsentUse): Promise<boolean> {
  const question = questionOf(use);
  if (!question) return true;
  const { message, detail, button } = question;
  return confirm(message, detail, button);
}

function questionOf(use: ConsentUse): Question | undefined {
  if (use.kind === 'broadcast') return broadcast(use.to);
  if (use.kind === 'join') return joining(use);
  if (use.kind === 'multicast') return multicast(use);
  if (use.kind === 'relay') return relaying(use);
  // A Unix socket is never exposed.
  return 'path' in use.binding ? undefined : listening(use, use.binding);
}

function listening(use: ListenUse, binding: IpBinding): Question {
  const { t } = vscode.l10n;
  const { address, port, scheme } = binding;
  const reach = t(
    'Everyone who can reach {0} on your network can connect and send data. For experiments on this machine alone, {1} is enough.',
    plainText(formatBinding(binding)),
    `${scheme}://${formatHostPort('127.0.0.1', port)}`,
  );
  const asked = describeUse(use);
  const isName = asked !== formatBinding(binding);
  return {
    message: t('Listen on {0} port {1}, where other machines can reach it?', plainText(address), port),
    detail: isName ? `${t('That is what {0} stands for here.', plainText(formatName(use)))} ${reach}` : reach,
    button: t('Listen'),
  };
}

/** The name that was typed. */
function formatName({ endpoint }: ListenUse): string {
  return 'path' in endpoint ? endpoint.path : endpoint.host;
}

function relaying(use: RelayUse): Question {
  const { t } = vscode.l10n;
  return {
    message: t('Relay to {0}, which may be another machine?', plainText(describeUse(use))),
    detail: t('Whoever connects to the relay reaches it from here, as this machine does, until the relay is closed.'),
    button: t('Relay'),
  };
}

function joining({ group, interface: on }: GroupUse): Question {
  const { t } = vscode.l10n;
  return {
    message: t(
      'Join the group {0} on the interface {1}, where other machines can reach it?',
      plainText(group),
      on.label,
    ),
    detail: t(
      'Every machine of the network at {0} can send to the group. For experiments on this machine alone, leave out the interface.',
      on.label,
    ),
    button: t('Join'),
  };
}

function multicast({ group, interface: on }: GroupUse): Question {
  const { t } = vscode.l10n;
  return {
    message: t(
      'Send to the group {0} on the interface {1}, where other machines can receive it?',
      plainText(group),
      on.label,
    ),
    detail: t('The socket may then send to other groups on that interface too, until it is closed.'),
    button: t('Send'),
  };
}

function broadcast({ address, port }: IpSocketAddress): Question {
  const { t } = vscode.l10n;
  return {
    message: t(
      'Send to {0} port {1}, a broadcast address that every machine of the network receives?',
      plainText(address),
      port,
    ),
    detail: t('The socket may then send to other broadcast addresses too, until it is closed.'),
    button: t('Send'),
  };
}
