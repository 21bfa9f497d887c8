import * as vscode from 'vscode';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS, VIEWS } from '../ids';
import { isTreeNode } from '../sockets/socketNode';
import { SocketPanelView, type SocketPanelParts } from './socketPanelView';

/** The view *Socket* under *Sockets*, and the command that shows it. */
export function registerSocketPanel(parts: SocketPanelParts): vscode.Disposable {
  const panel = new SocketPanelView(parts);
  return vscode.Disposable.from(
    panel,
    vscode.window.registerWebviewViewProvider(VIEWS.socketPanel, panel),
    registerCommand(COMMANDS.showSocketPanel, parts.log, async (argument) => {
      await panel.show(isTreeNode(argument) ? argument.socket : undefined);
    }),
  );
}
