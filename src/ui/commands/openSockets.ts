import * as vscode from 'vscode';
import { formatEndpoint, parseEndpoint, reachOf, requireZone, type Endpoint } from '../../engine/address/endpoint';
import { formatOwnEnd, parseOwnEnd } from '../../engine/address/ownEnd';
import { SCHEMES } from '../../engine/address/schemes';
import { SockscopeError } from '../../base/error';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import { isCertificateProblem } from '../../engine/tls/tlsErrors';
import type { LiveSocket } from '../../engine/liveSocket';
import type { SocketInfo } from '../../engine/socketInfo';
import type { SocketActions } from '../actions';
import type { DialOpening, ListenOpening, Opening } from '../reopen/opening';
import { CLICKED } from '../clicked';
import { COMMANDS } from '../ids';
import { plainText } from '../plainText';
import { confirm, withProgress } from '../plainWindow';
import { describeProblem, withOffers, type ProblemOffer } from '../problems';
import { requireTrust } from '../safety/trust';
import type { BytesSocket } from '../sockets/socketNode';
import { askCertificate } from './askCertificate';
import { askService } from './askService';
import { askOwnEnd } from './askOwnEnd';
import { askText, type Evaluation } from './askText';
import type { History } from './history';

/** Codes of listening that another port helps against. */
const NEEDS_OTHER_PORT = new Set(['EADDRINUSE', 'EACCES']);

/** Codes of dialling that another own port helps against. */
const OWN_PORT_TAKEN = new Set(['EADDRINUSE', 'EADDRNOTAVAIL']);

const LISTEN_SUGGESTIONS = [
  'tcp://127.0.0.1:0',
  'tcp://127.0.0.1:9000',
  'udp://127.0.0.1:9000',
  'udp://239.7.7.7:5000',
  'tls://127.0.0.1:9443',
  'local:sockscope',
];

function evaluateAddress(
  text: string,
  label: (endpoint: Endpoint) => Evaluation<Endpoint>,
): readonly Evaluation<Endpoint>[] {
  try {
    const endpoint = parseEndpoint(text);
    requireZone(endpoint);
    return [label(endpoint)];
  } catch (error) {
    return [{ problem: describeProblem(error) }];
  }
}

function reachDetail(endpoint: Endpoint): { readonly detail?: string } {
  const { t } = vscode.l10n;
  switch (reachOf(endpoint)) {
    case 'local':
      return {};
    case 'exposed':
      return { detail: t('Other machines will be able to reach it: you will be asked before it opens.') };
    case 'name':
      return { detail: t('If the name stands for an address that other machines can reach, you will be asked before it opens.') }; // prettier-ignore
  }
}

/** What is asked of an address. */
interface AddressQuestion {
  readonly title: string;
  /** What is in the box at first: an address that is to be changed. */
  readonly initial?: string;
  /** What went wrong with it. */
  readonly problem?: string;
  /** Asks for options: gets what was typed so far. */
  readonly askOptions?: (text: string) => void;
}

export interface SocketOpenerOptions {
  readonly engine: Engine;
  readonly actions: SocketActions;
  readonly histories: Readonly<Record<'listen' | 'dial' | 'payload', History>>;
  /** Addresses of the window's own listeners. */
  readonly ownListeners: () => readonly string[];
  /** Shows what was opened. */
  readonly opened: (socket: LiveSocket, kind: Opening['kind']) => void;
}

/** Opens sockets for the user: asks, shows progress, and keeps what was typed, whether it succeeds or not. */
export class SocketOpener {
  readonly #options: SocketOpenerOptions;

  constructor(options: SocketOpenerOptions) {
    this.#options = options;
  }

  /** Asks for an address and a service, and listens. */
  async askAndListen(): Promise<SocketInfo | undefined> {
    requireTrust();
    const { histories } = this.#options;
    const title = vscode.l10n.t('Start Listener');
    const address = await this.askWhereToListen({ title });
    if (!address) return undefined;
    const options = await askService(address.value, histories.payload, title);
    if (!options) return undefined;
    const certificate = await askCertificate(address.value, title);
    if (!certificate) return undefined;
    await histories.listen.add(address.text);
    return this.#listen({ kind: 'listen', endpoint: address.value, options: { ...options, ...certificate } });
  }

  /** Asks for an address, and dials it with progress and a way to cancel. */
  async askAndDial(): Promise<SocketInfo | undefined> {
    requireTrust();
    const answer = await this.#askWhomAndFrom();
    if (!answer) return undefined;
    const { address, from } = answer;
    await this.#options.histories.dial.add(address.text);
    return this.#dial({ kind: 'dial', endpoint: address.value, options: from === undefined ? {} : { from } });
  }

