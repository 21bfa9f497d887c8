import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { HostLink } from '../../shared/hostLink';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { PassingMessage } from '../../shared/passingMessage';
import type {
  PanelCall,
  PanelCalls,
  PanelDetails,
  PanelEnd,
  PanelKernel,
  PanelOption,
  PanelRelay,
  PanelRelayCounts,
  PanelSocket,
  PanelRequests,
  PanelTold,
  ToPanel,
} from '../protocol';
import type { PanelStringKey, PanelTranslate } from '../strings';
import { panelPortText, processText, waitingText } from '../words';
import './callList';
import { queueBars } from './queueBars';
import { socketPanelStyles } from './socketPanel.styles';
import { stateDiagram } from './stateDiagram';

adoptStyles(socketPanelStyles);

/** How each of what `ss` tells is written, in the order in which it stands. */
const DETAILS: readonly (readonly [keyof PanelDetails, 'milliseconds' | 'segments' | 'bytes' | 'clients'])[] = [
  ['roundTrip', 'milliseconds'],
  ['roundTripVariation', 'milliseconds'],
  ['retransmitTimeout', 'milliseconds'],
  ['congestionWindow', 'segments'],
  ['segmentSize', 'bytes'],
  ['sendWindow', 'bytes'],
  ['receiveWindow', 'bytes'],
  ['retransmitted', 'segments'],
  ['dropped', 'segments'],
  ['backlog', 'clients'],
];

/** What Node.js has no way to, with the C that has. */
const NOT_SETTABLE: readonly (readonly [PanelStringKey, string])[] = [
  ['c.linger', 'setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));'],
  ['c.buffers', 'setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){ 65536 }, sizeof(int));'],
  ['c.peek', 'recv(fd, buffer, sizeof buffer, MSG_PEEK);'],
];

/** The selected socket: what it is, what the kernel has of it, what it called, and what can be done to it. */
@customElement('sockscope-socket-panel')
export class SocketPanel extends PageElement {
  readonly #link: HostLink<PanelRequests, PanelTold>;
  readonly #t: PanelTranslate;
  readonly #message = new PassingMessage(this);
  @state() private socket: PanelSocket | null = null;
  @state() private kernel: PanelKernel | undefined;
  @state() private calls: PanelCalls | undefined;
  @state() private relay: PanelRelay | null = null;
  @state() private relayCounts: PanelRelayCounts | undefined;
  /** What was heard last: numbers alone are not told again. */
  @state() private heard = '';
  #heardKind = '';

  constructor(link: HostLink<PanelRequests, PanelTold>, translate: PanelTranslate) {
    super();
    this.#link = link;
    this.#t = translate;
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'socket':
        if (message.socket?.id !== this.socket?.id) {
          this.kernel = undefined;
          this.calls = undefined;
          this.relay = null;
          this.relayCounts = undefined;
          this.#heardKind = '';
          this.heard = '';
        }
        this.socket = message.socket;
        break;
      case 'kernel':
        this.kernel = message.kernel;
        this.#hear(message.kernel);
        break;
      case 'calls':
        this.calls = message.calls;
        break;
      case 'relay':
        this.relay = message.relay;
        // Most never look at a relay.
        if (message.relay) import('./impairments').catch(this.#onProblem);
        break;
      case 'relayCounts':
        this.relayCounts = message.counts;
        break;
    }
  }

  protected override render(): TemplateResult {
    const { socket } = this;
    const t = this.#t;
    if (!socket) return html`<main><p class="empty">${t('noSocket')}</p></main>`;
    return html`<main>
      <h1>${socket.title}</h1>
      ${this.#waits()} ${this.#relaySection()} ${this.#identity(socket)} ${this.#states(socket)} ${this.#queues(socket)}
      ${this.#section('calls', this.#callList())} ${this.#actions(socket)} ${this.#options(socket)}
      <p class="visually-hidden" role="status">${this.heard}</p>
      <p class="status" role="alert">${this.#message.text}</p>
    </main>`;
  }

