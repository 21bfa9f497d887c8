import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { formatSocketEndpoint } from '../../engine/endpoint';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import type { IpEndpoint } from '../../engine/tap';
import { formatPayload } from '../../wire/payloadFormatter';
import type { SocketActions } from '../actions';
import { checkArgument, optional } from '../argument';
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

interface Sent {
  readonly bytes: number;
}

/**
 * Sends the selected bytes once more on the socket that they went over.
 *
 * @throws SockscopeError `NO_SOCKET` when it is closed.
 */
export async function sendAgain(engine: Engine, actions: SocketActions, selection: InspectorSelection): Promise<Sent> {
  const bytes = await readSelection(selection);
  const destination = sameSocket(engine, selection);
  if (destination) return sendTo(actions, bytes, destination);
  throw new SockscopeError(
    'NO_SOCKET',
    'The socket that these bytes went over is not open any more: send them to another one.',
  );
}

/** The same, or on a socket that the user picks once that one is closed; undefined when the user gave up. */
export async function sendAgainOrPick(
  engine: Engine,
  actions: SocketActions,
  selection: InspectorSelection,
): Promise<Sent | undefined> {
  const same = sameSocket(engine, selection);
  return same ? sendTo(actions, await readSelection(selection), same) : pickAndSend(engine, actions, selection);
}

/** Sends the selected bytes on a socket that the user picks; undefined when the user gave up. */
export async function pickAndSend(
  engine: Engine,
  actions: SocketActions,
  selection: InspectorSelection,
): Promise<Sent | undefined> {
  // What is too long to be sent is not worth a question.
  const bytes = await readSelection(selection);
  const destination = await pickDestination(engine, undefined, vscode.l10n.t('Send Again'));
  return destination && sendTo(actions, bytes, destination);
}

/**
 * Sends selected bytes on the socket that the argument names.
 *
 * @param argument `{socket, to?}`, as *Send Payload* takes them.
 * @throws SockscopeError `BAD_ARGUMENT`
 */
export function sendAgainTo(
  actions: SocketActions,
  argument: unknown,
): (selection: InspectorSelection) => Promise<Sent> {
  checkArgument(argument, { socket: 'string', to: optional('string') });
  const { socket, to } = argument;
  return async (selection) => {
    const bytes = await readSelection(selection);
    return tellSent(await actions.sendPayload({ socket, bytes, ...(to === undefined ? {} : { to }) }));
  };
}

async function sendTo(actions: SocketActions, bytes: Uint8Array, { socket, to }: Destination): Promise<Sent> {
  return tellSent(await actions.send(socket, bytes, to));
}

function tellSent(sent: Sent): Sent {
  vscode.window.setStatusBarMessage(vscode.l10n.t('Sent {0} bytes again', sent.bytes), 4000);
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

/** Opens a wire file, not saved yet, that dials and sends the selected bytes; its URI. */
export async function editAndSend(selection: InspectorSelection): Promise<{ readonly document: string }> {
  const payload = formatPayload(await readSelection(selection));
  const content = `### ${vscode.l10n.t('Edit and send')}\ncon = dial ${dialled(selection)}\ncon > ${payload}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'wire', content });
  await vscode.window.showTextDocument(document, { preview: false });
  return { document: document.uri.toString() };
}