  /** Asks for an address, and behind a button for the own end; undefined when the user gave up. */
  async #askWhomAndFrom(): Promise<
    { readonly address: { text: string; value: Endpoint }; readonly from: string | undefined } | undefined
  > {
    const { t } = vscode.l10n;
    let from: string | undefined;
    let initial: string | undefined;
    for (;;) {
      const pressed: string[] = [];
      const address = await this.askWhomToDial({
        title: from === undefined ? t('Dial Endpoint') : t('Dial Endpoint from {0}', plainText(from)),
        ...(initial === undefined ? {} : { initial }),
        askOptions: (text) => {
          pressed.push(text);
        },
      });
      if (address) return { address, from };
      if (pressed.length === 0) return undefined;
      [initial] = pressed;
      const answer = await askOwnEnd(from);
      // An empty end is no end of one's own.
      if (answer !== undefined) from = answer === '' ? undefined : answer;
    }
  }

  /** Opens once more what was opened like this. */
  async open(opening: Opening): Promise<SocketInfo | undefined> {
    requireTrust();
    return opening.kind === 'listen' ? this.#listen(opening) : this.#dial(opening);
  }

  /** Opens once more what has ended; what had failed makes room for it. */
  async again(socket: LiveSocket, opening: Opening): Promise<SocketInfo | undefined> {
    try {
      return await this.open(opening);
    } finally {
      this.#forget(socket);
    }
  }

  /** Asks for the address once more, beginning with the one that it had, and opens that with all else as it was. */
  async edit(socket: LiveSocket, opening: Opening): Promise<SocketInfo | undefined> {
    requireTrust();
    const question = {
      title: vscode.l10n.t('Edit Address'),
      initial: formatEndpoint(opening.endpoint),
      ...(socket.error ? { problem: describeProblem(socket.error) } : {}),
    };
    const isListening = opening.kind === 'listen';
    const address = await (isListening ? this.askWhereToListen(question) : this.askWhomToDial(question));
    if (!address) return undefined;
    await this.#options.histories[opening.kind].add(address.text);
    return this.again(socket, { ...opening, endpoint: address.value });
  }

  async #listen(opening: ListenOpening): Promise<SocketInfo> {
    const { endpoint, options } = opening;
    let socket: LiveSocket;
    try {
      socket = await this.#options.actions.listen(endpoint, options, opening);
    } catch (error) {
      throw withOffers(error, this.#offersAfter(error, opening));
    }
    this.#options.opened(socket, 'listen');
    return socket.info();
  }

  async #dial(opening: DialOpening): Promise<SocketInfo | undefined> {
    let socket: BytesSocket | undefined;
    try {
      socket = await this.#dialOrAsk(opening);
    } catch (error) {
      throw withOffers(error, this.#offersAfter(error, opening));
    }
    if (!socket) return undefined;
    this.#options.opened(socket, 'dial');
    return socket.info();
  }

  /** The same error, of what a link has opened, with what helps. */
  withHelp(error: unknown): unknown {
    const { engine, actions } = this.#options;
    const failed = [...engine.sockets].find((socket) => socket.error === error);
    const opening = failed && actions.openings.of(failed);
    return withOffers(error, opening ? this.#offersAfter(error, opening, failed) : []);
  }

  /** Only what has a row was tried: what is wrong with an argument does not become right by another attempt. */
  #offersAfter(
    error: unknown,
    opening: Opening,
    failed = this.#options.actions.openings.find(this.#options.engine.sockets, opening),
  ): readonly ProblemOffer[] {
    const code = error instanceof SockscopeError ? error.code : '';
    if (failed?.state !== 'failed' || code === 'CANCELLED') return [];
    const { t } = vscode.l10n;
    const { endpoint } = opening;
    if (opening.kind === 'listen' && !('path' in endpoint) && NEEDS_OTHER_PORT.has(code)) {
      const free: Opening = { ...opening, endpoint: { ...endpoint, port: 0 } };
      const { port } = endpoint;
      const transport = SCHEMES[endpoint.scheme].ports;
      return [
        { button: t('Use a Free Port'), act: () => this.again(failed, free) },
        ...(code === 'EADDRINUSE'
          ? [
              {
                button: t('Who Has It?'),
                act: () => vscode.commands.executeCommand(COMMANDS.whoHasPort, { port, transport }, CLICKED),
              },
            ]
          : []),
      ];
    }
    const own = opening.kind === 'dial' && opening.options.from !== undefined && parseOwnEnd(opening.options.from);
    if (own && own.port !== 0 && !('path' in endpoint) && OWN_PORT_TAKEN.has(code)) {
      const free: Opening = { ...opening, options: { ...opening.options, from: formatOwnEnd({ ...own, port: 0 }) } };
      const { port } = own;
      const transport = SCHEMES[endpoint.scheme].ports;
      return [
        { button: t('Use a Free Port'), act: () => this.again(failed, free) },
        {
          button: t('Who Has It?'),
          act: () => vscode.commands.executeCommand(COMMANDS.whoHasPort, { port, transport }, CLICKED),
        },
      ];
    }
    return [{ button: t('Try Again'), act: () => this.again(failed, { ...opening }) }];
  }