  #section(title: PanelStringKey, content: TemplateResult): TemplateResult {
    return html`<details class="section" data-section=${title} open>
      <summary>${this.#t(title)}</summary>
      ${content}
    </details>`;
  }

  #waits(): TemplateResult {
    const { kernel } = this;
    if (!kernel) return html`${nothing}`;
    const { waiting } = kernel;
    const isStuck = waiting?.kind === 'deadlock' || waiting?.kind === 'blocked' || waiting?.kind === 'blocksPeer';
    const text = waiting ? waitingText(waiting, this.#t) : `${this.#t('waits')}: ${this.#t('unknown')}`;
    return html`<p class="waits ${isStuck ? 'stuck' : ''}">${text}</p>`;
  }

  #relaySection(): TemplateResult {
    const { relay } = this;
    if (!relay) return html`${nothing}`;
    return this.#section(
      'impairments',
      html`<sockscope-impairments
        .relay=${relay}
        .counts=${this.relayCounts}
        .wording=${this.#t}
        .set=${this.#setImpairments}
      ></sockscope-impairments>`,
    );
  }

  readonly #setImpairments = async (
    socket: string,
    change: Omit<PanelRequests['setImpairments']['params'], 'socket'>,
  ): Promise<PanelRelay | undefined> => {
    try {
      const relay = await this.#link.ask('setImpairments', { socket, ...change });
      if (this.relay?.id === socket) this.relay = relay;
      return relay;
    } catch (error) {
      this.#onProblem(error);
      return undefined;
    }
  };

  #identity(socket: PanelSocket): TemplateResult {
    const t = this.#t;
    const { family, type, protocol, local, remote, service, isAccepted, kind, state } = socket;
    const row = (name: PanelStringKey, value: string | TemplateResult): TemplateResult =>
      html`<dt>${t(name)}</dt>
        <dd>${value}</dd>`;
    const hasPeer = kind === 'connection' || remote !== undefined;
    return this.#section(
      'identity',
      html`<dl class="facts">
          ${row('family', html`<code>${family}</code>`)} ${row('socketType', html`<code>${type}</code>`)}
          ${row('protocol', protocol)} ${row('state', this.#state(state))}
          ${service === undefined ? nothing : row('service', service)}
          ${row('local', this.#end(socket, 'local', local))}
          ${row('remote', hasPeer ? this.#end(socket, 'remote', remote) : t('noPeer'))}
          ${hasPeer ? row('peerProcess', this.#peerProcess()) : nothing}
        </dl>
        ${isAccepted && local?.port ? html`<p class="dim">${t('acceptedPort')}</p>` : nothing}`,
    );
  }

  /** As the kernel has it, and as the socket is otherwise. */
  #state(state: string): string {
    const own = this.kernel?.own;
    if (!own) return state;
    const { secondsLeft } = own;
    const known = own.state.toUpperCase();
    return secondsLeft === undefined ? known : `${known}, ${this.#t('secondsLeft', secondsLeft)}`;
  }

  #end(socket: PanelSocket, which: 'local' | 'remote', end: PanelEnd | undefined): TemplateResult {
    const t = this.#t;
    if (!end) return html`${t('unknown')}`;
    if (end.address === '') return html`${t('unnamed')}`;
    return html`<code class="address">${end.address}</code>
      <button
        class="link"
        aria-label=${t('inspectSockaddrOf', end.address)}
        @click=${() => this.#ask('inspectAddress', { socket: socket.id, end: which })}
      >
        ${t('inspectSockaddr')}
      </button>
      ${end.port ? html`<div class="dim">${panelPortText(end.port, t)}</div>` : nothing}`;
  }

  #peerProcess(): string {
    const t = this.#t;
    const { kernel } = this;
    if (!kernel) return '…';
    if (!kernel.isPeerHere) return kernel.own ? t('peerElsewhere') : t('unknown');
    const { peerProcesses } = kernel;
    if (!peerProcesses) return t('unknown');
    if (peerProcesses.length === 0) return t('peerUnseen');
    return peerProcesses.map((process) => processText(process, t)).join(', ');
  }

  #states({ isTcp, kind }: PanelSocket): TemplateResult {
    if (!isTcp) return html`${nothing}`;
    const { kernel } = this;
    const t = this.#t;
    if (kernel?.own === null) return this.#section('states', html`<p class="dim">${t('unknown')}</p>`);
    const peer = kind === 'listener' ? undefined : kernel?.peer?.state;
    return this.#section(
      'states',
      html`${stateDiagram({ own: kernel?.own?.state, peer }, t)}
      ${kernel?.own?.state === 'closed' ? html`<p class="dim">${t('goneHere')}</p>` : nothing}`,
    );
  }

  #queues(socket: PanelSocket): TemplateResult {
    const { kernel } = this;
    const t = this.#t;
    if (!kernel) return html`${nothing}`;
    const { details } = kernel;
    const known = DETAILS.flatMap(([name, unit]) => {
      const value = details?.[name];
      return value === undefined ? [] : [{ name, text: t(unit, rounded(value)) }];
    });
    return this.#section(
      'queues',
      html`${queueBars(socket, kernel, t)}
      ${
        known.length === 0
          ? nothing
          : html`<p class="dim">${t('measured')}</p>
              <dl class="facts">
                ${known.map(
                  ({ name, text }) =>
                    html`<dt>${t(`detail.${name}`)}</dt>
                      <dd>${text}</dd>`,
                )}
              </dl>`
      }`,
    );
  }

  #callList(): TemplateResult {
    return html`<sockscope-call-list
      .calls=${this.calls}
      .wording=${this.#t}
      @call=${this.#showCall}
    ></sockscope-call-list>`;
  }

  #actions({ id, actions }: PanelSocket): TemplateResult {
    if (actions.length === 0) return html`${nothing}`;
    return this.#section(
      'actions',
      html`<div class="actions">
        ${actions.map(
          ({ command, title }) =>
            html`<button class="action" @click=${() => this.#ask('act', { socket: id, command })}>${title}</button>`,
        )}
      </div>`,
    );
  }

  #options(socket: PanelSocket): TemplateResult {
    const t = this.#t;
    if (socket.hasEnded) return html`${nothing}`;
    return this.#section(
      'options',
      html`${socket.options.map((option) => this.#option(socket, option))}
        <p class="dim">${t('notSettable')}</p>
        <dl class="c-lines">
          ${NOT_SETTABLE.map(
            ([what, line]) =>
              html`<dt>${t(what)}</dt>
                <dd><code>${line}</code></dd>`,
          )}
        </dl>`,
    );
  }

  #option({ id: socket }: PanelSocket, { id, name, value, range }: PanelOption): TemplateResult {
    const t = this.#t;
    const what = t(`option.${id}` as PanelStringKey);
    if (!range) {
      return html`<label class="option" title=${what}>
        <input
          type="checkbox"
          data-option=${id}
          .checked=${value === true}
          @change=${(event: Event) => this.#setSwitch(socket, id, event)}
        />
        <code>${name}</code><span class="dim">${what}</span>
      </label>`;
    }
    return html`<form
      class="option"
      title=${what}
      @submit=${(event: SubmitEvent) => this.#setNumber(socket, id, event)}
    >
      <label
        ><code>${name}</code>
        <input
          type="number"
          name="value"
          data-option=${id}
          min=${range[0]}
          max=${range[1]}
          .value=${value === null ? '' : String(value)}
          aria-label="${name}: ${what}"
      /></label>
      <button class="action">${t('setOption')}</button><span class="dim">${what}</span>
    </form>`;
  }

  async #setSwitch(socket: string, option: string, event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const value = box.checked;
    // What the socket says comes back; a refusal leaves it as it was.
    if (!(await this.#ask('setOption', { socket, option, value }))) box.checked = !value;
  }

  async #setNumber(socket: string, option: string, event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('value') as HTMLInputElement;
    await this.#ask('setOption', { socket, option, value: Number(field.value) });
  }

  readonly #showCall = ({ detail: { conversation, bytes } }: CustomEvent<PanelCall>): void => {
    if (!this.socket || conversation === undefined) return;
    void this.#ask('showBytes', { socket: this.socket.id, conversation, ...(bytes ? { bytes } : {}) });
  };

  /** Says what went wrong, and whether nothing did. */
  async #ask<Name extends keyof PanelRequests>(name: Name, params: PanelRequests[Name]['params']): Promise<boolean> {
    try {
      await this.#link.ask(name, params);
      return true;
    } catch (error) {
      this.#onProblem(error);
      return false;
    }
  }

  readonly #onProblem = (error: unknown): void => {
    this.#message.say(this.#t('failed', error instanceof Error ? error.message : String(error)));
  };

  #hear({ waiting, own }: PanelKernel): void {
    const kind = `${waiting?.kind ?? ''} ${own?.state ?? ''}`;
    if (kind === this.#heardKind) return;
    const isFirst = this.#heardKind === '';
    this.#heardKind = kind;
    // What it begins with is read with the page.
    if (isFirst) return;
    const state = own?.state.toUpperCase() ?? '';
    this.heard = waiting ? `${state}. ${waitingText(waiting, this.#t)}` : state;
  }
}

/** Three digits are enough of what is measured. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(3));
}
