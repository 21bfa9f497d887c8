import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { fromUnit, inUnit, sliderPosition, sliderStops } from '../impairmentScale';
import type {
  PanelImpairment,
  PanelImpairments,
  PanelPreset,
  PanelRelay,
  PanelRelayCounts,
  PanelRequests,
  PanelSide,
} from '../protocol';
import type { PanelTranslate } from '../strings';
import { impairmentStyles } from './impairments.styles';

adoptStyles(impairmentStyles);

/** What is set of a relay's own. */
export type RelayChange = Omit<PanelRequests['setImpairments']['params'], 'socket'>;

type Edited = Readonly<Record<PanelSide, PanelImpairments>>;

type Directions = PanelSide | 'both';

const DIRECTIONS = ['both', 'client', 'server'] as const;
const SIDES = ['client', 'server'] as const;
const GROUPS = ['delay', 'rate', 'loss', 'change', 'end'] as const;
/** They are what most begin with. */
const OPEN_AT_FIRST: readonly PanelImpairment['group'][] = ['delay', 'loss'];

/** What the link at the sentence of TCP's loss sets. */
const BURSTS = { stall: 0.05 };

const COUNTS = {
  datagrams: ['passed', 'dropped', 'duplicated', 'delayed', 'changed'],
  stream: ['passed', 'delayed', 'changed'],
} as const;

/** What a relay does to what passes, and what became of it. */
@customElement('sockscope-impairments')
export class ImpairmentControls extends PageElement {
  @property({ attribute: false }) relay!: PanelRelay;
  @property({ attribute: false }) counts: PanelRelayCounts | undefined;
  @property({ attribute: false }) wording!: PanelTranslate;
  /** Sets it. Gives undefined where that was refused, which has been said. */
  @property({ attribute: false }) set!: (relay: string, change: RelayChange) => Promise<PanelRelay | undefined>;
  @state() private directions: Directions = 'both';
  /** What the user has set, until the relay has it. */
  @state() private edited: Edited | undefined;
  @state() private heard = '';
  readonly #open = new Set<PanelImpairment['group']>(OPEN_AT_FIRST);
  #isSending = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('relay');
    if (before && before.id !== this.relay.id) {
      this.edited = undefined;
      this.heard = '';
    }
    for (const { group, name } of this.relay.known) {
      // It never closes by itself.
      if (SIDES.some((side) => this.#now[side][name] !== undefined)) this.#open.add(group);
    }
  }

  protected override render(): TemplateResult {
    const { relay, wording: t } = this;
    const nothingDone = SIDES.every((side) => Object.keys(this.#now[side]).length === 0);
    const words = relay.words === '' ? t('impair.nothing') : html`<code>${relay.words}</code>`;
    return html`<p class="dim">${t('impair.relay', relay.target)}</p>
      <p class="impair-now">${words}</p>
      <fieldset class="directions">
        <legend>${t('impair.direction')}</legend>
        ${DIRECTIONS.map((each) => this.#direction(each))}
      </fieldset>
      <div class="actions" role="group" aria-label=${t('impair.presets')}>
        ${relay.presets.map((preset) => this.#preset(preset))}
        <button class="action clear" aria-disabled=${nothingDone} @click=${this.#clear}>${t('impair.clear')}</button>
      </div>
      ${this.#countTable()}
      ${repeat(
        GROUPS,
        (group) => group,
        (group) => this.#group(group),
      )}
      ${this.#seed()}
      <p class="visually-hidden" role="status">${this.heard}</p>`;
  }

  get #now(): Edited {
    return this.edited ?? this.relay;
  }

  get #sides(): readonly PanelSide[] {
    return this.directions === 'both' ? SIDES : [this.directions];
  }

  #direction(each: Directions): TemplateResult {
    return html`<label>
      <input
        type="radio"
        name="direction"
        value=${each}
        .checked=${this.directions === each}
        @change=${() => {
          this.directions = each;
        }}
      />${this.wording(`impair.${each}`)}</label
    >`;
  }

