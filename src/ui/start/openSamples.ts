import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { checkArgument, checkChoice, optional } from '../../base/argument';
import { SockscopeError } from '../../base/error';
import { explain } from '../../engine/platform/systemError';
import type { OpenedSamples } from '../api';
import { LANGUAGE_IDS } from '../ids';
import { openNewDocument } from '../newDocument';
import { plainText } from '../plainText';
import { showInformation } from '../plainWindow';
import { uriArgument } from '../uriArgument';
import { copySamples, sampleNames, type CopiedSamples } from './copySamples';

/** The folder that is made where the user chooses, so that no sample lies among files of others. */
const FOLDER_NAME = 'sockscope-samples';

/** Most names that a notification lists. */
const MAX_NAMED = 5;

const WIRE_FILE = /\.wire$/i;

/** What opens a folder, by the word of the API for it. */
const OPENERS = {
  here: (folder: vscode.Uri) => vscode.commands.executeCommand('vscode.openFolder', folder, { forceReuseWindow: true }),
  window: (folder: vscode.Uri) => vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true }),
  add: (folder: vscode.Uri) => {
    const { workspaceFolders = [] } = vscode.workspace;
    if (!isOpen(folder)) vscode.workspace.updateWorkspaceFolders(workspaceFolders.length, 0, { uri: folder });
  },
} as const;

type Opener = keyof typeof OPENERS;

const isOpen = (folder: vscode.Uri): boolean => vscode.workspace.getWorkspaceFolder(folder) !== undefined;

export class Samples {
  readonly #folder: string;
  readonly #openCount: () => number;

  /**
   * @param extensionUri Where the package lies.
   * @param openCount How many sockets are open: they close when the window opens another folder.
   */
  constructor(extensionUri: vscode.Uri, openCount: () => number) {
    this.#folder = vscode.Uri.joinPath(extensionUri, 'samples').fsPath;
    this.#openCount = openCount;
  }

  /** Asks for a folder, copies the samples into one of their own in it, says so, and offers to open that. */
  async ask(): Promise<OpenedSamples | undefined> {
    const { t } = vscode.l10n;
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: t('Where the Folder “{0}” Goes', FOLDER_NAME),
        openLabel: t('Put Samples Here'),
        canSelectFiles: false,
        canSelectFolders: true,
        defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir()),
      })) ?? [];
    if (!chosen) return undefined;
    const folder = vscode.Uri.joinPath(chosen, FOLDER_NAME);
    const samples = await this.#copyTo(folder);
    // It never waits for anybody to read that.
    void this.#offer(folder, samples).then((opener) => opener?.());
    return { folder: folder.toString(), ...samples };
  }

  /** With `folder` copies the samples into exactly that one, and opens it as `open` says; with `file` opens one sample. */
  async open(argument: unknown): Promise<OpenedSamples | { readonly document: string }> {
    checkArgument(argument, { folder: optional('string'), file: optional('string'), open: optional('string') });
    const { folder: wanted, file, open } = argument;
    if ((wanted === undefined) === (file === undefined)) {
      throw new SockscopeError('BAD_ARGUMENT', 'Give either "folder" (where the samples go) or "file" (a sample’s name).'); // prettier-ignore
    }
    if (file !== undefined) return this.#openOne(file);
    const opener = open === undefined ? undefined : checkChoice('open', open, Object.keys(OPENERS) as Opener[]);
    const folder = uriArgument('folder', wanted ?? '');
    const samples = await this.#copyTo(folder);
    if (opener !== undefined) await OPENERS[opener](folder);
    return { folder: folder.toString(), ...samples };
  }

  async #copyTo(folder: vscode.Uri): Promise<CopiedSamples> {
    if (folder.scheme === 'file') return copySamples(this.#folder, folder.fsPath);
    throw new SockscopeError(
      'NOT_ON_DISK',
      'The samples cannot be copied to {0}: they go into folders on disk alone. Choose one on the machine where the sockets are.',
      [folder.toString(true)],
    );
  }

  /** As a document that is not saved yet: whoever changes it changes a copy. */
  async #openOne(file: string): Promise<{ readonly document: string }> {
    const names = (await sampleNames(this.#folder)).filter((name) => WIRE_FILE.test(name));
    if (!names.includes(file)) {
      const template = 'There is no sample "{0}". There are: {1}.';
      throw new SockscopeError('UNKNOWN_SAMPLE', template, [file, names.join(', ')]);
    }
    const path = join(this.#folder, file);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw explain(error, 'read-file', path);
    });
    const { uri } = await openNewDocument(LANGUAGE_IDS.wire, text);
    return { document: uri.toString() };
  }

  /** Says what was done; what the user chose to do next. */
  async #offer(folder: vscode.Uri, samples: CopiedSamples): Promise<(() => unknown) | undefined> {
    const { t } = vscode.l10n;
    const said = sentencesOf(plainText(folder.fsPath), samples);
    if (isOpen(folder)) {
      const show = t('Show in Explorer');
      const answer = await showInformation(said.join(' '), show);
      const readme = vscode.Uri.joinPath(folder, 'README.md');
      return answer === show ? () => vscode.commands.executeCommand('revealInExplorer', readme) : undefined;
    }
    const open = this.#openCount();
    if (open > 0) {
      said.push(t('Sockets are open ({0}): opening the folder in this window closes them, a new window does not.', open)); // prettier-ignore
    }
    const buttons: Readonly<Record<string, Opener>> = {
      [t('Open')]: 'here',
      [t('Open in New Window')]: 'window',
      ...(vscode.workspace.workspaceFolders === undefined ? {} : { [t('Add to Workspace')]: 'add' as const }),
    };
    const answer = await showInformation(said.join(' '), ...Object.keys(buttons));
    const opener = answer === undefined ? undefined : buttons[answer];
    return opener && (() => OPENERS[opener](folder));
  }
}

function sentencesOf(folder: string, { copied, same, kept }: CopiedSamples): string[] {
  const { t } = vscode.l10n;
  const listed = kept.slice(0, MAX_NAMED).join(', ');
  return [
    copied.length > 0
      ? t('Samples copied to {0}: {1}.', folder, copied.length)
      : t('Nothing was copied to {0}.', folder),
    ...(same.length > 0 ? [t('Already there: {0}.', same.length)] : []),
    ...(kept.length > MAX_NAMED
      ? [t('These are there with other content, and stay as they are: {0} and {1} more.', listed, kept.length - MAX_NAMED)] // prettier-ignore
      : kept.length > 0
        ? [t('These are there with other content, and stay as they are: {0}.', listed)]
        : []),
  ];
}
