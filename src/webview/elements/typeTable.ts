import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TypeRow } from '../../bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../bytes/inspect/typeRows';
import type { ByteOrder } from '../../bytes/integers';
import type { Translate } from '../strings';
import {
  arrangeRows,
  hideRow,
  NO_CHOICE,
  showAllRows,
  togglePinned,
  type RowChoice,
  type RowGroup,
} from '../view/rowChoice';
import { moveInTable } from '../view/tableKeys';
import { adoptStyles, PageElement } from './pageElement';
import { typeTableStyles } from './typeTable.styles';

/** The columns, in this order: what travels the network first. */
const ORDERS: readonly ByteOrder[] = ['be', 'le'];
/** Whose expression is shown before anything is pointed at. */
const FIRST_EXPRESSION = 'u16';

adoptStyles(typeTableStyles);

/** What the bytes mean as each type, big-endian and little-endian side by side, and how C gets there. */
@customElement('sockscope-type-table')
export class TypeTable extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  /** From the caret on. */
  @property({ attribute: false }) bytes!: Uint8Array;
  @property({ attribute: false }) selected = 1;
  /** This machine's. */
  @property({ attribute: false }) byteOrder!: ByteOrder;
  @property({ attribute: false }) choice: RowChoice = NO_CHOICE;
  @property({ attribute: false }) onChoose!: (choice: RowChoice) => void;
  @property({ attribute: false }) onCopyValue!: (value: string) => void;

  /** The id of the row that the pointer or the keyboard is at. */
  @state() private current: string | undefined;

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    const groups = arrangeRows(TYPE_ROWS, this.choice);
    const first = groups[0]?.rows[0];
    return html`<table
        class="types"
        aria-labelledby="data-inspector-title"
        @keydown=${moveInTable}
        @focusin=${this.#onPoint}
        @pointermove=${this.#onPoint}
      >
        <thead>
          <tr>
            <th scope="col">${translate('type')}</th>
            ${ORDERS.map((order) => this.#columnHeader(order))}
          </tr>
        </thead>
        ${groups.map((group) => this.#group(group, first))}
      </table>
      ${this.#hiddenRows()} ${this.#expression()}`;
  }

  #columnHeader(order: ByteOrder): TemplateResult {
    const { wording: translate } = this;
    return html`<th scope="col" data-endian=${order}>
      <span class="order">${translate(order === 'be' ? 'bigEndian' : 'littleEndian')}</span>
      ${order === 'be' ? html`<span class="tag">${translate('networkOrder')}</span>` : nothing}
      ${order === this.byteOrder ? html`<span class="tag">${translate('thisMachine')}</span>` : nothing}
    </th>`;
  }

  #group({ id, rows }: RowGroup, first: TypeRow | undefined): TemplateResult {
    return html`<tbody>
      <tr class="family">
        <th scope="rowgroup" colspan="3">${this.wording(id)}</th>
      </tr>
      ${rows.map((row) => this.#row(row, row === first))}
    </tbody>`;
  }

  #row(row: TypeRow, isFirst: boolean): TemplateResult {
    const { wording: translate } = this;
    const fits = this.selected > 1 && this.selected === row.bytes;
    const isPinned = this.choice.pinned.includes(row.id);
    return html`<tr class=${fits ? 'fits' : ''} data-id=${row.id}>
      <th scope="row" title=${translate(`type.${row.id}`)}>
        <span class="name">${row.name}</span>
        <span class="tools">
          ${this.#tool(
            'pin',
            isPinned ? 'codicon-pinned' : 'codicon-pin',
            translate('pinRow', row.name),
            isPinned,
            () => {
              this.onChoose(togglePinned(this.choice, row.id));
            },
          )}
          ${this.#tool('hide', 'codicon-eye-closed', translate('hideRow', row.name), undefined, () => {
            this.onChoose(hideRow(this.choice, row.id));
          })}
        </span>
      </th>
      ${ORDERS.map((order) => this.#cell(row, order, isFirst && order === 'be'))}
    </tr>`;
  }

  #tool(
    column: string,
    icon: string,
    label: string,
    pressed: boolean | undefined,
    onClick: () => void,
  ): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      tabindex="-1"
      data-column=${column}
      aria-label=${label}
      aria-pressed=${pressed ?? nothing}
      title=${label}
      @click=${onClick}
    >
      <span class="codicon ${icon}" aria-hidden="true"></span>
    </button>`;
  }

  #cell(row: TypeRow, order: ByteOrder, isFirst: boolean): TemplateResult {
    const { wording: translate } = this;
    const reading = row.read({ bytes: this.bytes, selected: this.selected, order });
    if (reading.kind !== 'value') {
      const reason = reading.kind === 'none' ? translate(reading.reason, reading.argument) : translate('endOfData');
      return html`<td class="none" data-type=${row.id} data-endian=${order}>${reason}</td>`;
    }
    const { value } = reading;
    // Set as a property: the cell's text is the value and nothing else, no blank around it.
    const button = html`<button
      type="button"
      class="value"
      tabindex=${isFirst ? 0 : -1}
      data-column=${order}
      title=${translate('copyValueOf', row.c[order])}
      @click=${() => {
        this.onCopyValue(value);
      }}
      .textContent=${value}
    ></button>`;
    return html`<td data-type=${row.id} data-endian=${order}>${button}</td>`;
  }

  #hiddenRows(): TemplateResult | typeof nothing {
    const count = TYPE_ROWS.filter(({ id }) => this.choice.hidden.includes(id)).length;
    if (count === 0) return nothing;
    return html`<p class="hidden-rows">
      <button
        type="button"
        class="link"
        @click=${() => {
          this.onChoose(showAllRows(this.choice));
        }}
      >
        ${this.wording('showHiddenRows', count)}
      </button>
    </p>`;
  }

  #expression(): TemplateResult | typeof nothing {
    const row =
      TYPE_ROWS.find(({ id }) => id === this.current) ??
      TYPE_ROWS.find(({ bytes }) => this.selected > 1 && bytes === this.selected) ??
      TYPE_ROWS.find(({ id }) => id === FIRST_EXPRESSION);
    if (!row) return nothing;
    const { wording: translate } = this;
    const { be, le } = row.c;
    return html`<div class="expression" title=${translate('expressionHint')}>
      <p>${translate('inC', translate(`type.${row.id}`))}</p>
      <dl>
        ${(be === le
          ? [[translate('bothOrdersShort'), be]]
          : [
              [translate('bigEndianShort'), be],
              [translate('littleEndianShort'), le],
            ]
        ).map(
          ([order, code]) =>
            html`<dt>${order}</dt>
              <dd><code>${code}</code></dd>`,
        )}
      </dl>
    </div>`;
  }

  readonly #onPoint = ({ target }: Event) => {
    const id = (target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (id !== undefined) this.current = id;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-type-table': TypeTable;
  }
}
