import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { formatSocketAddress } from '../../engine/address/endpoint';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { CaptureNode } from '../captures/captureNode';
import { pickSocket } from '../commands/pickSocket';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS } from '../ids';
import { tellDone } from '../plainWindow';
import { PeerNode, SocketNode } from '../sockets/socketNode';
import { dialWords } from './dialWords';
import { typedCommand } from './terminalProgram';

const isAny = (socket: LiveSocket): socket is LiveSocket => dialWords(socket.info()) !== undefined;

/** What the row stands for, in a terminal: a socket and a peer are dialled, a capture is shown. */
function wordsOf(target: unknown): readonly string[] | undefined {
  if (target instanceof CaptureNode) return ['show', target.entry.path];
  if (target instanceof PeerNode) return ['dial', formatSocketAddress('udp', target.peer.endpoint)];
  return target instanceof SocketNode ? dialWords(target.socket.info()) : undefined;
}

/** *Copy as Command*, on the row that was clicked or the socket that is picked. */
export function registerCopyAsCommand(engine: Engine, log: vscode.LogOutputChannel): vscode.Disposable {
  const { t } = vscode.l10n;
  return registerCommand(COMMANDS.copyAsCommand, log, async (clicked) => {
    const target =
      clicked ??
      (await pickSocket(engine, isAny, t('Copy as Command'), 'There is no socket that could be dialled.').then(
        (socket) => socket && new SocketNode(socket),
      ));
    if (target === undefined) return;
    const words = wordsOf(target);
    if (words === undefined) {
      throw new SockscopeError('NOT_DIALABLE', 'This socket has no address that could be dialled.');
    }
    const line = typedCommand(words);
    await vscode.env.clipboard.writeText(line);
    tellDone(t('Copied: {0}', line));
  });
}
