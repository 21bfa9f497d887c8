import * as vscode from 'vscode';
import { agentPermit } from '../../agents/agentPermit';
import type { AgentSockets } from '../../agents/agentSockets';
import type { AgentContext } from '../../agents/context';
import { storedCaptures } from '../../agents/storedCaptures';
import type { CaptureAccess } from '../../capture/captureAccess';
import type { CaptureStore } from '../../capture/captureStore';
import type { Engine } from '../../engine/engine';
import { registerCommand, withoutArgument } from '../commands/registerCommand';
import { readWorkspaceFile } from '../commands/workspaceFile';
import { COMMANDS, CONTEXT_KEYS } from '../ids';
import { requireTrust } from '../safety/trust';
import { dialTimeout } from '../settings';
import type { SocketChanges } from '../sockets/socketChanges';
import { askForAgent } from './agentConsent';
import { registerLanguageModelTools } from './languageModelTools';
import { registerMcpProvider } from './mcpProvider';

interface AgentsOptions {
  readonly engine: Engine;
  readonly sockets: AgentSockets;
  readonly store: CaptureStore;
  readonly access: CaptureAccess;
  readonly changes: SocketChanges;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  readonly version: string;
}

/** The tools for agents, and what ends all that they opened. */
export function registerAgents(options: AgentsOptions): vscode.Disposable {
  const { engine, sockets, store, access, changes, log } = options;
  const ground = {
    sockets,
    get folders(): readonly string[] {
      const folders = vscode.workspace.workspaceFolders ?? [];
      return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
    },
  };
  const context: AgentContext = {
    engine,
    sockets,
    requireTrust,
    permit: agentPermit(ground, askForAgent),
    captures: { access, list: () => storedCaptures(store) },
    readFile: readWorkspaceFile,
    dialTimeout,
  };
  const closeAll = (): Promise<void> => sockets.closeAll();
  return vscode.Disposable.from(
    registerLanguageModelTools(context, ground, log),
    registerMcpProvider({ ...options, captures: store.folder }),
    registerCommand(COMMANDS.closeAgentSockets, log, closeAll, withoutArgument(closeAll)),
    followOpen(sockets, changes),
  );
}

/** The context key by which the menus offer to close them. */
function followOpen(sockets: AgentSockets, changes: SocketChanges): vscode.Disposable {
  let hasOpen = false;
  return changes.onDidChange(() => {
    const now = sockets.open.length > 0;
    if (now === hasOpen) return;
    hasOpen = now;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.hasAgentSockets, hasOpen);
  });
}
