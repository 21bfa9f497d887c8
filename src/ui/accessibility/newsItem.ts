import * as vscode from 'vscode';
import { Throttle } from '../../base/throttle';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { listText, plainText } from '../plainText';
import { formatExactBytes } from '../sockets/format';
import type { SocketChanges } from '../sockets/socketChanges';
import { counted } from '../wording';
import { SocketWatch, type SocketEvent } from './socketEvents';

/** Milliseconds for which a sentence stays at least, so that it can be said. */
const SENTENCE_TIME = 1000;
/** Milliseconds over which bytes are gathered into one sentence. */
const TRAFFIC_TIME = 2000;
/** So many sockets of a kind of event are named; more are counted. */
const NAMED = 2;
/** Sentences that wait; of more, the oldest are left out. */
const MAX_WAITING = 6;

type Lifecycle = Exclude<SocketEvent<LiveSocket>['kind'], 'sent' | 'received'>;

/** What is said of one socket, and of several. */
interface Wording {
  readonly one: (name: string) => string;
  readonly many: (count: number) => string;
}

const WORDINGS: Readonly<Record<Lifecycle, Wording>> = {
  listening: {
    one: (name) => vscode.l10n.t('Listening at {0}.', name),
    many: (count) => counted('{0, plural, one {# socket} other {# sockets}} began to listen.', count),
  },
  dialled: {
    one: (name) => vscode.l10n.t('Dialled {0}.', name),
    many: (count) => counted('{0, plural, one {# connection was} other {# connections were}} dialled.', count),
  },
  accepted: {
    one: (name) => vscode.l10n.t('{0} has connected.', name),
    many: (count) => counted('{0, plural, one {# peer has} other {# peers have}} connected.', count),
  },
  finReceived: {
    one: (name) => vscode.l10n.t('{0} has sent FIN.', name),
    many: (count) => counted('{0, plural, one {# peer has} other {# peers have}} sent FIN.', count),
  },
  closed: {
    one: (name) => vscode.l10n.t('{0} is closed.', name),
    many: (count) => counted('{0, plural, one {# socket is} other {# sockets are}} closed.', count),
  },
  reset: {
    one: (name) => vscode.l10n.t('{0} was reset.', name),
    many: (count) => counted('{0, plural, one {# connection was} other {# connections were}} reset.', count),
  },
  held: {
    one: (name) => vscode.l10n.t('The relay at {0} holds a message.', name),
    many: (count) => counted('{0, plural, one {# relay holds} other {# relays hold}} messages.', count),
  },
  failed: {
    one: (name) => vscode.l10n.t('{0} has failed.', name),
    many: (count) => counted('{0, plural, one {# socket has} other {# sockets have}} failed.', count),
  },
};

/** Whom a socket talks to, or where it listens: its address without the scheme. */
function nameOf(socket: LiveSocket): string {
  const { remote, local } = socket.info();
  const named = remote ?? local;
  return plainText(named.replace(/^\w+:(?:\/\/)?/, '')) || vscode.l10n.t('a peer without an address');
}

/**
 * An item of the status bar that says what happened last to the sockets, in a live region, which screen readers listen to:
 * extensions have no other that is there in every view.
 */
export class NewsItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('sockscope.news', vscode.StatusBarAlignment.Left, -1000);
  readonly #watch = new SocketWatch<LiveSocket>();
  readonly #isHeardElsewhere: (socket: LiveSocket) => boolean;
  readonly #subscription: vscode.Disposable;
  readonly #traffic = { sent: new Map<LiveSocket, number>(), received: new Map<LiveSocket, number>() };
  readonly #waiting: string[] = [];
  /** Sentences that are said before those. */
  readonly #first: string[] = [];
  readonly #sentences = new Throttle(SENTENCE_TIME, () => {
    this.#sayNext();
  });
  readonly #sums = new Throttle(TRAFFIC_TIME, () => {
    this.#sayTraffic();
  });

  /** @param isHeardElsewhere Whether the bytes of a socket are told of by the inspector in front. */
  constructor(engine: Engine, changes: SocketChanges, isHeardElsewhere: (socket: LiveSocket) => boolean) {
    this.#isHeardElsewhere = isHeardElsewhere;
    this.#item.name = vscode.l10n.t('Sockscope: What Happened Last');
    this.#item.tooltip = vscode.l10n.t('What happened last to the sockets');
    this.#show('$(pulse)', vscode.l10n.t('Nothing has happened to the sockets yet.'));
    this.#item.show();
    this.#subscription = changes.onDidChange(({ list, sockets }) => {
      this.#take(this.#watch.look(sockets, list ? engine.sockets : undefined));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#sentences.stop();
    this.#sums.stop();
    this.#item.dispose();
  }

  /** Says how something ended that was asked for, instead of the single steps that are not said yet. */
  tell(sentence: string): void {
    this.#waiting.length = 0;
    this.#first.push(plainText(sentence));
    this.#sentences.ask();
  }

  #take(events: readonly SocketEvent<LiveSocket>[]): void {
    const happened = new Map<Lifecycle, LiveSocket[]>();
    for (const event of events) {
      if (event.kind === 'sent' || event.kind === 'received') {
        const sums = this.#traffic[event.kind];
        if (this.#isHeardElsewhere(event.socket)) continue;
        sums.set(event.socket, (sums.get(event.socket) ?? 0) + event.bytes);
        this.#sums.ask();
      } else {
        const sockets = happened.get(event.kind) ?? [];
        sockets.push(event.socket);
        happened.set(event.kind, sockets);
      }
    }
    for (const [kind, sockets] of happened) {
      const { one, many } = WORDINGS[kind];
      this.#say(...(sockets.length > NAMED ? [many(sockets.length)] : sockets.map((socket) => one(nameOf(socket)))));
    }
  }

  #sayTraffic(): void {
    const { t } = vscode.l10n;
    const { sent, received } = this.#traffic;
    const total = (sums: ReadonlyMap<LiveSocket, number>): string =>
      formatExactBytes([...sums.values()].reduce((sum, bytes) => sum + bytes, 0));
    const [sender] = sent.keys();
    const [receiver] = received.keys();
    if (sender) {
      this.#say(
        sent.size === 1
          ? t('Sent {0} to {1}.', total(sent), nameOf(sender))
          : t('Sent {0} on {1} sockets.', total(sent), sent.size),
      );
    }
    if (receiver) {
      this.#say(
        received.size === 1
          ? t('Received {0} from {1}.', total(received), nameOf(receiver))
          : t('Received {0} on {1} sockets.', total(received), received.size),
      );
    }
    sent.clear();
    received.clear();
  }

  #say(...sentences: readonly string[]): void {
    this.#waiting.push(...sentences);
    this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
    this.#sentences.ask();
  }

  #sayNext(): void {
    const sentence = this.#first.shift() ?? this.#waiting.shift();
    if (sentence !== undefined) this.#show(`$(pulse) ${listText(sentence)}`, sentence);
    if (this.#first.length + this.#waiting.length > 0) this.#sentences.ask();
  }

  #show(text: string, label: string): void {
    this.#item.text = text;
    this.#item.accessibilityInformation = { label, role: 'status' };
  }
}