  #preset({ name, description, impairments }: PanelPreset): TemplateResult {
    const isSet = this.#sides.every((side) => isSame(this.#now[side], impairments));
    return html`<button
      class="action preset"
      title=${description}
      aria-pressed=${isSet}
      @click=${() => {
        this.#setAll(impairments);
      }}
    >
      ${name}
    </button>`;
  }

  readonly #clear = (): void => {
    this.#setAll({});
  };

  #setAll(impairments: PanelImpairments): void {
    const now = this.#now;
    this.edited = {
      client: this.#sides.includes('client') ? impairments : now.client,
      server: this.#sides.includes('server') ? impairments : now.server,
    };
    void this.#send(true);
  }

  #group(group: PanelImpairment['group']): TemplateResult {
    const { relay, wording: t } = this;
    const shown = relay.known.filter(
      (each) => each.group === group && !(each.isOfClients && this.directions === 'server'),
    );
    if (shown.length === 0) return html`${nothing}`;
    return html`<details
      class="impair-group"
      data-group=${group}
      ?open=${this.#open.has(group)}
      @toggle=${(event: Event) => {
        const { open } = event.target as HTMLDetailsElement;
        if (open) this.#open.add(group);
        else this.#open.delete(group);
      }}
    >
      <summary>${t(`impair.group.${group}`)}</summary>
      ${repeat(
        shown,
        ({ name }) => name,
        (each) => (each.form === 'flag' ? this.#flag(each) : this.#value(each, each.form)),
      )}
      ${group === 'loss' && relay.carries === 'stream' ? this.#tcpLoss() : nothing}
    </details>`;
  }

  #tcpLoss(): TemplateResult {
    const { wording: t } = this;
    return html`<p class="tcp-loss">${t('impair.tcpLoss')}</p>
      <button
        class="action"
        @click=${() => {
          this.#edit('stall', BURSTS.stall, true);
        }}
      >
        ${t('impair.delayBursts')}
      </button>`;
  }

  /** Of both directions, where they agree. */
  #valueOf({ name, isOfClients }: PanelImpairment): { readonly value?: number | boolean; readonly differs: boolean } {
    const sides = isOfClients ? (['client'] as const) : this.#sides;
    const [value, other] = sides.map((side) => this.#now[side][name]);
    const differs = sides.length === 2 && value !== other;
    return { ...(value === undefined || differs ? {} : { value }), differs };
  }

  #flag(row: PanelImpairment): TemplateResult {
    const { word, name, description } = row;
    const { value, differs } = this.#valueOf(row);
    return html`<div class="impairment flag">
      <label
        ><input
          type="checkbox"
          data-impairment=${name}
          aria-describedby="about-${name}"
          .checked=${value === true}
          .indeterminate=${differs}
          @change=${(event: Event) => {
            this.#edit(name, (event.target as HTMLInputElement).checked || undefined, false);
          }}
        /><code>${word}</code></label
      >
      ${this.#about(row, differs, description)}
    </div>`;
  }

  #value(row: PanelImpairment, form: Exclude<PanelImpairment['form'], 'flag'>): TemplateResult {
    const { wording: t } = this;
    const { word, name, description, range } = row;
    const { value, differs } = this.#valueOf(row);
    const set = typeof value === 'number' ? value : undefined;
    const stops = sliderStops(row);
    const unit = form === 'count' ? '' : t(`unit.${form}`);
    const label = unit === '' ? word : t('impair.named', word, unit);
    return html`<div class="impairment ${set === undefined && !differs ? '' : 'set'}">
      <div class="impair-line">
        <label for="value-${name}"><code>${word}</code></label>
        <input
          type="number"
          id="value-${name}"
          data-impairment=${name}
          aria-label=${label}
          aria-describedby="about-${name}"
          min="0"
          max=${range ? inUnit(form, range[1]) : nothing}
          step=${form === 'bytes' || form === 'count' ? 1 : 'any'}
          placeholder=${differs ? '…' : t('impair.off')}
          .value=${set === undefined ? '' : String(inUnit(form, set))}
          @change=${(event: Event) => {
            this.#type(row, form, event.target as HTMLInputElement);
          }}
        />
        <span class="unit" aria-hidden="true">${unit}</span>
      </div>
      <input
        type="range"
        data-slider=${name}
        aria-label=${label}
        aria-valuetext=${differs ? this.#difference(row) : this.#inWords(row, set)}
        min="0"
        max=${stops.length}
        .value=${String(sliderPosition(stops, set))}
        @input=${(event: Event) => {
          const position = Number((event.target as HTMLInputElement).value);
          this.#edit(name, position === 0 ? undefined : stops[position - 1], false);
        }}
      />
      ${this.#about(row, differs, description)}
    </div>`;
  }

  #about(row: PanelImpairment, differs: boolean, description: string): TemplateResult {
    return html`${differs ? html`<p class="differs">${this.#difference(row)}</p>` : nothing}
      <p class="dim about" id="about-${row.name}">${description}</p>`;
  }

  #difference(row: PanelImpairment): string {
    const { client, server } = this.#now;
    return this.wording('impair.differs', this.#inWords(row, client[row.name]), this.#inWords(row, server[row.name]));
  }

  #inWords({ form }: PanelImpairment, value: number | boolean | undefined): string {
    const { wording: t } = this;
    if (value === undefined || value === false) return t('impair.off');
    if (value === true || form === 'flag') return t('impair.on');
    const shown = inUnit(form, value);
    // Plurals need the number itself; in the others decimals are to be read.
    if (form === 'count') return String(value);
    return t(`impair.${form}`, Number.isInteger(shown) ? shown : String(shown));
  }

  #type(row: PanelImpairment, form: Exclude<PanelImpairment['form'], 'flag'>, field: HTMLInputElement): void {
    const { wording: t } = this;
    field.setCustomValidity('');
    const { range: [from, to] = [0, Infinity] } = row;
    const value = field.value === '' ? 0 : fromUnit(form, Number(field.value));
    const isWhole = form === 'bytes' || form === 'count';
    if (
      field.validity.badInput ||
      (value !== 0 && (value < from || value > to || (isWhole && !Number.isInteger(value))))
    ) {
      const sentence = isWhole
        ? t('impair.wholeFrom', from)
        : t('impair.outOfRange', inUnit(form, from), inUnit(form, to));
      field.setCustomValidity(sentence);
      field.setAttribute('aria-invalid', 'true');
      field.reportValidity();
      return;
    }
    field.removeAttribute('aria-invalid');
    if (value === 0) field.value = '';
    this.#edit(row.name, value === 0 ? undefined : value, false);
  }

  /** @param isTold Whether it has to be heard besides: what stands in a slider or a field is heard there. */
  #edit(name: string, value: number | boolean | undefined, isTold: boolean): void {
    const row = this.relay.known.find((each) => each.name === name);
    const sides = row?.isOfClients ? ['client'] : this.#sides;
    const edit = (side: PanelSide): PanelImpairments => {
      const { [name]: before, ...others } = this.#now[side];
      if (!sides.includes(side)) return before === undefined ? others : { ...others, [name]: before };
      return value === undefined ? others : { ...others, [name]: value };
    };
    this.edited = { client: edit('client'), server: edit('server') };
    void this.#send(isTold);
  }

  /** One at a time, the last one in the end: a slider that is dragged says more than need be sent. */
  async #send(isTold: boolean): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.edited) {
        const { edited, relay } = this;
        const now = await this.set(relay.id, edited);
        if (this.relay.id !== relay.id) return;
        if (now) this.relay = now;
        if (this.edited === edited) this.edited = undefined;
      }
      if (isTold) this.#say();
    } finally {
      this.#isSending = false;
    }
  }

  #say(): void {
    const { wording: t, relay } = this;
    this.heard = relay.words === '' ? t('impair.nothing') : t('impair.now', relay.words);
  }

  #countTable(): TemplateResult {
    const { counts, relay, wording: t } = this;
    if (!counts) return html`${nothing}`;
    const number = (value: number): string =>
      t.language === undefined ? String(value) : value.toLocaleString(t.language);
    return html`<table class="impair-counts">
        <caption>
          ${t('impair.counts')}
        </caption>
        <thead>
          <tr>
            <td class="dim">${t(relay.carries === 'stream' ? 'impair.ofBytes' : 'impair.ofDatagrams')}</td>
            ${SIDES.map((side) => html`<th scope="col">${t(`impair.${side}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${COUNTS[relay.carries].map(
            (what) =>
              html`<tr data-count=${what}>
                <th scope="row">${t(`impair.${what}`)}</th>
                ${SIDES.map((side) => html`<td>${number(counts[side][what])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
      ${counts.refused > 0 ? html`<p>${t('impair.refused', counts.refused)}</p>` : nothing}`;
  }

  #seed(): TemplateResult {
    const { relay, wording: t } = this;
    return html`<form class="seed" @submit=${this.#setSeed}>
      <div class="impair-line">
        <label for="seed">${t('impair.seed')}</label>
        <input
          type="number"
          id="seed"
          name="seed"
          required
          min="0"
          max=${2 ** 32 - 1}
          step="1"
          aria-describedby="about-seed"
          .value=${String(relay.seed)}
        />
        <button class="action">${t('setOption')}</button>
      </div>
      <p class="dim about" id="about-seed">${t('impair.seedHint')}</p>
    </form>`;
  }

  readonly #setSeed = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { id } = this.relay;
    const field = (event.target as HTMLFormElement).elements.namedItem('seed') as HTMLInputElement;
    const now = await this.set(id, { seed: Number(field.value) });
    if (!now || this.relay.id !== id) return;
    this.relay = now;
    this.heard = `${this.wording('impair.seed')}: ${now.seed}`;
  };
}

function isSame(one: PanelImpairments, other: PanelImpairments): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
