import * as vscode from 'vscode';
import { COMMANDS, VIEWS } from '../ids';
import { describeProblem } from '../problems';
import { formatBytes, formatDate, formatExactBytes, formatMoment, formatTime } from '../sockets/format';
import type { SocketChanges } from '../sockets/socketChanges';
import { beganAt, type CaptureEntry, type CaptureLibrary, type CaptureSummary } from './captureLibrary';

/** Milliseconds between two refreshes of the view while something is being recorded. */
const INTERVAL = 1000;

/** The end of a name that a recording was given: when it began, which the row says apart. */
const TIME_IN_NAME = / · \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d(?= \(\d+\)$|$)/;

/** One row of the *Captures* view; what its commands get as their argument. */
export class CaptureNode {
  constructor(readonly entry: CaptureEntry) {}
}

function describeSummary(summary: CaptureSummary): string {
  const { t } = vscode.l10n;
  const { conversations, received, sent } = summary;
  const count = conversations === 1 ? t('1 conversation') : t('{0} conversations', conversations);
  return t('{0}, {1} received, {2} sent', count, formatExactBytes(received), formatExactBytes(sent));
}

function describeTime(entry: CaptureEntry): string {
  const { t } = vscode.l10n;
  if (entry.failedSince !== undefined) return t('not recorded since {0}', formatTime(entry.failedSince));
  return entry.live ? t('recording') : formatMoment(beganAt(entry));
}

function iconOf(entry: CaptureEntry): vscode.ThemeIcon {
  if (entry.failedSince !== undefined) {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
  if (entry.live) return new vscode.ThemeIcon('record', new vscode.ThemeColor('charts.red'));
  return new vscode.ThemeIcon(entry.kept ? 'save' : 'file-binary');
}

function tooltip(entry: CaptureEntry, contents: string | undefined): string {
  const { t } = vscode.l10n;
  return [
    entry.name,
    ...(contents === undefined ? [] : [contents]),
    t('Size on disk: {0}', formatExactBytes(entry.bytes)),
    t('Changed: {0}', formatDate(entry.modifiedAt)),
    ...(entry.live && entry.failedSince === undefined ? [t('Still being recorded')] : []),
    ...(entry.failedSince === undefined ? [] : [describeTime(entry)]),
    ...(entry.kept ? [t('Kept: it is not removed when there are many captures')] : []),
  ].join('\n');
}

class CapturesTree implements vscode.TreeDataProvider<CaptureNode> {
  readonly #library: CaptureLibrary;
  readonly #emitter = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#emitter.event;
  #recording = false;

  constructor(library: CaptureLibrary) {
    this.#library = library;
  }

  /** Whether some of the captures were being recorded when they were listed: their rows go out of date by themselves. */
  get recording(): boolean {
    return this.#recording;
  }

  refresh(): void {
    this.#emitter.fire(undefined);
  }

  getTreeItem({ entry }: CaptureNode): vscode.TreeItem {
    const { t } = vscode.l10n;
    const item = new vscode.TreeItem(entry.name.replace(/\.pcapng$/, '').replace(TIME_IN_NAME, ''));
    item.id = entry.path;
    item.resourceUri = vscode.Uri.file(entry.path);
    item.description = [
      describeTime(entry),
      formatBytes(entry.bytes),
      ...(entry.summary && entry.summary.conversations !== 1
        ? [t('{0} conversations', entry.summary.conversations)]
        : []),
    ].join(' · ');
    item.iconPath = iconOf(entry);
    item.contextValue = `capture ${entry.live ? 'live' : 'ended'}`;
    item.command = { command: COMMANDS.inspectCapture, title: t('Inspect'), arguments: [new CaptureNode(entry)] };
    return item;
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    { entry }: CaptureNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const cancel = new AbortController();
    token.onCancellationRequested(() => {
      cancel.abort();
    });
    let contents: string;
    try {
      contents = describeSummary(entry.summary ?? (await this.#library.summarise(entry, cancel.signal)));
    } catch (error) {
      contents = describeProblem(error);
    }
    item.tooltip = tooltip(entry, contents);
    return item;
  }

  async getChildren(node?: CaptureNode): Promise<CaptureNode[]> {
    if (node) return [];
    const entries = await this.#library.list();
    this.#recording = entries.some(({ live }) => live);
    return entries.map((entry) => new CaptureNode(entry));
  }
}

/** The view *Captures*: what was recorded, the newest first. */
export function registerCapturesTree(library: CaptureLibrary, changes: SocketChanges): vscode.Disposable {
  const tree = new CapturesTree(library);
  const view = vscode.window.createTreeView(VIEWS.captures, { treeDataProvider: tree });
  let timer: NodeJS.Timeout | undefined;
  const refreshSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      tree.refresh();
    }, INTERVAL);
  };
  return vscode.Disposable.from(
    view,
    library.onDidChange(refreshSoon),
    changes.onDidChange(() => {
      if (tree.recording && view.visible) refreshSoon();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) tree.refresh();
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer);
    }),
  );
}
