import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { focusedRow } from '../focusedRow';
import { CONTEXT_KEYS, VIEWS } from '../ids';
import { plainText } from '../plainText';
import { describeProblem } from '../problems';
import type { SocketChanges } from '../sockets/socketChanges';
import { matchesFilter } from './captureFilter';
import { groupByRun } from './captureGroups';
import { captureItem, captureTooltip, longOrigin, runItem } from './captureItem';
import { beganAt, type CaptureEntry, type CaptureLibrary, type CaptureSummary } from './captureLibrary';
import { CaptureNode, RunNode, type CapturesNode } from './captureNode';
import { counted } from '../wording';

/** Milliseconds between two refreshes of the view while something is being recorded. */
const INTERVAL = 1000;
/** Longest filter that is shown whole, in UTF-16 units. */
const MAX_SHOWN_FILTER = 40;

class CapturesTree implements vscode.TreeDataProvider<CapturesNode> {
  readonly #library: CaptureLibrary;
  readonly #onListed: (shown: number, all: number) => void;
  readonly #emitter = new vscode.EventEmitter<CapturesNode[] | undefined>();
  readonly onDidChangeTreeData = this.#emitter.event;
  #recording = false;
  #filter = '';
  /** One row for as long as its capture or run is listed, so that VS Code need not forget it. */
  #rows: readonly CapturesNode[] = [];
  readonly #captureNodes = new Map<string, CaptureNode>();
  /** How rows looked when VS Code was given them. */
  readonly #drawn = new WeakMap<CapturesNode, string>();

  /** @param onListed How many captures pass the filter, and how many there are. */
  constructor(library: CaptureLibrary, onListed: (shown: number, all: number) => void) {
    this.#library = library;
    this.#onListed = onListed;
  }

  /** Whether some of the captures were being recorded when they were listed: their rows go out of date by themselves. */
  get recording(): boolean {
    return this.#recording;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
    this.refresh();
  }

