import type { Template } from '../../base/error';
import * as vscode from 'vscode';
import { checkArgument } from '../../base/argument';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import type { AgainCommands, SocketArgument } from '../api';
import { COMMANDS } from '../ids';
import type { Opening } from '../reopen/opening';
import { isTreeNode } from '../sockets/socketNode';
import { isReopenable, openingFor, type SocketOpener } from './openSockets';
import { pickSocket } from './pickSocket';
import { registerCommand, type LostRow } from './registerCommand';

/** *Dial Again*, *Listen Again* and *Edit Address*. */
export function registerAgain(options: {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly opener: SocketOpener;
  readonly lostRow: LostRow;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const { engine, actions, opener, lostRow, log } = options;
  const { t } = vscode.l10n;

  const choose = (
    row: unknown,
    title: string,
    none: Template,
    kind?: Opening['kind'],
  ): Promise<LiveSocket | undefined> => {
    if (isTreeNode(row)) return Promise.resolve(row.socket);
    const fits = (socket: LiveSocket): socket is LiveSocket => isReopenable(actions, socket, kind);
    return pickSocket(engine, fits, title, none);
  };

  const registerOne = (
    name: keyof AgainCommands,
    kind: Opening['kind'],
    title: string,
    none: Template,
    open: (opening: Opening) => Promise<LiveSocket>,
  ): vscode.Disposable =>
    registerCommand(
      COMMANDS[name],
      log,
      async (row) => {
        const socket = await choose(row, title, none, kind);
        return socket && opener.again(socket, openingFor(actions, socket, kind));
      },
      async (argument: SocketArgument): Promise<SocketInfo> => {
        checkArgument(argument, { socket: 'string' });
        return (await open(openingFor(actions, engine.get(argument.socket), kind))).info();
      },
      lostRow,
    );

  return vscode.Disposable.from(
    registerOne(
      'dialAgain',
      'dial',
      t('Dial Again'),
      'Nothing that was dialled has ended.',
      ({ endpoint, options: given }) => actions.dial(endpoint, given),
    ),
    registerOne('listenAgain', 'listen', t('Listen Again'), 'No listener has ended.', ({ endpoint, options: given }) =>
      actions.listen(endpoint, given),
    ),
    registerCommand(
      COMMANDS.editAddress,
      log,
      async (row) => {
        const socket = await choose(row, t('Edit Address'), 'No socket has ended whose address could be edited.');
        const opening = socket && actions.openings.of(socket);
        return opening && opener.edit(socket, opening);
      },
      undefined,
      lostRow,
    ),
  );
}
