import * as vscode from 'vscode';
import { MCP_PROVIDERS } from '../ids';

/** What VS Code 1.101 and later have for this, as far as it is needed; the oldest supported one does not declare it. */
interface McpApi {
  readonly lm: {
    readonly registerMcpServerDefinitionProvider?: (id: string, provider: Provider) => vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => StdioDefinition;
}

interface StdioDefinition {
  cwd?: vscode.Uri;
}

interface Provider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  readonly provideMcpServerDefinitions: () => StdioDefinition[];
}

interface McpOptions {
  readonly extensionUri: vscode.Uri;
  readonly version: string;
  /** Where the server records to: what it recorded is in the view *Captures* too. */
  readonly captures: string;
  readonly log: vscode.LogOutputChannel;
}

/** Offers `sockscope mcp` to the editor, which starts it when somebody wants it; nothing where it has no such thing. */
export function registerMcpProvider({ extensionUri, version, captures, log }: McpOptions): vscode.Disposable {
  const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
  if (!lm.registerMcpServerDefinitionProvider || !Definition) return new vscode.Disposable(() => undefined);
  const changed = new vscode.EventEmitter<void>();
  const provider: Provider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      // It works in one folder, on disk, that somebody trusts.
      if (!vscode.workspace.isTrusted || folder?.uri.scheme !== 'file') return [];
      const program = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
      const definition = new Definition(
        'Sockscope',
        process.execPath,
        [program, 'mcp', '--capture', captures],
        // Where this is the editor’s own program, and not Node, it is told to be Node.
        { ELECTRON_RUN_AS_NODE: '1' },
        version,
      );
      definition.cwd = folder.uri;
      return [definition];
    },
  };
  const tell = (): void => {
    changed.fire();
  };
  try {
    return vscode.Disposable.from(
      changed,
      lm.registerMcpServerDefinitionProvider(MCP_PROVIDERS.agents, provider),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      vscode.workspace.onDidChangeWorkspaceFolders(tell),
    );
  } catch (error) {
    // 1.100 has the function, for extensions that may try out what is not finished.
    log.info(`No MCP servers here: ${String(error)}`);
    changed.dispose();
    return new vscode.Disposable(() => undefined);
  }
}