  refresh(): void {
    this.#refresh().catch(() => {
      // VS Code shows why they cannot be listed.
      this.#emitter.fire(undefined);
    });
  }

  /** Draws the rows that look different; all of them only when they are others: VS Code knows none meanwhile. */
  async #refresh(): Promise<void> {
    const before = keysOf(this.#rows);
    const rows = await this.#list();
    if (keysOf(rows) !== before) {
      this.#emitter.fire(undefined);
      return;
    }
    const changed = rows
      .flatMap((row) => [row, ...this.#childrenOf(row)])
      .filter((row) => this.#drawn.has(row) && this.#drawn.get(row) !== lookOf(this.#itemOf(row)));
    if (changed.length > 0) this.#emitter.fire(changed);
  }

  /** All captures, and those that the filter lets through. */
  async list(): Promise<{ readonly shown: readonly CaptureEntry[]; readonly all: readonly CaptureEntry[] }> {
    const all = await this.#library.list();
    return { shown: all.filter((entry) => matchesFilter(this.#filter, textsOf(entry))), all };
  }

  getTreeItem(node: CapturesNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    this.#drawn.set(node, lookOf(item));
    return item;
  }

  #itemOf(node: CapturesNode): vscode.TreeItem {
    return node instanceof RunNode ? runItem(node, this.#filter !== '') : captureItem(node);
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: CapturesNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node instanceof RunNode) return item;
    const { entry } = node;
    const cancel = new AbortController();
    token.onCancellationRequested(() => {
      cancel.abort();
    });
    let contents: CaptureSummary | string;
    try {
      contents = entry.summary ?? (await this.#library.summarise(entry, cancel.signal));
    } catch (error) {
      contents = describeProblem(error);
    }
    item.tooltip = captureTooltip(entry, contents);
    return item;
  }

  async getChildren(node?: CapturesNode): Promise<CapturesNode[]> {
    return node ? this.#childrenOf(node) : [...(await this.#list())];
  }

  #childrenOf(node: CapturesNode): CaptureNode[] {
    return node instanceof RunNode ? node.entries.map((entry) => this.#captureNode(entry)) : [];
  }

  #captureNode(entry: CaptureEntry): CaptureNode {
    const node = this.#captureNodes.get(entry.path) ?? new CaptureNode(entry);
    node.entry = entry;
    this.#captureNodes.set(entry.path, node);
    return node;
  }

  async #list(): Promise<readonly CapturesNode[]> {
    const { shown, all } = await this.list();
    this.#recording = all.some(({ live }) => live);
    this.#onListed(shown.length, all.length);
    const paths = new Set(all.map(({ path }) => path));
    for (const path of this.#captureNodes.keys()) if (!paths.has(path)) this.#captureNodes.delete(path);
    const runs = new Map(this.#rows.flatMap((row) => (row instanceof RunNode ? [[row.key, row]] : [])));
    this.#rows = groupByRun(shown, beganAt).map((row) => {
      if (!('captures' in row)) return this.#captureNode(row);
      const node = runs.get(row.run.id) ?? new RunNode(row.run, row.captures);
      node.run = row.run;
      node.entries = row.captures;
      return node;
    });
    return this.#rows;
  }
}

/** Which rows there are, with those below them, in their order. */
function keysOf(rows: readonly CapturesNode[]): string {
  return JSON.stringify(rows.map((row) => [row.key, row.entries.map(({ path }) => path)]));
}

/** All that is seen and heard of a row; what its hover tells in full is asked for each time. */
function lookOf({
  label,
  description,
  iconPath,
  contextValue,
  tooltip,
  accessibilityInformation,
}: vscode.TreeItem): string {
  return JSON.stringify([label, description, iconPath, contextValue, tooltip, accessibilityInformation]);
}

/** What the filter looks through: the name, and where the capture came from. */
function textsOf({ name, origin, run }: CaptureEntry): string[] {
  return [name, ...(origin ? [longOrigin(origin)] : []), ...(run ? [run.label] : [])];
}

/** The view *Captures*: what was recorded, the newest first, that of a test run below its row. */
export class CapturesView implements vscode.Disposable {
  readonly #tree: CapturesTree;
  readonly #view: vscode.TreeView<CapturesNode>;
  readonly #subscription: vscode.Disposable;

  constructor(library: CaptureLibrary, changes: SocketChanges) {
    this.#tree = new CapturesTree(library, (shown, all) => {
      this.#tell(shown, all);
    });
    const tree = this.#tree;
    this.#view = vscode.window.createTreeView(VIEWS.captures, { treeDataProvider: tree, canSelectMany: true });
    const view = this.#view;
    let timer: NodeJS.Timeout | undefined;
    const refreshSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        tree.refresh();
      }, INTERVAL);
    };
    this.#subscription = vscode.Disposable.from(
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

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The rows that are selected, in the order in which they were. */
  get selection(): readonly CapturesNode[] {
    return this.#view.selection;
  }

  /** For a button that was pressed while VS Code did not know of which row it was: no other row may stand in for it. */
  readonly lostRow = (): never => {
    throw new SockscopeError('ROW_LOST', 'The captures were just being listed again: choose the row once more.');
  };

  /** The row that has the focus, while the view has it. */
  focusedRow(): Promise<CapturesNode | undefined> {
    return focusedRow(this.#view, (row) => row.key);
  }

  /** Words that the shown captures have all in their name or where they came from; empty shows every capture. */
  get filter(): string {
    return this.#tree.filter;
  }

  set filter(filter: string) {
    const trimmed = filter.trim();
    if (trimmed === this.#tree.filter) return;
    if ((trimmed === '') !== (this.#tree.filter === '')) {
      void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.capturesFiltered, trimmed !== '');
    }
    this.#tree.filter = trimmed;
  }

  /** How many captures there are, and how many of them the filter lets through. */
  async count(): Promise<{ readonly shown: number; readonly all: number }> {
    const { shown, all } = await this.#tree.list();
    return { shown: shown.length, all: all.length };
  }

  #tell(shown: number, all: number): void {
    const { filter } = this.#tree;
    // An empty text takes the message away.
    this.#view.message =
      filter === ''
        ? ''
        : counted(
            'Filter “{0}”: {1} of {2, plural, one {# capture} other {# captures}}',
            shownFilter(filter),
            shown,
            all,
          );
  }
}

function shownFilter(filter: string): string {
  const line = plainText(filter);
  return line.length > MAX_SHOWN_FILTER ? `${line.slice(0, MAX_SHOWN_FILTER)}…` : line;
}
