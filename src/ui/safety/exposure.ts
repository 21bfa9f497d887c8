import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { parseEndpoint, reachOf } from '../../engine/address/endpoint';
import { VIEWS } from '../ids';
import { listText, plainText } from '../plainText';
import type { SocketChanges } from '../sockets/socketChanges';
import { counted } from '../wording';

function isExposed(socket: LiveSocket): boolean {
  if (socket.kind === 'datagram') return socket.isExposed;
  return (
    socket.kind === 'listener' &&
    socket.state === 'listening' &&
    reachOf(parseEndpoint(socket.info().local)) !== 'local'
  );
}

/** A status-bar item for as long as any socket can be reached from other machines. */
export function registerExposure(engine: Engine, changes: SocketChanges): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('sockscope.exposure', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Sockscope: Exposed Sockets');
  item.command = `${VIEWS.sockets}.focus`;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  let exposed = '';

  const update = (): void => {
    const addresses = [...engine.sockets].filter(isExposed).map((socket) => plainText(socket.info().local));
    const now = addresses.join('\n');
    if (now === exposed) return;
    exposed = now;
    if (addresses.length === 0) {
      item.hide();
      return;
    }
    item.text = `$(globe) ${addresses.length === 1 ? listText(addresses[0]!) : counted('{0, plural, one {# exposed socket} other {# exposed sockets}}', addresses.length)}`;
    item.tooltip = vscode.l10n.t('Other machines can reach:\n{0}', now);
    item.accessibilityInformation = { label: vscode.l10n.t('Other machines can reach {0}', addresses.join(', ')) };
    item.show();
  };
  return vscode.Disposable.from(item, changes.onDidChange(update));
}
