import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { CaptureArgument } from '../api';
import { checkArgument } from '../../base/argument';
import { registerCommand } from '../commands/registerCommand';
import { COMMANDS, EDITORS } from '../ids';
import type { CaptureAccess } from '../../capture/captureAccess';
import { plainText } from '../plainText';
import { askLine, confirm } from '../plainWindow';
import type { CaptureEntry, CaptureLibrary } from './captureLibrary';
import { CaptureNode, isCapturesNode } from './captureNode';
import type { CapturesView } from './capturesTree';
import { exportConversation } from './exportConversation';
import { saveFolder } from './saveFolder';
import { counted } from '../wording';

/** What Windows does not allow in a file name, which is more than the others forbid. */
const ILLEGAL_IN_NAMES = /[<>:"/\\|?*]/;

async function rename(library: CaptureLibrary, entry: CaptureEntry): Promise<void> {
  const { t } = vscode.l10n;
  const before = basename(entry.name, '.pcapng');
  const name = await askLine({
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

/** Asks once. Of several, those that are still being recorded stay, which is said before. */
async function askAndRemove(library: CaptureLibrary, entries: readonly CaptureEntry[]): Promise<void> {
  const { t } = vscode.l10n;
  const ended = entries.filter(({ live }) => !live);
  const [first, second] = ended;
  if (!first) {
    // Says why not.
    await library.remove(entries);
    return;
  }
  const live = entries.length - ended.length;
  const pinned = ended.filter((entry) => entry.pinned).length;
  const question = second
    ? counted('{0, plural, one {Delete # capture?} other {Delete these # captures?}}', ended.length)
    : t('Delete the capture "{0}"?', plainText(first.name));
  const detail = [
    t('The recorded bytes cannot be brought back.'),
    ...(second && pinned > 0 ? [t('Pinned among them: {0}.', pinned)] : []),
    ...(live > 0 ? [t('Still being recorded, and not deleted: {0}.', live)] : []),
  ];
  if (await confirm(question, detail.join('\n'), t('Delete'))) await library.remove(ended);
}

async function openOther(): Promise<void> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    title: t('Open Capture'),
    openLabel: t('Inspect'),
    canSelectMany: true,
    filters: { [t('Captures')]: ['pcapng', 'pcap', 'cap'], [t('All files')]: ['*'] },
  });
  await inspect(chosen ?? []);
}

async function inspect(uris: readonly vscode.Uri[]): Promise<void> {
  for (const uri of uris) await vscode.commands.executeCommand('vscode.openWith', uri, EDITORS.inspector);
}

/** Each once, although a run may be selected together with some of its captures. */
function entriesOf(nodes: readonly unknown[]): CaptureEntry[] {
  const entries = nodes.filter(isCapturesNode).flatMap((node) => node.entries);
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}

function pathOf(uri: string): string | undefined {
  try {
    return vscode.Uri.parse(uri, true).fsPath;
  } catch {
    // What is no URI names no capture.
    return undefined;
  }
}

async function findCapture(library: CaptureLibrary, argument: unknown): Promise<CaptureEntry> {
  checkArgument(argument, { capture: 'string' });
  const { capture } = argument;
  const wanted = pathOf(capture);
  const found = (await library.list()).find(({ path }) => path === wanted);
  if (found) return found;
  throw new SockscopeError('UNKNOWN_CAPTURE', 'There is no capture "{0}": it was deleted, or never existed.', [
    capture,
  ]);
}

/** The commands of the view *Captures*, and *Open Capture*. */
export function registerCaptureCommands(dependencies: {
  readonly library: CaptureLibrary;
  readonly view: CapturesView;
  readonly access: CaptureAccess;
  readonly application: string;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const { library, view, access, application, log } = dependencies;
  /** On the row that was clicked alone; by keyboard on the one that has the focus. */
  const onOne = (id: string, run: (entry: CaptureEntry) => Promise<unknown>): vscode.Disposable =>
    registerCommand(
      id,
      log,
      async (clicked) => {
        const node = clicked ?? (await view.focusedRow());
        return node instanceof CaptureNode ? run(node.entry) : undefined;
      },
      undefined,
      view.lostRow,
    );
  /** On the rows that are selected, if the one that was clicked is among them; by keyboard on those that are selected. */
  const onMany = (
    id: string,
    run: (entries: readonly CaptureEntry[]) => Promise<unknown>,
    api?: (entry: CaptureEntry) => Promise<object>,
  ): vscode.Disposable =>
    registerCommand(
      id,
      log,
      async (node, selected) => {
        const nodes: readonly unknown[] = Array.isArray(selected) ? selected : node ? [node] : view.selection;
        const entries = entriesOf(nodes);
        return entries.length === 0 ? undefined : run(entries);
      },
      api &&
        (async (argument: CaptureArgument) => {
          const entry = await findCapture(library, argument);
          return { capture: argument.capture, ...(await api(entry)) };
        }),
      view.lostRow,
    );

  return vscode.Disposable.from(
    registerCommand(COMMANDS.openCapture, log, openOther),
    onMany(COMMANDS.inspectCapture, (entries) => inspect(entries.map(({ path }) => vscode.Uri.file(path)))),
    onOne(COMMANDS.renameCapture, (entry) => rename(library, entry)),
    onOne(COMMANDS.saveCaptureAs, (entry) => saveAs(library, entry)),
    onOne(COMMANDS.exportConversation, (entry) => exportConversation(access, entry.path, application)),
    onMany(
      COMMANDS.deleteCapture,
      (entries) => askAndRemove(library, entries),
      async (entry) => {
        await library.remove([entry]);
        return {};
      },
    ),
    onMany(
      COMMANDS.pinCapture,
      (entries) => library.pin(entries),
      async (entry) => {
        await library.pin([entry]);
        return { pinned: true };
      },
    ),
    onMany(
      COMMANDS.unpinCapture,
      (entries) => library.unpin(entries),
      async (entry) => {
        await library.unpin([entry]);
        return { pinned: false };
      },
    ),
    onMany(COMMANDS.copyCapturePath, async (entries) =>
      vscode.env.clipboard.writeText(entries.map(({ path }) => path).join('\n')),
    ),
    onOne(COMMANDS.revealCapture, async (entry) =>
      vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(entry.path)),
    ),
  );
}
