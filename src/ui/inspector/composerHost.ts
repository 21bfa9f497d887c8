import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { hexPreview } from '../../bytes/hex';
import type { Capture } from '../../capture/capture';
import { formatHostPort, parsePeer } from '../../engine/address/endpoint';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { BytesSocket } from '../../engine/bytesSocket';
import type { Engine } from '../../engine/engine';
import { payloadReadings } from '../../wire/payload/readings';
import type { ComposerFacts, PayloadOffer, ToPage } from '../../webview/inspector/protocol';
import { destinationName, type Destination } from '../commands/destination';
import { evaluateReading, nameOfReading, PAYLOAD_PREVIEW_BYTES } from '../commands/payloadInput';
import type { SentPayloads } from '../commands/sentPayloads';
import { requireTrust } from '../safety/trust';
import { sentLineEnd } from '../settings';
import type { SocketChanges } from '../sockets/socketChanges';
import type { ConversationView } from './conversationViews';

/** Peers that are offered: those that were heard of last. */
const MAX_PEERS = 50;
/** Most characters of a text that is sent from here. */
const MAX_TEXT = 1_000_000;

/** What all composers write with. */
export interface Composing {
  readonly engine: Pick<Engine, 'sockets'>;
  readonly sent: SentPayloads;
  readonly changes: Pick<SocketChanges, 'onDidChange'>;
}

/** The composer of one page: whom the shown conversation would write to, or why it cannot; and it writes. */
export class ComposerHost implements vscode.Disposable {
  readonly #composing: Composing;
  readonly #capture: Capture;
  readonly #post: (message: ToPage) => unknown;
  readonly #subscriptions: readonly vscode.Disposable[];
  #view: ConversationView | undefined;
  /** That of the view; undefined where this window has none. */
  #socket: BytesSocket | undefined;
  /** What the page knows. */
  #told = '';

