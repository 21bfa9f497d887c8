import * as vscode from 'vscode';
import type { DatagramSocket, Peer } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { focusedRow } from '../focusedRow';
import { VIEWS } from '../ids';
import { LastMessages, type ReadLastMessage } from './lastMessages';
import type { Changes, SocketChanges } from './socketChanges';
import { RowUpdates, type RowLook } from './rowUpdates';
import { socketContext } from './socketContext';
import { treeItem, type RowFacts } from './socketItem';
import { PeerNode, SocketNode, type TreeNode } from './socketNode';
import { TimeWaits } from './timeWaits';
import { WaitingClients } from './waitingClients';
import { counted } from '../wording';

/** How often VS Code is asked to show a row, until it does. */
const REVEAL_TRIES = 3;

class SocketsTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #engine: Engine;
  readonly #context: RowFacts;
  readonly #emitter = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#emitter.event;
  /** One node for as long as its socket lives, so that VS Code keeps selection and expansion. */
  readonly #nodes = new WeakMap<LiveSocket, SocketNode>();
  readonly #peerNodes = new WeakMap<Peer, PeerNode>();
  readonly #updates = new RowUpdates<TreeNode>(
    {
      roots: () => this.#roots().map((socket) => this.node(socket)),
      childrenOf: (row) => this.#childrenOf(row),
      parentOf: (row) => this.getParent(row),
      lookOf: (row) => lookOf(this.itemOf(row)),
    },
    (rows) => {
      this.#emitter.fire(rows && [...rows]);
    },
  );
  /** What a row offered when VS Code was given it: its `contextValue`. */
  readonly #offered = new WeakMap<TreeNode, string>();
  /** To be called when everything that is listed has been drawn. */
  readonly #waiting: (() => void)[] = [];

  constructor(engine: Engine, context: RowFacts) {
    this.#engine = engine;
    this.#context = context;
  }

  dispose(): void {
    this.#updates.dispose();
    this.#emitter.dispose();
  }

  /** How a row looks. */
  itemOf(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.#context);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = this.itemOf(node);
    this.#updates.drawn(node, lookOf(item));
    this.#offered.set(node, item.contextValue ?? '');
    return item;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    const rows = node ? this.#childrenOf(node) : this.#roots().map((socket) => this.node(socket));
    this.#updates.listed(node, rows);
    return rows;
  }

  #childrenOf(node: TreeNode): TreeNode[] {
    if (node instanceof PeerNode) return [];
    const { socket } = node;
    if (socket.kind === 'datagram') {
      return socket.remote ? [] : socket.peers.map((peer) => this.#peerNode(socket, peer));
    }
    if (socket.kind !== 'listener') return [];
    return [...this.#engine.sockets]
      .filter((child) => child.kind === 'connection' && child.parent === socket.id)
      .map((child) => this.node(child));
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node instanceof PeerNode) return this.node(node.socket);
    const parent = this.#parentOf(node.socket);
    return parent && this.node(parent);
  }

  node(socket: LiveSocket): SocketNode {
    let node = this.#nodes.get(socket);
    if (!node) {
      node = new SocketNode(socket);
      this.#nodes.set(socket, node);
    }
    return node;
  }

  #peerNode(socket: DatagramSocket, peer: Peer): PeerNode {
    let node = this.#peerNodes.get(peer);
    if (!node) {
      node = new PeerNode(socket, peer);
      this.#peerNodes.set(peer, node);
    }
    return node;
  }

  refresh(changes: Changes): void {
    this.#updates.update(
      [...changes.sockets].map((socket) => this.node(socket)),
      changes.list,
    );
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** The rows that VS Code may show without knowing them at this moment, with what they offered when they were drawn. */
  forgotten(): { readonly row: TreeNode; readonly words: string }[] {
    return this.#updates.forgotten().map((row) => ({ row, words: this.#offered.get(row) ?? '' }));
  }

  /** Settles once VS Code was told to draw a socket's row, which it does not find before: false if it is listed no more. */
  async isDrawn(socket: LiveSocket): Promise<boolean> {
    while (this.#engine.find(socket.id) !== undefined) {
      if (this.#updates.has(this.node(this.#parentOf(socket) ?? socket))) return true;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return false;
  }

  /** Of sockets that are listed, the rows alone. */
  redraw(sockets: readonly LiveSocket[]): void {
    const listed = sockets.filter(({ id }) => this.#engine.find(id) !== undefined);
    this.#updates.update(
      listed.map((socket) => this.node(socket)),
      false,
    );
  }

  #roots(): LiveSocket[] {
    return [...this.#engine.sockets].filter((socket) => this.#parentOf(socket) === undefined);
  }

  #parentOf(socket: LiveSocket): LiveSocket | undefined {
    return socket.kind === 'connection' && socket.parent !== undefined ? this.#engine.find(socket.parent) : undefined;
  }
}

