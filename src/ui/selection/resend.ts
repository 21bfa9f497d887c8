import * as vscode from 'vscode';
import { formatSocketEndpoint } from '../../engine/endpoint';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import type { IpEndpoint } from '../../engine/tap';
import { formatPayload } from '../../wire/payloadFormatter';
import type { SocketActions } from '../actions';
import { pickDestination, type Destination } from '../commands/destination';
import { readSelection, type InspectorSelection } from './inspectorSelection';

/** The datagram's peer that the selection begins in; undefined for streams. */
function peerOf({ view, direction, offset }: InspectorSelection): IpEndpoint | undefined {
  const chunk = view.log.atOffset(direction, offset);
  return chunk < 0 ? undefined : view.conversation.peers?.get(view.log.peer(chunk));
}

/** The socket whose conversation it is, while it is open. */
function sameSocket(engine: Engine, selection: InspectorSelection): Destination | undefined {
  const { capture, conversation } = selection.view;
  const path = vscode.Uri.file(capture.path).toString();
  for (const socket of engine.sockets) {
    if (socket.kind === 'listener' || isEnded(socket.state) || socket.conversation !== conversation.id) continue;
    if (socket.info().capture !== path) continue;
    const to = socket.kind === 'datagram' && !socket.remote ? peerOf(selection) : undefined;
    return { socket, ...(to ? { to } : {}) };
  }
  return undefined;
}

/** Sends the selected bytes once more: on the socket that they went over, or one that the user picks. */
export async function sendAgain(
  engine: Engine,
  actions: SocketActions,
  selection: InspectorSelection,
  elsewhere: boolean,
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  const bytes = await readSelection(selection);
  const same = elsewhere ? undefined : sameSocket(engine, selection);
  const destination = same ?? (await pickDestination(engine, undefined, t('Send Again')));
  if (!destination) return undefined;
  const sent = await actions.send(destination.socket, bytes, destination.to);
  vscode.window.setStatusBarMessage(t('Sent {0} bytes again', sent.bytes), 4000);
  return sent;
}

/** What stands for the server where bytes never went to any: to be edited. */
const NOWHERE = 'tcp://127.0.0.1:9000';

/** Whom to dial, so that the bytes go where they went: the side that listened. */
function dialled(selection: InspectorSelection): string {
  const { capture, conversation } = selection.view;
  if (capture.path === '') return NOWHERE;
  const { transport, local, remote, initiator } = conversation;
  const ip = transport === 'udp' ? 'udp' : 'tcp';
  const peer = transport === 'udp' && selection.direction === 'sent' ? peerOf(selection) : undefined;
  const end = peer ?? (initiator === 'sent' && remote ? remote : local);
  return formatSocketEndpoint(ip, end);
}

/** Opens a wire file, not saved yet, that dials and sends the selected bytes. */
export async function editAndSend(selection: InspectorSelection): Promise<void> {
  const payload = formatPayload(await readSelection(selection));
  const content = `### ${vscode.l10n.t('Edit and send')}\ncon = dial ${dialled(selection)}\ncon > ${payload}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'wire', content });
  await vscode.window.showTextDocument(document, { preview: false });
}