  /** Nothing is in the row of what failed that its successor has not. */
  #forget({ id, state, recording }: LiveSocket): void {
    if (state === 'failed' && !recording) this.#options.engine.clearEnded(new Set([id]));
  }

  askWhereToListen({
    title,
    initial,
    problem,
  }: AddressQuestion): Promise<{ text: string; value: Endpoint } | undefined> {
    const { t } = vscode.l10n;
    const descriptions = [
      ...[t('TCP, a free port'), t('TCP'), t('UDP'), t('UDP, a multicast group'), t('TLS'), t('Unix socket')],
    ];
    return askText({
      title,
      placeholder: t('Port, tcp://host:port, udp://…, tls://…, unix:…, pipe:…'),
      history: this.#options.histories.listen.entries.map((text) => ({ text })),
      suggestions: LISTEN_SUGGESTIONS.map((text, index) => ({ text, description: descriptions[index] ?? '' })),
      evaluate: (text) =>
        evaluateAddress(text, (endpoint) => ({
          value: endpoint,
          label: t('Listen on {0}', plainText(formatEndpoint(endpoint))),
          ...reachDetail(endpoint),
        })),
      ...(initial === undefined ? {} : { initial: { text: initial, problem } }),
    });
  }

  askWhomToDial({
    title,
    initial,
    problem,
    askOptions,
  }: AddressQuestion): Promise<{ text: string; value: Endpoint } | undefined> {
    const { t } = vscode.l10n;
    return askText({
      title,
      ...(askOptions ? { button: { tooltip: t('Own Address and Port…'), press: askOptions } } : {}),
      placeholder: t('Port, tcp://host:port, udp://…, tls://…, unix:…, pipe:…'),
      history: this.#options.histories.dial.entries.map((text) => ({ text })),
      suggestions: this.#options.ownListeners().map((text) => ({ text, description: t('a listener of this window') })),
      evaluate: (text) =>
        evaluateAddress(text, (endpoint) =>
          !('path' in endpoint) && endpoint.port === 0
            ? { problem: t('Nobody can be dialled at port 0: name the port that the server listens on.') }
            : { value: endpoint, label: t('Dial {0}', plainText(formatEndpoint(endpoint))) },
        ),
      ...(initial === undefined ? {} : { initial: { text: initial, problem } }),
    });
  }

  /**
   * Dials, and where the server's certificate is refused, asks whether to go on without verifying it: this once.
   *
   * @returns Undefined when the user gave up.
   */
  async #dialOrAsk(opening: DialOpening): Promise<BytesSocket | undefined> {
    const { t } = vscode.l10n;
    const { endpoint, options } = opening;
    const name = plainText(formatEndpoint(endpoint));
    const dial = (once: Pick<DialOpening['options'], 'tls'>): Thenable<BytesSocket> =>
      withProgress(t('Dialling {0}', name), (_report, signal) =>
        this.#options.actions.dial(endpoint, { ...options, signal, ...once }, opening),
      );
    try {
      return await dial({});
    } catch (error) {
      if (!isCertificateProblem(error)) throw error;
      const detail = t('{0} Whoever is in between could read and change all that is sent.', describeProblem(error));
      const isSure = await confirm(
        t('Dial {0} without verifying who it is?', name),
        detail,
        t('Dial Without Verifying'),
      );
      return isSure ? dial({ tls: { ...options.tls, insecure: true } }) : undefined;
    }
  }
}

/**
 * How to open a socket again.
 *
 * @throws SockscopeError `NOT_DIALLED`, `NOT_A_LISTENER`
 */
export function openingFor<K extends Opening['kind']>(
  actions: SocketActions,
  socket: LiveSocket,
  kind: K,
): Extract<Opening, { kind: K }> {
  const opening = actions.openings.of(socket);
  if (opening?.kind === kind) return opening as Extract<Opening, { kind: K }>;
  const { local, remote } = socket.info();
  throw kind === 'dial'
    ? new SockscopeError('NOT_DIALLED', 'Only what was dialled can be dialled again; {0} was not.', [remote ?? local])
    : new SockscopeError(
        'NOT_A_LISTENER',
        'Only what was listened on from here can be listened on again; {0} was not. Start a listener instead.',
        [local],
      );
}

/** Whether it has ended, and can be opened again so. */
export function isReopenable(actions: SocketActions, socket: LiveSocket, kind?: Opening['kind']): boolean {
  if (!isEnded(socket.state)) return false;
  const opening = actions.openings.of(socket);
  return opening !== undefined && (kind === undefined || opening.kind === kind);
}
