import * as vscode from 'vscode';
import { SCHEMES } from '../../engine/address/schemes';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { isEnded, type SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import type { SockscopeApi } from '../api';
import type { SocketOpener } from '../commands/openSockets';
import { pickSocket } from '../commands/pickSocket';
import { registerCommand } from '../commands/registerCommand';
import { API_COMMANDS, COMMANDS } from '../ids';
import { requireTrust } from '../safety/trust';
import { isTreeNode } from '../sockets/socketNode';
import { InterceptionQuestions } from './interception';
import { askImpairments } from './askImpairments';

export interface RelayDependencies {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly api: SockscopeApi;
  readonly opener: SocketOpener;
  /** Shows its row. */
  readonly reveal: (socket: LiveSocket) => void;
  readonly log: vscode.LogOutputChannel;
}

type RelaySocket = Exclude<LiveSocket, { kind: 'connection' }>;

const isRelay = (socket: LiveSocket): socket is RelaySocket =>
  socket.kind !== 'connection' && socket.service?.relay !== undefined && !isEnded(socket.state);

const heldBy = (socket: RelaySocket): number => socket.service?.relay?.held ?? 0;

const isHoldingRelay = (socket: LiveSocket): socket is RelaySocket => isRelay(socket) && heldBy(socket) > 0;

const byHeld = (one: RelaySocket, other: RelaySocket): number => heldBy(other) - heldBy(one);

/** Starting relays, and what they do to what passes. */
export function registerRelay({ engine, actions, api, opener, reveal, log }: RelayDependencies): vscode.Disposable {
  const { t } = vscode.l10n;

  const askAndRelay = async (): Promise<SocketInfo | undefined> => {
    requireTrust();
    const address = await opener.askWhereToListen({ title: t('Start Relay: Where It Listens') });
    if (!address) return undefined;
    const target = await opener.askWhomToDial({ title: t('Start Relay: Its Target') });
    if (!target) return undefined;
    const kind = SCHEMES[address.value.scheme].carries === 'stream' ? 'stream' : 'datagrams';
    const impairments = await askImpairments(kind, t('Start Relay: What Happens in Between'));
    if (!impairments) return undefined;
    const relay = await actions.relay(address.value, target.value, { impairments });
    reveal(relay);
    return relay.info();
  };

  const askAndImpair = async (argument: unknown): Promise<SocketInfo | undefined> => {
    requireTrust();
    const row = isTreeNode(argument) && isRelay(argument.socket) ? argument.socket : undefined;
    const socket = row ?? (await pickSocket(engine, isRelay, t('Impair Relay'), 'There is no open relay: start one.'));
    if (!socket) return undefined;
    const relay = engine.relayOf(socket);
    const impairments = await askImpairments(relay.kind, t('Impair Relay'), relay.state.impairments);
    if (!impairments) return undefined;
    relay.set(impairments);
    return socket.info();
  };

  const questions = new InterceptionQuestions(engine);
  const none = 'There is no open relay: start one.';

  const asking =
    <T>(
      title: string,
      ask: (relay: LiveSocket) => T,
      fits = isRelay,
    ): ((argument: unknown) => Promise<T | undefined>) =>
    async (argument) => {
      requireTrust();
      const row = isTreeNode(argument) && fits(argument.socket) ? argument.socket : undefined;
      const socket = row ?? (await pickSocket(engine, fits, title, none, (relays) => relays.toSorted(byHeld)));
      return socket && ask(socket);
    };

  return vscode.Disposable.from(
    registerCommand(COMMANDS.startRelay, log, askAndRelay, api.startRelay),
    registerCommand(COMMANDS.setImpairments, log, askAndImpair, api.setImpairments),
    registerCommand(
      COMMANDS.breakOn,
      log,
      asking(t('Break On'), (relay) => questions.breakOn(relay)),
      api.breakOn,
    ),
    registerCommand(
      COMMANDS.heldMessages,
      log,
      asking(t('Held Messages'), (relay) => questions.held(relay), isHoldingRelay),
      api.heldMessages,
    ),
    registerCommand(
      COMMANDS.forwardHeld,
      log,
      asking(t('Forward All Held Messages'), (relay) => Promise.resolve(questions.forwardAll(relay)), isHoldingRelay),
      api.forwardHeld,
    ),
    registerCommand(
      COMMANDS.inject,
      log,
      asking(t('Inject'), (relay) => questions.inject(relay)),
      api.inject,
    ),
    vscode.commands.registerCommand(API_COMMANDS.dropHeld, api.dropHeld),
  );
}