  constructor(composing: Composing, capture: Capture, post: (message: ToPage) => unknown) {
    this.#composing = composing;
    this.#capture = capture;
    this.#post = post;
    const tellOf = (socket: BytesSocket): void => {
      if (socket === this.#socket) this.#tell();
    };
    this.#subscriptions = [
      composing.changes.onDidChange(({ sockets }) => {
        if (this.#socket && sockets.has(this.#socket)) this.#tell();
      }),
      new vscode.Disposable(composing.sent.onDidSend(tellOf)),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  /** A page that is new knows nothing yet. */
  forget(): void {
    this.#told = '';
  }

  /** Tells the page of this conversation's receiver, if there is one. */
  show(view: ConversationView): void {
    if (this.#view?.id !== view.id || !this.#socket) {
      this.#view = view;
      this.#socket = this.#findSocket(view);
    }
    this.#tell();
  }

  /** @throws SockscopeError `TEXT_TOO_LONG` */
  read(view: ConversationView, text: string, reading: string | undefined): PayloadOffer[] {
    requireShort(text);
    const preferred = reading ?? this.#composing.sent.choiceFor(this.#socketOf(view), text);
    return payloadReadings(text, PAYLOAD_PREVIEW_BYTES, preferred, undefined, sentLineEnd()).map((each) => {
      const evaluation = evaluateReading(text, each);
      const name = nameOfReading(each.problem ? { template: 'Payload syntax', args: [] } : each);
      return 'problem' in evaluation
        ? { id: each.id, name, sentence: evaluation.problem, mistaken: true }
        : { id: each.id, name, sentence: evaluation.label };
    });
  }

  /**
   * @returns What was sent, for people.
   * @throws SockscopeError when it cannot be sent, whatever the reason.
   */
  async send(
    view: ConversationView,
    {
      text,
      reading,
      to,
    }: { readonly text: string; readonly reading?: string | undefined; readonly to?: string | undefined },
  ): Promise<string> {
    requireTrust();
    requireShort(text);
    const socket = this.#socketOf(view);
    const refusal = refusalOf(socket);
    if (refusal) throw refusal;
    const { sent } = this.#composing;
    const preferred = reading ?? sent.choiceFor(socket, text);
    const [first] = payloadReadings(text, PAYLOAD_PREVIEW_BYTES, preferred, undefined, sentLineEnd());
    if (!first || first.problem) {
      const { code, template, args } = first?.problem ?? NO_READING;
      throw new SockscopeError(code, template, args);
    }
    const destination = this.#destination(view, socket, to);
    const { bytes } = await sent.send(socket, destination.to, text, first);
    const name = destinationName(destination);
    const hex = first.preview ? hexPreview(first.preview.first, PAYLOAD_PREVIEW_BYTES, first.preview.length) : '';
    const { t } = vscode.l10n;
    const what = bytes === 1 ? t('Sent 1 byte to {0}', name) : t('Sent {0} bytes to {1}', bytes.toLocaleString(), name);
    return hex === '' ? what : t('{0}: {1}', what, hex);
  }

  #tell(): void {
    const [view, socket] = [this.#view, this.#socket];
    if (!view || !socket) return;
    const message: ToPage = { type: 'composer', ...this.#factsOf(view, socket) };
    const identity = JSON.stringify(message);
    if (identity === this.#told) return;
    this.#told = identity;
    this.#post(message);
  }

  #factsOf(view: ConversationView, socket: BytesSocket): ComposerFacts {
    const refusal = refusalOf(socket);
    const peer = fixedPeer(view, socket);
    const hasChoice = socket.kind === 'datagram' && !peer;
    const to = hasChoice ? '' : destinationName({ socket, ...(peer ? { to: peer } : {}) });
    const peers = hasChoice
      ? socket.peers
          .slice(-MAX_PEERS)
          .map(({ endpoint }) => formatHostPort(endpoint.address, endpoint.port))
          .reverse()
      : undefined;
    return {
      conversation: view.id,
      to,
      refusal: refusal ? vscode.l10n.t(refusal.template) : '',
      ...(peers ? { peers } : {}),
      history: this.#composing.sent.of(socket),
    };
  }

  #destination(view: ConversationView, socket: BytesSocket, to: string | undefined): Destination {
    if (socket.kind === 'connection') return { socket };
    const peer = fixedPeer(view, socket);
    if (peer) return { socket, to: peer };
    if (to === undefined || to.trim() === '') {
      throw new SockscopeError('NO_PEER', 'Nobody is named who gets the datagram: choose a peer, or write host:port.');
    }
    return { socket, to: parsePeer(to) };
  }

  /** @throws SockscopeError `NOT_SHOWN` where this window has no such socket. */
  #socketOf(view: ConversationView): BytesSocket {
    if (this.#socket && this.#view?.id === view.id) return this.#socket;
    throw new SockscopeError('NOT_SHOWN', 'This conversation has no socket in this window: nothing can be sent.');
  }

  #findSocket({ conversation }: ConversationView): BytesSocket | undefined {
    const { path } = this.#capture;
    if (path === '') return undefined;
    for (const socket of this.#composing.engine.sockets) {
      if (socket.kind === 'listener' || socket.conversation !== conversation.id) continue;
      const { capture } = socket.info();
      if (capture !== '' && fileURLToPath(capture) === path) return socket;
    }
    return undefined;
  }
}

const NO_READING = {
  code: 'BAD_PAYLOAD',
  template: 'The text cannot be sent as this: choose something else that it is to be taken for.',
  args: [],
};

function requireShort(text: string): void {
  if (text.length <= MAX_TEXT) return;
  const template = 'The text has {0} characters; at most {1} can be sent from here: send a file instead.';
  throw new SockscopeError('TEXT_TOO_LONG', template, [text.length, MAX_TEXT]);
}

/** Whose datagrams the view shows, or whom the socket is connected to; undefined where the receiver has to be named. */
function fixedPeer(view: ConversationView, socket: BytesSocket): IpSocketAddress | undefined {
  return socket.kind === 'datagram' ? (socket.remote ?? view.peer) : undefined;
}

/** Why nothing can be sent on a socket: its code and sentence. */
const REFUSALS: Readonly<Partial<Record<BytesSocket['state'], readonly [code: string, template: string]>>> = {
  connecting: ['NOT_OPEN', 'This connection is not open yet: wait until it is to send something.'],
  'half-closed-local': [
    'SENDING_ENDED',
    'Sending was shut down on this connection: nothing more can be sent, only received.',
  ],
  closed: ['SOCKET_CLOSED', 'This socket is closed: open it again to send something.'],
  reset: ['SOCKET_CLOSED', 'This connection was reset: dial again to send something.'],
  failed: ['SOCKET_CLOSED', 'This socket has failed: open it again to send something.'],
};

function refusalOf({ state }: BytesSocket): SockscopeError | undefined {
  const refusal = REFUSALS[state];
  return refusal && new SockscopeError(...refusal);
}
