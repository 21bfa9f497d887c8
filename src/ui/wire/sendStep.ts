import type * as vscode from 'vscode';
import { l10n } from 'vscode';
import { SockscopeError } from '../../base/error';
import { parsePeer } from '../../engine/address/endpoint';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { eolOf, evaluateDefinitions, textOf } from '../../wire/check/definitions';
import { encodePayload } from '../../wire/payload/encoder';
import type { VariableValue } from '../../wire/payload/value';
import type { Script } from '../../wire/syntax/script';
import type { SendStep } from '../../wire/syntax/steps/send';
import type { SocketActions } from '../actions';
import { pickPeer, pickSocket } from '../commands/pickSocket';
import { requireTrust } from '../safety/trust';
import { isSendable } from '../sockets/socketItem';
import type { BytesSocket } from '../sockets/socketNode';
import { sectionKeys } from './language/sectionKeys';
import type { KeptSections } from './run/keptSections';
import { requireRunnable } from './wireDocuments';
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

/** Decides where a payload goes whose step has no live socket, or does not say to whom. Undefined: the user gave up. */
export interface DestinationChoice {
  readonly socket: (named: string) => Promise<BytesSocket | undefined>;
  readonly peer: (socket: DatagramSocket) => Promise<IpSocketAddress | undefined>;
}

/** Lets the user choose. */
export function askForDestination(engine: Engine): DestinationChoice {
  const title = l10n.t('Send Payload');
  const none = 'There is no open socket to send on: use Run and keep open, or dial an endpoint first.';
  return {
    socket: () => pickSocket(engine, isSendableSocket, title, none),
    peer: (socket) => pickPeer(socket, title),
  };
}

/** Takes what a call of the API names, and asks nobody. */
export function namedDestination(
  actions: SocketActions,
  { socket: id, to }: { readonly socket?: string; readonly to?: string },
): DestinationChoice {
  return {
    socket: (named) => {
      if (id !== undefined) return Promise.resolve(actions.bytesSocket(id));
      const template =
        'The socket “{0}” of this step is not open: run its section and keep it open, or name a "socket".';
      return Promise.reject(new SockscopeError('NO_SOCKET', template, [named]));
    },
    peer: (socket) => {
      if (to !== undefined) return Promise.resolve(parsePeer(to));
      const [only, second] = socket.peers;
      const peer = socket.remote ?? (second ? undefined : only?.endpoint);
      if (peer !== undefined) return Promise.resolve(peer);
      return Promise.reject(
        new SockscopeError('NO_PEER', 'This UDP socket has no single peer: say by "to" who gets it.'),
      );
    },
  };
}

/** Sends a step’s payload: on its own socket while that is live, else on one that is chosen. */
export async function sendStep(
  { actions, sources, kept }: SendingDependencies,
  { uri, line }: LinePlace,
  choice: DestinationChoice,
): Promise<{ readonly bytes: number } | undefined> {
  requireTrust();
  requireRunnable(uri);
  const { script } = await sources.read(uri);
  const { key, step } = sendStepAt(script, line);
  const readFile = fileReader(uri);
  const live = kept.sendable(uri, key, step.socket.text);
  const variables = kept.find(uri, key)?.variables ?? (await evaluateDefinitions(script, readFile));
  const bytes = await encodePayload(step.terms, { readFile, variables, eol: eolOf(script) });
  const socket = live ?? (await choice.socket(step.socket.text));
  if (socket === undefined) return undefined;
  if (socket.kind === 'connection') return actions.send(socket, bytes);
  const to = addressOf(step, variables) ?? (await choice.peer(socket));
  return to && actions.send(socket, bytes, to);
}

/** Where the step itself says that its datagram goes. */
function addressOf({ to }: SendStep, variables: ReadonlyMap<string, VariableValue>): IpSocketAddress | undefined {
  const text = to && textOf(to.parts, variables);
  return text === undefined ? undefined : parsePeer(text.trim());
}
