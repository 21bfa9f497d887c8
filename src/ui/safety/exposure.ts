import * as vscode from 'vscode';
import type { Engine, LiveSocket } from '../../engine/engine';
import { isLoopbackEndpoint, parseEndpoint } from '../../engine/endpoint';
import { VIEWS } from '../ids';
import type { SocketChanges } from '../sockets/socketChanges';

function isExposed(socket: LiveSocket): boolean {
  const waitsForPeers =
    (socket.kind === 'listener' && socket.state === 'listening') ||
    (socket.kind === 'datagram' && socket.state === 'open' && !socket.remote);
  return waitsForPeers && !isLoopbackEndpoint(parseEndpoint(socket.info().local));
}

/** A status-bar item for as long as any socket can be reached from other machines. */
export function registerExposure(engine: Engine, changes: SocketChanges): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('sockscope.exposure', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Sockscope: Exposed Sockets');
  item.command = `${VIEWS.sockets}.focus`;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  let exposed = '';

  const update = (): void => {
    const addresses = [...engine.sockets].filter(isExposed).map((socket) => socket.info().local);
    const now = addresses.join('\n');
    if (now === exposed) return;
    exposed = now;
    if (addresses.length === 0) {
      item.hide();
      return;
    }
    item.text = `$(globe) ${addresses.length === 1 ? addresses[0]! : vscode.l10n.t('{0} exposed sockets', addresses.length)}`;
    item.tooltip = vscode.l10n.t('Other machines can reach:\n{0}', now);
    item.accessibilityInformation = { label: vscode.l10n.t('Other machines can reach {0}', addresses.join(', ')) };
    item.show();
  };
  return vscode.Disposable.from(item, changes.onDidChange(update));
}
