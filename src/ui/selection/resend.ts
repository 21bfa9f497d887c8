import { basename } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { ipSchemeOf } from '../../capture/conversation';
import { formatSocketAddress } from '../../engine/address/endpoint';
import type { Scheme } from '../../engine/address/schemes';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import type { IpSocketAddress, SocketAddress } from '../../engine/address/socketAddress';
import { dialableAddress } from '../../wire/syntax/addressPrinter';
import { printSending } from '../../wire/syntax/sendingSection';
import type { SocketActions } from '../actions';
import type { SockscopeApi } from '../api';
import { checkArgument, optional } from '../../base/argument';
import { pickDestination, type Destination } from '../commands/destination';
import { LANGUAGE_IDS } from '../ids';
import { openNewDocument } from '../newDocument';
import { tellDone } from '../plainWindow';
import { describeProblem } from '../problems';
import { placeName } from './placeName';
import { readSelection, type InspectorSelection } from './inspectorSelection';
import { counted } from '../wording';

/** The datagram's peer that the selection begins in; undefined for streams. */
function peerOf({ view, direction, offset }: InspectorSelection): IpSocketAddress | undefined {
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
  api: Pick<SockscopeApi, 'sendPayload'>,
  argument: unknown,
): (selection: InspectorSelection) => Promise<Sent> {
  checkArgument(argument, { socket: 'string', to: optional('string') });
  const { socket, to } = argument;
  return async (selection) => {
    const bytes = await readSelection(selection);
    return tellSent(await api.sendPayload({ socket, bytes, ...(to === undefined ? {} : { to }) }));
  };
}

async function sendTo(actions: SocketActions, bytes: Uint8Array, { socket, to }: Destination): Promise<Sent> {
  return tellSent(await actions.send(socket, bytes, to));
}

function tellSent(sent: Sent): Sent {
  tellDone(counted('Sent {0, plural, one {# byte} other {# bytes}} again', sent.bytes));
  return sent;
}

/** What stands for the server where bytes never went to any: to be edited. */
const NOWHERE = 'tcp://127.0.0.1:9000';

/** Whom to dial, so that the bytes go where they went: the side that listened. */
function dialled(selection: InspectorSelection): { readonly scheme: Scheme; readonly end: SocketAddress } {
  const { scheme, local, remote, initiator } = selection.view.conversation;
  const peer = scheme === 'udp' && selection.direction === 'sent' ? peerOf(selection) : undefined;
  return {
    scheme: ipSchemeOf(selection.view.conversation),
    end: peer ?? (initiator === 'sent' && remote ? remote : local),
  };
}

/** Where the bytes came from, and whom to dial; an address that is none is told, and not dialled. */
function originOf(selection: InspectorSelection): { readonly address: string; readonly comments: string[] } {
  const { t } = vscode.l10n;
  const { path, title } = selection.view.capture;
  const place = placeName(selection);
  if (path === '') return { address: NOWHERE, comments: [t('From “{0}”: {1}', title, place)] };
  const comments = [t('From the capture {0}: {1}', basename(path), place)];
  const { scheme, end } = dialled(selection);
  try {
    return { address: dialableAddress(scheme, end), comments };
  } catch (error) {
    const named = formatSocketAddress(scheme, end);
    const refusal = t('The capture names “{0}”, which is not dialled here. {1}', named, describeProblem(error));
    return { address: NOWHERE, comments: [...comments, refusal] };
  }
}

/** Opens a wire file, not saved yet, that dials and sends the selected bytes; its URI. */
export async function editAndSend(selection: InspectorSelection): Promise<{ readonly document: string }> {
  const bytes = await readSelection(selection);
  const content = printSending({ title: vscode.l10n.t('Edit and send'), ...originOf(selection), bytes });
  const document = await openNewDocument(LANGUAGE_IDS.wire, content);
  return { document: document.uri.toString() };
}
