import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, EDITORS } from '../ids';
import type { CaptureAccess } from '../inspector/captureAccess';
import { showProblem } from '../problems';
import type { CaptureEntry, CaptureLibrary } from './captureLibrary';
import { CaptureNode } from './capturesTree';
import { exportConversation } from './exportConversation';
import { saveFolder } from './saveFolder';

/** What Windows does not allow in a file name, which is more than the others forbid. */
const ILLEGAL_IN_NAMES = /[<>:"/\\|?*]/;

async function rename(library: CaptureLibrary, entry: CaptureEntry): Promise<void> {
  const { t } = vscode.l10n;
  const before = basename(entry.name, '.pcapng');
  const name = await vscode.window.showInputBox({
    title: t('Rename Capture'),
    value: before,
    prompt: t('The new name of the capture. It is kept from then on.'),
    validateInput: (text) => {
      if (text.trim() === '') return t('A name is needed.');
      const illegal = ILLEGAL_IN_NAMES.exec(text);
      return illegal ? t('"{0}" cannot be part of a file name.', illegal[0]) : undefined;
    },
  });
  if (name !== undefined && name.trim() !== before) await library.rename(entry, name.trim());
}

async function saveAs(library: CaptureLibrary, entry: CaptureEntry): Promise<void> {
  const { t } = vscode.l10n;
  const target = await vscode.window.showSaveDialog({
    title: t('Save Capture As'),
    defaultUri: vscode.Uri.file(join(saveFolder(), entry.name)),
    filters: { [t('Captures')]: ['pcapng'] },
  });
  if (target) await library.saveAs(entry, target.fsPath);
}

async function remove(library: CaptureLibrary, entries: readonly CaptureEntry[]): Promise<void> {
  const { t } = vscode.l10n;
  const [first, second] = entries;
  if (!first) return;
  const button = t('Delete');
  const answer = await vscode.window.showWarningMessage(
    second ? t('Delete these {0} captures?', entries.length) : t('Delete the capture "{0}"?', first.name),
    { modal: true, detail: t('The recorded bytes cannot be brought back.') },
    button,
  );
  if (answer !== button) return;
  for (const entry of entries) await library.remove(entry);
}

async function openOther(): Promise<void> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    title: t('Open Capture'),
    openLabel: t('Inspect'),
    canSelectMany: true,
    filters: { [t('Captures')]: ['pcapng', 'pcap', 'cap'], [t('All files')]: ['*'] },
  });
  for (const uri of chosen ?? []) await inspect(uri);
}

async function inspect(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, EDITORS.inspector);
}

/** The commands of the view *Captures*, and *Open Capture*. */
export function registerCaptureCommands(
  library: CaptureLibrary,
  access: CaptureAccess,
  application: string,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const register = (
    id: string,
    run: (entry: CaptureEntry | undefined, all: readonly CaptureEntry[]) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (node?: unknown, selected?: unknown) => {
      const clicked = node instanceof CaptureNode ? node.entry : undefined;
      const nodes: unknown[] = Array.isArray(selected) ? selected : [node];
      try {
        await run(
          clicked,
          nodes.filter((each) => each instanceof CaptureNode).map(({ entry }) => entry),
        );
      } catch (error) {
        await showProblem(error, log);
      }
    });
  const registerOnEntry = (id: string, run: (entry: CaptureEntry) => Promise<unknown>): vscode.Disposable =>
    register(id, async (entry) => (entry ? run(entry) : undefined));

  return vscode.Disposable.from(
    register(COMMANDS.openCapture, openOther),
    registerOnEntry(COMMANDS.inspectCapture, (entry) => inspect(vscode.Uri.file(entry.path))),
    registerOnEntry(COMMANDS.renameCapture, (entry) => rename(library, entry)),
    registerOnEntry(COMMANDS.saveCaptureAs, (entry) => saveAs(library, entry)),
    registerOnEntry(COMMANDS.exportConversation, (entry) => exportConversation(access, entry.path, application)),
    register(COMMANDS.deleteCapture, (_entry, all) => remove(library, all)),
    registerOnEntry(COMMANDS.copyCapturePath, async (entry) => vscode.env.clipboard.writeText(entry.path)),
    registerOnEntry(COMMANDS.revealCapture, async (entry) =>
      vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(entry.path)),
    ),
  );
}
