import * as vscode from 'vscode';
import { CaptureStore } from './capture/captureStore';
import { Engine } from './engine/engine';
import { SocketActions } from './ui/actions';
import type { SockscopeApi } from './ui/api';
import { registerCaptures } from './ui/captures/registerCaptures';
import { registerCommands } from './ui/commands/registerCommands';
import { exportedApi } from './ui/exportedApi';
import { CaptureAccess } from './ui/inspector/captureAccess';
import { InspectorEditor, registerInspector } from './ui/inspector/inspectorEditor';
import { InspectorSettings } from './ui/inspector/inspectorSettings';
import { registerSelection } from './ui/selection/registerSelection';
import { registerExposure } from './ui/safety/exposure';
import { connectionLimit, maxCaptureBytes } from './ui/settings';
import { SocketChanges } from './ui/sockets/socketChanges';
import { SocketsView } from './ui/sockets/socketsTree';
import { registerWire } from './ui/wire/registerWire';

let shutDown: (() => Promise<unknown>) | undefined;

/** Composes the parts. Nothing listens, dials or reads a file before a command or an editor asks for it. */
export function activate(context: vscode.ExtensionContext): SockscopeApi {
  const { version } = context.extension.packageJSON as { version: string };
  const log = vscode.window.createOutputChannel('Sockscope', { log: true });
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'captures').fsPath;
  const application = `Sockscope ${version}`;
  const store = new CaptureStore({ folder, application, maxCaptureBytes });
  const engine = new Engine({ record: store.startRecording, connectionLimit });
  const captures = new CaptureAccess(store);
  const changes = new SocketChanges(engine);
  const view = new SocketsView(engine, changes);
  const inspector = new InspectorEditor(
    context.extensionUri,
    captures,
    new InspectorSettings(context.globalState),
    log,
  );
  const actions = new SocketActions(engine, inspector);
  context.subscriptions.push(
    log,
    changes,
    view,
    registerInspector(inspector, log),
    registerExposure(engine, changes),
    registerCaptures({ application, engine, changes, store, access: captures, memory: context.globalState, log }),
    registerWire({ extensionUri: context.extensionUri, engine, actions, inspector, changes, log }),
    registerSelection({ engine, actions, inspector, log }),
    registerCommands({ engine, actions, view, memory: context.workspaceState, log }),
  );
  shutDown = async () => {
    await engine.closeAll();
    await Promise.all([store.closeAll(), captures.closeAll()]);
  };
  return exportedApi(actions);
}

/** Closes all sockets, and settles when what they recorded is on disk. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
