import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { explain } from '../../engine/platform/systemError';
import { SETTING_KEYS } from '../ids';
import { isProgramOnPath } from '../settings';
import { commandLine, shellKind } from './shellQuote';
import { writeShims } from './writeShims';

type Context = Pick<vscode.ExtensionContext, 'environmentVariableCollection' | 'globalStorageUri' | 'extensionUri'>;

const SETTING = `${SETTING_KEYS.section}.${SETTING_KEYS.programOnPath}`;

/**
 * Lets VS Code's terminals find `sockscope`, which runs on the Node that runs the extension: on the machine, in the container
 * or in the WSL where the workspace is. VS Code keeps what is on the path with the extension, and takes it away with it.
 *
 * In Restricted Mode too: VS Code itself opens no terminal before the workspace is trusted, and nothing here is of the workspace.
 */
export class TerminalProgram implements vscode.Disposable {
  readonly #written: Promise<void>;
  readonly #disposables: vscode.Disposable;
  /** The terminal that it was run in last, and whether its shell waits for a command, as far as the shell tells. */
  #terminal: vscode.Terminal | undefined;
  #isIdle = false;

  constructor(context: Context, log: vscode.LogOutputChannel) {
    const { environmentVariableCollection: environment, globalStorageUri, extensionUri } = context;
    // What the package holds has no mode in it, and an update moves it: the path of the scripts stays.
    const folder = join(globalStorageUri.fsPath, 'bin');
    environment.description = new vscode.MarkdownString(
      vscode.l10n.t('Adds the program `sockscope`, which runs wire files and talks on sockets.'),
    );
    const program = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
    this.#written = writeShims({ platform: process.platform, folder, runtime: process.execPath, program });
    const update = (): void => {
      // A shell's own scripts may set another path at its start.
      const always = { applyAtProcessCreation: true, applyAtShellIntegration: true };
      if (isProgramOnPath()) environment.prepend('PATH', folder + delimiter, always);
      else environment.delete('PATH');
    };
    this.#written.then(update, (error: unknown) => {
      log.error('The program sockscope could not be put where terminals find it:', error);
    });
    this.#disposables = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        // What could not be written has been told.
        if (event.affectsConfiguration(SETTING)) this.#written.then(update, () => undefined);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
        if (terminal === this.#terminal) this.#isIdle = true;
      }),
      vscode.window.onDidStartTerminalShellExecution(({ terminal }) => {
        if (terminal === this.#terminal) this.#isIdle = false;
      }),
    );
  }

  /**
   * Types a command into a terminal: the one of the last time, if its shell waits there, or else a new one.
   *
   * @param words Behind `sockscope`.
   * @returns What was typed.
   * @throws SockscopeError `PROGRAM_OFF`, `NOT_QUOTABLE`, or why there are no scripts
   */
  async run(words: readonly string[]): Promise<string> {
    if (!isProgramOnPath()) {
      throw new SockscopeError('PROGRAM_OFF', 'Terminals do not know sockscope: turn on the setting {0}.', [SETTING]);
    }
    await this.#written.catch((error: unknown) => {
      throw explain(error, 'write-file', 'sockscope');
    });
    const line = typedCommand(words);
    const before = this.#isIdle && this.#terminal?.exitStatus === undefined ? this.#terminal : undefined;
    const terminal = before ?? vscode.window.createTerminal({ name: 'Sockscope' });
    this.#terminal = terminal;
    this.#isIdle = false;
    terminal.show(true);
    terminal.sendText(line);
    return line;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** The line for the shell that new terminals have. @throws SockscopeError `NOT_QUOTABLE` */
export function typedCommand(words: readonly string[]): string {
  return commandLine(shellKind(vscode.env.shell), ['sockscope', ...words]);
}
