import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { Direction } from '../../base/direction';
import type { StreamRange } from '../../base/streamRange';
import { MemoryCapture } from '../../capture/memoryCapture';
import type { LiveSocket } from '../../engine/liveSocket';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { ALL_STRINGS } from '../../webview/inspector/strings';
import { EDITORS } from '../ids';
import type { PageDefinition } from '../pages/pageHtml';
import { describeProblem } from '../problems';
import { showPage } from '../pages/webviewPage';
import type { InspectorSelection } from '../selection/inspectorSelection';
import type { BytesSocket } from '../sockets/socketNode';
import type { CaptureAccess, Lease } from '../../capture/captureAccess';
import { recordedPath, withRecord } from '../../capture/recordedSocket';
import { ComposerHost, type Composing } from './composerHost';
import { findPeer, peerViewId } from './conversationViews';
import { registerGoTo } from './goTo';
import { InspectorSession, type WantedPlace } from './inspectorSession';
import type { InspectorSettings } from './inspectorSettings';
import { columnFor } from './inspectorTabs';
import { PlaceStatus } from './placeStatus';
import { SharedLease } from './sharedLease';

/** Bytes of one direction of a conversation. */
export interface SelectedBytes extends StreamRange {
  readonly conversation: number;
}

export interface ShowOptions {
  /** Beside what is shown, unless a group shows captures already. */
  readonly isBeside?: boolean;
  /** The focus stays where it is. */
  readonly preserveFocus?: boolean;
}

const PAGE: PageDefinition = {
  name: 'inspector',
  title: 'Sockscope',
  strings: ALL_STRINGS,
  styles: ['codicon.css', 'controlPictures.css'],
};

/** Of tabs on bytes that are in no file: it only names them. */
const MEMORY_SCHEME = 'sockscope-bytes';

/** A capture in the inspector; all its tabs share it. */
class CaptureDocument implements vscode.CustomDocument {
  readonly sessions = new Set<InspectorSession>();
  readonly shared: SharedLease;

  /** @param lease The capture, or why it cannot be shown. */
  constructor(
    readonly uri: vscode.Uri,
    lease: Lease | Error,
  ) {
    this.shared = new SharedLease(lease);
  }

  dispose(): void {
    this.shared.release();
  }
}

interface InspectorParts {
  readonly extensionUri: vscode.Uri;
  readonly captures: CaptureAccess;
  readonly settings: InspectorSettings;
  /** What its composer writes with. */
  readonly composing: Composing;
  readonly log: vscode.LogOutputChannel;
}

