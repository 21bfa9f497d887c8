import * as vscode from 'vscode';
import { SockscopeError, type Template } from '../../base/error';
import { callsOf } from '../../capture/calls/socketCalls';
import type { CaptureAccess, Lease } from '../../capture/captureAccess';
import { recordedPath } from '../../capture/recordedSocket';
import { formatSocketAddress } from '../../engine/address/endpoint';
import type { Engine } from '../../engine/engine';
import { PortNames } from '../../engine/kernel/portFacts';
import type { LiveSocket } from '../../engine/liveSocket';
import { setSocketOption, socketOptionsOf } from '../../engine/socketOptions';
import { PANEL_HOST_PARSERS } from '../../webview/socketPanel/fields';
import type { PanelRequests, PanelTold, ToPanel } from '../../webview/socketPanel/protocol';
import { PANEL_STRINGS } from '../../webview/socketPanel/strings';
import { parseFromPage } from '../../webview/shared/messageParser';
import { VIEWS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { sockaddrOf } from '../machine/systemSocketPick';
import type { PageDefinition } from '../pages/pageHtml';
import { answerRequest, type RequestHandlers } from '../pages/requestHandlers';
import { showPage } from '../pages/webviewPage';
import { plainText } from '../plainText';
import { describeProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import type { SocketsView } from '../sockets/socketsTree';
import { KernelLook } from './panelKernel';
import { panelRelayCounts, panelRelayOf } from './panelRelay';
import { panelSocketOf } from './panelSocket';
import { rowMenu, type Manifest } from './rowMenu';

const PAGE: PageDefinition = { name: 'socketPanel', title: 'Socket', strings: PANEL_STRINGS, styles: [] };

export interface SocketPanelParts {
  readonly extensionUri: vscode.Uri;
  readonly manifest: Manifest;
  readonly engine: Engine;
  readonly captures: CaptureAccess;
  readonly view: SocketsView;
  readonly inspector: InspectorEditor;
  readonly log: vscode.LogOutputChannel;
}

/** The view *Socket*: looks at the selected socket for as long as it can be seen, and not at all otherwise. */
export class SocketPanelView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #parts: SocketPanelParts;
  readonly #names = new PortNames();
  readonly #selection: vscode.Disposable;
  #webview: vscode.WebviewView | undefined;
  #shown: ShownSocket | undefined;
  /** The page is there, and hears. */
  #isReady = false;
  #stopWatching: (() => void) | undefined;
  /** What the page was told last, by its kind. */
  readonly #told = new Map<ToPanel['type'], string>();

  constructor(parts: SocketPanelParts) {
    this.#parts = parts;
    this.#selection = parts.view.onDidSelect(() => {
      this.#follow();
    });
  }

  dispose(): void {
    this.#selection.dispose();
    this.#rest();
  }

  /** Shows a socket, and the view itself. */
  async show(socket: LiveSocket | undefined): Promise<void> {
    if (socket) this.#select(socket);
    else this.#follow();
    await vscode.commands.executeCommand(`${VIEWS.socketPanel}.focus`);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#webview = view;
    this.#isReady = false;
    const { extensionUri, log } = this.#parts;
    view.webview.onDidReceiveMessage(async (message: unknown) => {
      try {
        await this.#receive(message);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
      }
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#rest();
      // Its page is made anew, and says when it is ready.
    });
    view.onDidDispose(() => {
      this.#rest();
      if (this.#webview === view) this.#webview = undefined;
    });
    showPage(view.webview, extensionUri, PAGE);
  }

  async #receive(raw: unknown): Promise<void> {
    const message = parseFromPage<PanelRequests, PanelTold>(raw, PANEL_HOST_PARSERS.requests, PANEL_HOST_PARSERS.told);
    if ('request' in message) {
      const reply = await answerRequest(HANDLERS, this.#parts, message, describeProblem);
      await this.#webview?.webview.postMessage(reply);
      // What it got may be another than what it was told last.
      if (message.type === 'setImpairments') this.#told.delete('relay');
      return;
    }
    this.#isReady = true;
    this.#told.clear();
    if (!this.#shown) this.#follow();
    this.#watch();
  }

  /** The row that is selected is shown. */
  #follow(): void {
    const socket = this.#parts.view.selectedRow?.socket;
    if (socket) this.#select(socket);
  }

  #select(socket: LiveSocket): void {
    if (this.#shown?.socket === socket) return;
    this.#shown?.dispose();
    this.#shown = new ShownSocket(this.#parts, socket, this.#names);
    if (this.#stopWatching) void this.#look();
  }

  #rest(): void {
    this.#isReady = false;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#shown?.rest();
  }

  #watch(): void {
    this.#stopWatching ??= this.#parts.engine.watch.watch(() => this.#look());
  }

  async #look(): Promise<void> {
    const shown = this.#shown;
    if (shown && this.#parts.engine.find(shown.socket.id) !== shown.socket) {
      // It was cleared.
      shown.dispose();
      this.#shown = undefined;
    }
    if (!this.#shown) {
      this.#tell({ type: 'socket', socket: null });
      return;
    }
    const { socket } = this.#shown;
    try {
      const parts = await this.#shown.look();
      // Another one may have been selected meanwhile.
      if (this.#shown.socket === socket) for (const part of parts) this.#tell(part);
    } catch (error) {
      this.#parts.log.error(error instanceof Error ? error : String(error));
    }
  }

  #tell(message: ToPanel): void {
    if (!this.#isReady) return;
    const text = JSON.stringify(message);
    if (this.#told.get(message.type) === text) return;
    // The page forgets the others with the socket before.
    if (message.type === 'socket') this.#told.clear();
    this.#told.set(message.type, text);
    void this.#webview?.webview.postMessage(message);
  }
}

