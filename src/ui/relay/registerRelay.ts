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

  return vscode.Disposable.from(
    registerCommand(COMMANDS.startRelay, log, askAndRelay, api.startRelay),
    registerCommand(COMMANDS.setImpairments, log, askAndImpair, api.setImpairments),
    vscode.commands.registerCommand(API_COMMANDS.inject, api.inject),
  );
}