/** The inspector: a read-only custom editor on captures, those being recorded included. */
export class InspectorEditor implements vscode.CustomReadonlyEditorProvider<CaptureDocument>, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #captures: CaptureAccess;
  readonly #settings: InspectorSettings;
  readonly #composing: Composing;
  readonly #log: vscode.LogOutputChannel;
  readonly #status = new PlaceStatus();
  readonly #selected = new vscode.EventEmitter<InspectorSelection>();
  /** Somebody selects in the tab in front, or moves its caret. */
  readonly onDidSelect = this.#selected.event;
  readonly #documents = new Map<string, CaptureDocument>();
  /** Where the next tab of a capture begins. */
  readonly #wanted = new Map<string, WantedPlace>();
  /** Of the tab that was used last. */
  #activeSession: InspectorSession | undefined;
  /** Of the tab that is in front now. */
  #front: InspectorSession | undefined;

  constructor({ extensionUri, captures, settings, composing, log }: InspectorParts) {
    this.#settings = settings;
    this.#extensionUri = extensionUri;
    this.#captures = captures;
    this.#composing = composing;
    this.#log = log;
  }

  /**
   * Opens the socket's capture at its conversation, or at that of one of its peers.
   *
   * @throws SockscopeError `NOT_RECORDED`
   */
  async show(
    socket: LiveSocket,
    peer?: IpSocketAddress,
    { isBeside = false, preserveFocus = false }: ShowOptions = {},
  ): Promise<void> {
    const uri = vscode.Uri.file(recordedPath(socket));
    const conversation = socket.kind === 'listener' ? undefined : socket.conversation;
    const id = conversation === undefined ? undefined : await this.#viewId(uri, conversation, peer);
    const options = { viewColumn: columnFor(uri, isBeside), preserveFocus };
    await this.#openAt(uri, id === undefined ? undefined : { conversation: id }, options);
  }

  /** What is selected in the inspector that was used last, if it is still open. */
  get selection(): InspectorSelection | undefined {
    return this.#activeSession?.selection;
  }

  /**
   * Opens a capture at some bytes of a conversation, which are selected if there are any; waits for what is still being
   * written.
   *
   * @throws SockscopeError `CAPTURE_UNREADABLE`
   */
  async showBytes(capture: string, { conversation, direction, offset, length }: SelectedBytes): Promise<void> {
    const uri = vscode.Uri.parse(capture, true);
    const lease = await this.#captures.acquire(uri.fsPath);
    try {
      await lease.capture.flush();
      const select = length === 0 ? {} : { select: { direction, offset, length } };
      await this.#openAt(uri, { conversation, ...select });
    } finally {
      lease.release();
    }
  }

  async #openAt(
    uri: vscode.Uri,
    place: WantedPlace | undefined,
    options?: vscode.TextDocumentShowOptions,
  ): Promise<void> {
    const key = uri.toString();
    if (place !== undefined) {
      this.#wanted.set(key, place);
      for (const session of this.#documents.get(key)?.sessions ?? []) session.show(place);
    }
    try {
      await vscode.commands.executeCommand('vscode.openWith', uri, EDITORS.inspector, options);
    } finally {
      this.#wanted.delete(key);
    }
  }

  /** Opens a tab on bytes that are in no capture. */
  showMemory(title: string, bytes: Uint8Array): void {
    const capture = new MemoryCapture(title, bytes, Date.now());
    const uri = vscode.Uri.from({ scheme: MEMORY_SCHEME, path: `/${title}` });
    const panel = vscode.window.createWebviewPanel(EDITORS.inspector, title, vscode.ViewColumn.Active);
    this.resolveCustomEditor(new CaptureDocument(uri, { capture, release: () => undefined }), panel);
  }

  /** An exact-size copy of a part of a socket's stream; waits for what is still being written. */
  async readBytes(socket: BytesSocket, direction: Direction, offset: number, length: number): Promise<Uint8Array> {
    return withRecord(this.#captures, socket, (capture, { log }) => capture.readBytes(log, direction, offset, length));
  }

  async openCustomDocument(uri: vscode.Uri): Promise<CaptureDocument> {
    const document = new CaptureDocument(uri, await this.#open(uri));
    this.#documents.set(uri.toString(), document);
    return document;
  }

  resolveCustomEditor(document: CaptureDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const key = document.uri.toString();
    const initial = this.#wanted.get(key);
    let session = this.#startSession(document, webview, initial);
    let isDisposed = false;
    const onViewState = (): void => {
      if (panel.active) this.#activeSession = this.#front = session;
      else if (this.#front === session) this.#front = undefined;
      this.#tellPlace();
    };
    panel.onDidChangeViewState(onViewState);
    onViewState();
    webview.onDidReceiveMessage(async (message: unknown) => {
      try {
        if (session === undefined && isReady(message)) {
          const lease = await document.shared.retry(() => this.#open(document.uri));
          if (isDisposed) return;
          if (lease instanceof Error) {
            await webview.postMessage({ type: 'unavailable', message: describeProblem(lease) });
            return;
          }
          // The page may have asked twice meanwhile.
          session ??= this.#startSession(document, webview, initial);
          onViewState();
        }
        await session?.receive(message);
      } catch (error) {
        this.#log.error(error instanceof Error ? error : String(error));
      }
    });
    panel.onDidDispose(() => {
      isDisposed = true;
      if (!session) return;
      if (this.#front === session) this.#front = undefined;
      this.#tellPlace();
      if (this.#activeSession === session) this.#activeSession = undefined;
      document.sessions.delete(session);
      session.dispose();
      if (document.sessions.size === 0) this.#documents.delete(key);
    });
    showPage(webview, this.#extensionUri, PAGE, { settings: this.#settings.initial });
  }

  /** What the tab that was used last shows. */
  get active(): InspectorSession | undefined {
    return this.#activeSession;
  }

  dispose(): void {
    this.#status.dispose();
    this.#selected.dispose();
  }

  readonly #tellPlace = (): void => {
    this.#status.show(this.#front?.place);
    const selection = this.#front?.selection;
    if (selection) this.#selected.fire(selection);
  };

  async #open(uri: vscode.Uri): Promise<Lease | Error> {
    try {
      if (uri.scheme !== 'file') {
        throw new SockscopeError('NOT_A_FILE', 'Only captures on disk can be inspected, not {0}: save a copy first.', [
          uri.toString(true),
        ]);
      }
      return await this.#captures.acquire(uri.fsPath);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #startSession(
    document: CaptureDocument,
    webview: vscode.Webview,
    initial: WantedPlace | undefined,
  ): InspectorSession | undefined {
    const lease = document.shared.current;
    if (lease instanceof Error) return undefined;
    const post = (message: unknown): Thenable<boolean> => webview.postMessage(message);
    const composer = new ComposerHost(this.#composing, lease.capture, post);
    const session = new InspectorSession(lease.capture, post, this.#settings, composer, this.#tellPlace, initial);
    document.sessions.add(session);
    return session;
  }

  async #viewId(uri: vscode.Uri, conversation: number, peer: IpSocketAddress | undefined): Promise<number> {
    if (!peer) return conversation;
    const lease = await this.#captures.acquire(uri.fsPath);
    try {
      const found = lease.capture.conversations.at(conversation);
      return found ? peerViewId(conversation, findPeer(found, peer)) : conversation;
    } finally {
      lease.release();
    }
  }
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}

export function registerInspector(editor: InspectorEditor, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    editor,
    registerGoTo(() => editor.active, log),
    vscode.window.registerCustomEditorProvider(EDITORS.inspector, editor, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { enableFindWidget: false },
    }),
  );
}
