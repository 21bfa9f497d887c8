import * as vscode from 'vscode';
import { AgentSockets } from './agents/agentSockets';
import { CaptureStore } from './capture/captureStore';
import { readLastChunk } from './capture/lastChunk';
import { isInUse } from './capture/library/inUse';
import { processIdentity } from './capture/library/processIdentity';
import { ProcessMarker } from './capture/library/processMarker';
import { Engine } from './engine/engine';
import { NewsItem } from './ui/accessibility/newsItem';
import { registerHelp } from './ui/accessibility/registerHelp';
import { SocketActions } from './ui/actions';
import { registerAgents } from './ui/agents/registerAgents';
import type { SockscopeApi } from './ui/api';
import { registerCaptures } from './ui/captures/registerCaptures';
import { History } from './ui/commands/history';
import { registerCommands } from './ui/commands/registerCommands';
import { SentPayloads } from './ui/commands/sentPayloads';
import { CaptureAccess } from './capture/captureAccess';
import { InspectorEditor, registerInspector } from './ui/inspector/inspectorEditor';
import { InspectorSettings } from './ui/inspector/inspectorSettings';
import { OpenSocketsFile } from './ui/reopen/openSocketsFile';
import { registerMachine } from './ui/machine/registerMachine';
import { registerSocketPanel } from './ui/socketPanel/registerSocketPanel';
import { rowMenu, type Manifest } from './ui/socketPanel/rowMenu';
import { registerSelection } from './ui/selection/registerSelection';
import { confirmUse } from './ui/safety/consent';
import { registerExposure } from './ui/safety/exposure';
import { permitAfterConsent } from './ui/safety/permit';
import { requireTrust } from './ui/safety/trust';
import { connectionLimit, inspectorDefaults, maxCaptureBytes } from './ui/settings';
import { SocketChanges } from './ui/sockets/socketChanges';
import { SHOWN_BYTES } from './ui/sockets/lastMessages';
import { SocketsView } from './ui/sockets/socketsTree';
import { socketApi } from './ui/socketApi';
import { registerCopyAsCommand } from './ui/terminal/copyAsCommand';
import { firstSteps } from './ui/start/firstSteps';
import { registerStart } from './ui/start/registerStart';
import { TerminalProgram } from './ui/terminal/terminalProgram';
import { registerWire } from './ui/wire/registerWire';

let shutDown: (() => Promise<unknown>) | undefined;

/** Composes the parts. Nothing listens, dials or reads a file before a command or an editor asks for it. */
export function activate(context: vscode.ExtensionContext): SockscopeApi {
  const { version } = context.extension.packageJSON as { version: string };
  const log = vscode.window.createOutputChannel('Sockscope', { log: true });
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'captures').fsPath;
  const application = `Sockscope ${version}`;
  const marker = new ProcessMarker(folder, () => processIdentity(process.pid));
  const store = new CaptureStore({
    folder,
    application,
    maxCaptureBytes,
    isOwnFolder: true,
    isInUse: (path) => isInUse(marker, folder, path),
  });
  const engine = new Engine({
    record: store.startRecording,
    connectionLimit,
    permit: permitAfterConsent({ requireTrust, confirm: confirmUse }),
  });
  const captures = new CaptureAccess(store);
  const changes = new SocketChanges(engine);
  const agentSockets = new AgentSockets(engine);
  const sent: SentPayloads = new SentPayloads(new History(context.workspaceState, 'payload'), (...what) =>
    actions.send(...what),
  );
  const inspector = new InspectorEditor({
    extensionUri: context.extensionUri,
    captures,
    settings: new InspectorSettings(context.globalState, log, inspectorDefaults),
    composing: { engine, sent, changes },
    log,
  });
  const program = new TerminalProgram(context, log);
  const tellStep = firstSteps();
  const actions = new SocketActions(engine, inspector, tellStep);
  const manifest = context.extension.packageJSON as Manifest;
  const view = new SocketsView(engine, changes, {
    offers: (words, command) => rowMenu(manifest, words).some((offered) => offered.command === command),
    isOfAgent: (socket) => agentSockets.has(socket),
    openingKindOf: (socket) => actions.openings.of(socket)?.kind,
    readLastMessage: (socket) => readLastChunk({ access: captures, store }, socket, SHOWN_BYTES),
  });
  const news = new NewsItem(engine, changes, (socket) => inspector.frontSocket === socket);
  const { storageUri } = context;
  const openSocketsFile =
    storageUri && new OpenSocketsFile(vscode.Uri.joinPath(storageUri, 'open-sockets.json').fsPath);
  const api = socketApi(engine, actions, inspector);
  context.subscriptions.push(
    log,
    marker,
    changes,
    view,
    program,
    registerInspector(inspector, log),
    inspector.onDidSelect(({ length }) => {
      if (length > 1) tellStep('readBothOrders');
    }),
    registerExposure(engine, changes),
    news,
    registerHelp(log),
    registerCaptures({
      application,
      engine,
      changes,
      store,
      access: captures,
      marker,
      memory: context.globalState,
      log,
    }),
    registerWire({
      extensionUri: context.extensionUri,
      engine,
      recordRun: (label) => store.forRun(label),
      actions,
      inspector,
      changes,
      program,
      tellStep,
      tellNews: (sentence) => {
        news.tell(sentence);
      },
      log,
    }),
    registerCopyAsCommand(engine, log),
    registerAgents({
      engine,
      sockets: agentSockets,
      store,
      access: captures,
      changes,
      log,
      extensionUri: context.extensionUri,
      version,
    }),
    registerMachine({ engine, inspector, log }),
    registerSocketPanel({
      extensionUri: context.extensionUri,
      manifest,
      engine,
      captures,
      view,
      inspector,
      log,
    }),
    registerSelection({ engine, actions, api, inspector, log }),
    registerStart({ engine, extensionId: context.extension.id, extensionUri: context.extensionUri, log }),
    registerCommands({
      engine,
      actions,
      api,
      changes,
      view,
      openSocketsFile,
      memory: context.workspaceState,
      sent,
      log,
    }),
  );
  shutDown = async () => {
    openSocketsFile?.leave();
    await engine.closeAll();
    await Promise.all([store.closeAll(), captures.closeAll()]);
  };
  return api;
}

/** Closes all sockets, and settles when what they recorded is on disk. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
