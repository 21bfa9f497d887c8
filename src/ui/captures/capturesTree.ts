import * as vscode from 'vscode';
import { COMMANDS, VIEWS } from '../ids';
import { describeProblem } from '../problems';
import { formatBytes, formatDate, formatExactBytes } from '../sockets/format';
import type { CaptureEntry, CaptureLibrary, CaptureSummary } from './captureLibrary';

/** Milliseconds between two refreshes of the view while something is being recorded. */
const INTERVAL = 1000;

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

function tooltip(entry: CaptureEntry, contents: string | undefined): string {
  const { t } = vscode.l10n;
  return [
    entry.name,
    ...(contents === undefined ? [] : [contents]),
    t('Size on disk: {0}', formatExactBytes(entry.bytes)),
    t('Changed: {0}', formatDate(entry.modifiedAt)),
    ...(entry.live ? [t('Still being recorded')] : []),
    ...(entry.kept ? [t('Kept: it is not removed when there are many captures')] : []),
  ].join('\n');
}

class CapturesTree implements vscode.TreeDataProvider<CaptureNode> {
  readonly #library: CaptureLibrary;
  readonly #emitter = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#emitter.event;

  constructor(library: CaptureLibrary) {
    this.#library = library;
  }

  refresh(): void {
    this.#emitter.fire(undefined);
  }

  getTreeItem({ entry }: CaptureNode): vscode.TreeItem {
    const { t } = vscode.l10n;
    const label = entry.name.replace(/\.pcapng$/, '');
    const item = new vscode.TreeItem(label);
    item.id = entry.path;
    item.resourceUri = vscode.Uri.file(entry.path);
    item.description = [
      ...(entry.live ? [t('recording')] : []),
      ...(entry.summary && entry.summary.conversations !== 1
        ? [t('{0} conversations', entry.summary.conversations)]
        : []),
      formatBytes(entry.bytes),
    ].join(' · ');
    item.iconPath = entry.live
      ? new vscode.ThemeIcon('record', new vscode.ThemeColor('charts.red'))
      : new vscode.ThemeIcon(entry.kept ? 'save' : 'file-binary');
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
    return (await this.#library.list()).map((entry) => new CaptureNode(entry));
  }
}

/** The view *Captures*: what was recorded, the newest first. */
export function registerCapturesTree(library: CaptureLibrary): vscode.Disposable {
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
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) tree.refresh();
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer);
    }),
  );
}
