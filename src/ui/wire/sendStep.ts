import type * as vscode from 'vscode';
import { l10n } from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { parsePeer } from '../../engine/endpoint';
import type { Engine, LiveSocket } from '../../engine/engine';
import type { IpEndpoint } from '../../engine/tap';
import { eolOf, evaluateConstants, textOf } from '../../wire/constants';
import { encodePayload } from '../../wire/payload';
import type { VariableValue } from '../../wire/payloadLayout';
import type { Script, SendStep } from '../../wire/script';
import type { SocketActions } from '../actions';
import { pickPeer, pickSocket } from '../commands/pickSocket';
import { isSendable } from '../sockets/socketItem';
import type { BytesSocket } from '../sockets/socketNode';
import { sectionKeys } from './language/sectionKeys';
import type { KeptSections } from './run/keptSections';
import { fileReader } from './wireFolder';
import type { WireSources } from './wireSources';

export interface SendingDependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly sources: WireSources;
  readonly kept: KeptSections;
}

export interface LinePlace {
  readonly uri: vscode.Uri;
  /** Counted from 0. */
  readonly line: number;
}

const isSendableSocket = (socket: LiveSocket): socket is BytesSocket => isSendable(socket);

function sendStepAt(script: Script, line: number): { readonly key: string; readonly step: SendStep } {
  for (const [key, { steps }] of sectionKeys(script)) {
    const step = steps.find((candidate) => candidate.kind === 'send' && candidate.line === line);
    if (step?.kind === 'send') return { key, step };
  }
  throw new SockscopeError('NO_STEP', 'No payload is sent in this line: put the cursor on a step such as con > "hi".');
}

/** Sends a step’s payload: on its own socket while that is live, else on one that the user picks. */
export async function sendStep(
  { engine, actions, sources, kept }: SendingDependencies,
  { uri, line }: LinePlace,
): Promise<{ readonly bytes: number } | undefined> {
  const { script } = await sources.read(uri);
  const { key, step } = sendStepAt(script, line);
  const readFile = fileReader(uri);
  const live = kept.sendable(uri, key, step.socket.text);
  const variables = kept.find(uri, key)?.variables ?? (await evaluateConstants(script, readFile));
  const bytes = await encodePayload(step.terms, { readFile, variables, eol: eolOf(script) });
  const title = l10n.t('Send Payload');
  const none = 'There is no open socket to send on: use Run and keep open, or dial an endpoint first.';
  const socket = live ?? (await pickSocket(engine, isSendableSocket, title, none));
  if (socket === undefined) return undefined;
  if (socket.kind === 'connection') return actions.send(socket, bytes);
  const to = addressOf(step, variables) ?? (await pickPeer(socket, title));
  return to && actions.send(socket, bytes, to);
}

/** Where the step itself says that its datagram goes. */
function addressOf({ to }: SendStep, variables: ReadonlyMap<string, VariableValue>): IpEndpoint | undefined {
  const text = to && textOf(to.parts, variables);
  return text === undefined ? undefined : parsePeer(text.trim());
}