/** The socket that the page shows. */
class ShownSocket {
  readonly #parts: SocketPanelParts;
  readonly #kernel: KernelLook;
  readonly #names: PortNames;
  #lease: Promise<Lease | undefined> | undefined;

  constructor(
    parts: SocketPanelParts,
    readonly socket: LiveSocket,
    names: PortNames,
  ) {
    this.#parts = parts;
    this.#names = names;
    this.#kernel = new KernelLook(parts.engine, socket);
  }

  async look(): Promise<ToPanel[]> {
    const { socket } = this;
    const { item } = this.#parts.view.rowOf(socket);
    const [shown, kernel, record] = await Promise.all([
      panelSocketOf(socket, item, this.#parts.manifest, this.#names),
      this.#kernel.look(),
      this.#record(),
    ]);
    return [
      { type: 'socket', socket: shown },
      { type: 'kernel', kernel },
      { type: 'calls', calls: callsOf(socket, record?.capture) },
      ...this.#relay(),
    ];
  }

  #relay(): ToPanel[] {
    const relay = this.#parts.engine.findRelay(this.socket);
    if (!relay) return [{ type: 'relay', relay: null }];
    return [
      { type: 'relay', relay: panelRelayOf(relay, translate) },
      { type: 'relayCounts', counts: panelRelayCounts(relay) },
    ];
  }

  /** Lets go of what is held only while somebody looks. */
  rest(): void {
    const lease = this.#lease;
    this.#lease = undefined;
    void lease?.then((held) => held?.release());
  }

  dispose(): void {
    this.rest();
  }

  /** Undefined where nothing is recorded, or what was is gone. */
  #record(): Promise<Lease | undefined> {
    if (this.socket.info().capture === '') return Promise.resolve(undefined);
    this.#lease ??= this.#parts.captures.acquire(recordedPath(this.socket)).catch(() => undefined);
    return this.#lease;
  }
}

const translate = (text: Template): string => vscode.l10n.t(text);

const HANDLERS: RequestHandlers<PanelRequests, SocketPanelParts> = {
  async act({ engine, view, manifest }, { socket, command }) {
    const { node, item } = view.rowOf(engine.get(socket));
    if (!rowMenu(manifest, item.contextValue ?? '').some((offered) => offered.command === command)) {
      throw new SockscopeError('NOT_OFFERED', 'The socket is in another state by now: this cannot be done to it.');
    }
    await vscode.commands.executeCommand(command, node);
    return null;
  },

  inspectAddress({ engine, inspector }, { socket: id, end }) {
    const socket = engine.get(id);
    const address = end === 'local' ? socket.local : socket.kind === 'listener' ? undefined : socket.remote;
    const bytes = address && sockaddrOf(address);
    if (!address || !bytes) {
      throw new SockscopeError('NO_ADDRESS', 'This end has no address that could be shown.');
    }
    const shown = plainText(formatSocketAddress(socket.scheme, address));
    inspector.showMemory(vscode.l10n.t('sockaddr of {0}', shown), bytes);
    return null;
  },

  async showBytes({ engine, inspector }, { socket, conversation, bytes }) {
    const { capture } = engine.get(socket).info();
    const range = bytes ?? { direction: 'received' as const, offset: 0, length: 0 };
    await inspector.showBytes(capture, { conversation, ...range });
    return null;
  },

  async setOption({ engine }, { socket: id, option, value }) {
    const socket = engine.get(id);
    const known = socketOptionsOf(socket).find((each) => each.id === option);
    if (!known) {
      throw new SockscopeError('BAD_OPTION', '{0} is no option of this socket, or the socket is not open.', [option]);
    }
    await setSocketOption(socket, known.id, value);
    return null;
  },

  setImpairments({ engine }, { socket, client, server, seed }) {
    requireTrust();
    const relay = engine.relayOf(engine.get(socket));
    if (seed !== undefined) relay.state.setSeed(seed);
    relay.set({ ...(client ? { client } : {}), ...(server ? { server } : {}) });
    return panelRelayOf(relay, translate);
  },
};