/** All that is seen and heard of it. */
function lookOf({
  label,
  iconPath,
  contextValue,
  description,
  tooltip,
  accessibilityInformation,
}: vscode.TreeItem): RowLook {
  return {
    state: JSON.stringify([label, iconPath, contextValue]),
    counts: JSON.stringify([description, tooltip, accessibilityInformation]),
  };
}

/** The view *Sockets*, with a badge that counts the open ones. */
export class SocketsView implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #openingKindOf: RowFacts['openingKindOf'];
  readonly #offers: (words: string, command: string) => boolean;
  /** Values of context keys; those that were never told are false. */
  readonly #told = new Map<string, boolean>();
  readonly #lastMessages: LastMessages;
  readonly #tree: SocketsTree;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #waiting: WaitingClients;
  readonly #timeWaits: TimeWaits;
  readonly #subscription: vscode.Disposable;
  readonly #seen: vscode.Disposable;

  constructor(
    engine: Engine,
    changes: SocketChanges,
    {
      readLastMessage,
      offers,
      ...context
    }: Omit<RowFacts, 'lastMessages' | 'servedBefore' | 'timeWaits'> & {
      readonly readLastMessage: ReadLastMessage;
      /** Whether the menu of a row with such a `contextValue` holds a command. */
      readonly offers: (words: string, command: string) => boolean;
    },
  ) {
    this.#engine = engine;
    this.#offers = offers;
    this.#openingKindOf = context.openingKindOf;
    this.#lastMessages = new LastMessages(readLastMessage, (sockets) => {
      this.#tree.redraw(sockets);
    });
    this.#timeWaits = new TimeWaits({
      engine,
      changed: (connections) => {
        this.#tree.redraw(connections);
      },
    });
    this.#tree = new SocketsTree(engine, {
      ...context,
      lastMessages: this.#lastMessages,
      timeWaits: this.#timeWaits,
      servedBefore: ({ parent = '' }) => {
        const listener = engine.find(parent);
        return listener?.kind === 'listener' ? listener.served : undefined;
      },
    });
    this.#waiting = new WaitingClients(engine);
    this.#view = vscode.window.createTreeView(VIEWS.sockets, { treeDataProvider: this.#tree, showCollapseAll: true });
    this.#subscription = changes.onDidChange((change) => {
      this.#tree.refresh(change);
      this.#showOpen(engine.openCount);
      this.#tellContext();
      this.#look(this.#view.visible);
    });
    this.#seen = this.#view.onDidChangeVisibility(({ visible }) => {
      this.#look(visible);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#seen.dispose();
    this.#waiting.dispose();
    this.#timeWaits.dispose();
    this.#lastMessages.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  /** The row that has the focus, while the view has it. */
  focusedRow(): Promise<TreeNode | undefined> {
    return focusedRow(this.#view, (row) => row.key);
  }

  /** Other rows are selected. */
  get onDidSelect(): vscode.Event<unknown> {
    return this.#view.onDidChangeSelection;
  }

  /** How a socket's row looks, and what its commands get. */
  rowOf(socket: LiveSocket): { readonly node: SocketNode; readonly item: vscode.TreeItem } {
    const node = this.#tree.node(socket);
    return { node, item: this.#tree.itemOf(node) };
  }

  /** The row that is selected. */
  get selectedRow(): TreeNode | undefined {
    return this.#view.selection[0];
  }

  /**
   * The row of a button that was pressed while VS Code did not know which row it was: the only one that can have offered
   * the command; undefined where that is not certain.
   */
  readonly lostRow = (command: string): TreeNode | undefined => {
    const [only, second] = this.#tree.forgotten().filter(({ words }) => this.#offers(words, command));
    return second === undefined && only !== undefined && this.#engine.find(only.row.socket.id) ? only.row : undefined;
  };

  /** Shows the socket's row, without taking the focus. Rejects when VS Code cannot, though the socket is listed. */
  async reveal(socket: LiveSocket): Promise<void> {
    for (let tries = REVEAL_TRIES; await this.#tree.isDrawn(socket); tries--) {
      try {
        await this.#view.reveal(this.#tree.node(socket), { select: true, focus: false });
        return;
      } catch (error) {
        if (tries === 1) throw error;
        // It gives up when it reads the rows for itself at the same time: it may have them a moment later.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** What rows show of the kernel is asked for as long as they are seen. */
  #look(isVisible: boolean): void {
    this.#waiting.update(isVisible);
    this.#timeWaits.update(isVisible);
  }

  /** The context keys by which menus and the palette offer what can do something. */
  #tellContext(): void {
    for (const [key, value] of socketContext(this.#engine.sockets, this.#openingKindOf)) {
      if ((this.#told.get(key) ?? false) === value) continue;
      this.#told.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  }

  #showOpen(open: number): void {
    const before = this.#view.badge?.value ?? 0;
    if (before === open) return;
    this.#view.badge =
      open === 0
        ? undefined
        : { value: open, tooltip: counted('{0, plural, one {# open socket} other {# open sockets}}', open) };
  }
}
