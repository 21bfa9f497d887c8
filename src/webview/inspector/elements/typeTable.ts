import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TypeReading, TypeRow } from '../../../bytes/inspect/typeRow';
import { TYPE_ROWS } from '../../../bytes/inspect/typeRows';
import type { ByteOrder } from '../../../bytes/numbers/integers';
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
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { typeTableStyles } from './typeTable.styles';

/** The columns, in this order: what travels the network first. */
const ORDERS: readonly ByteOrder[] = ['be', 'le'];
/** As many columns of types as a wide screen has below the bytes; those that have no room are not seen. */
const MOST_COLUMNS = 6;
/** Whose expression is shown before anything is pointed at. */
const FIRST_EXPRESSION = 'u16';

/** A button of the table: the row's id, and what `data-column` says. */
interface Stop {
  readonly id: string;
  readonly column: ByteOrder | 'pin' | 'hide';
}

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
  /** The button that had the keyboard last. */
  @state() private last: Stop | undefined;
  /** What is to have the keyboard once it is drawn, since what had it went elsewhere with its row. */
  #next: Stop | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    // Whoever selects as many bytes as a type has is shown what they are.
    if (changed.has('selected') && this.selected > 1) {
      this.querySelector('tr.fits')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    const next = this.#next;
    if (!next || !changed.has('choice')) return;
    this.#next = undefined;
    this.querySelector<HTMLElement>(`tr[data-id="${next.id}"] [data-column="${next.column}"]`)?.focus();
  }

  protected override render(): TemplateResult {
    const { wording: translate } = this;
    const groups = arrangeRows(TYPE_ROWS, this.choice);
    const stop = this.#tabStop(groups.flatMap(({ rows }) => rows));
    // The table's own headings are for assistive tools: these stay in view, over each column of types.
    return html`<div class="type-heads" aria-hidden="true">
        ${Array.from({ length: MOST_COLUMNS }, () => this.#heads())}
      </div>
      <div class="type-columns">
        <table
          class="types"
          aria-labelledby="data-inspector-title"
          @keydown=${moveInTable}
          @focusin=${this.#onFocus}
          @pointermove=${this.#onPoint}
        >
          <colgroup>
            <col class="type-name" />
            <col span="2" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">${translate('type')}</th>
              ${ORDERS.map((order) => html`<th scope="col" data-endian=${order}>${this.#order(order)}</th>`)}
            </tr>
          </thead>
          ${repeat(
            groups,
            ({ id }) => id,
            (group) => this.#group(group, stop),
          )}
        </table>
      </div>
      ${this.#hiddenRows()} ${this.#expression()}`;
  }

  #heads(): TemplateResult {
    return html`<div class="heads">
      <span>${this.wording('type')}</span>
      ${ORDERS.map((order) => html`<span>${this.#order(order)}</span>`)}
    </div>`;
  }

  #order(order: ByteOrder): TemplateResult {
    const { wording: translate } = this;
    return html`<span class="order">${translate(order === 'be' ? 'bigEndian' : 'littleEndian')}</span>
      ${order === 'be' ? html`<span class="tag">${translate('networkOrder')}</span>` : nothing}
      ${order === this.byteOrder ? html`<span class="tag">${translate('thisMachine')}</span>` : nothing}`;
  }

  #group({ id, rows }: RowGroup, stop: Stop | undefined): TemplateResult {
    return html`<tbody>
      <tr class="family">
        <th scope="rowgroup" colspan="3">${this.wording(id)}</th>
      </tr>
      ${repeat(
        rows,
        (row) => row.id,
        (row) => this.#row(row, row.id === stop?.id ? stop.column : undefined),
      )}
    </tbody>`;
  }

  /** @param stop The column whose button Tab comes to, if that is in this row. */
  #row(row: TypeRow, stop: Stop['column'] | undefined): TemplateResult {
    const { wording: translate } = this;
    const fits = this.selected > 1 && this.selected === row.bytes;
    const isPinned = this.choice.pinned.includes(row.id);
    const pin = translate('pinRow', row.name);
    const hide = translate('hideRow', row.name);
    // The buttons are not what the row is called.
    return html`<tr class=${fits ? 'fits' : ''} data-id=${row.id}>
      <th scope="row" aria-label=${row.name} title=${translate(`type.${row.id}`)}>
        <span class="name">${row.name}</span>
        <span class="tools">
          ${this.#tool('pin', isPinned ? 'codicon-pinned' : 'codicon-pin', pin, stop === 'pin', isPinned, () => {
            this.#choose(togglePinned(this.choice, row.id), { id: row.id, column: 'pin' });
          })}
          ${this.#tool('hide', 'codicon-eye-closed', hide, stop === 'hide', undefined, () => {
            this.#choose(hideRow(this.choice, row.id), this.#neighbourOf(row));
          })}
        </span>
      </th>
      ${ORDERS.map((order) => this.#cell(row, order, stop === order))}
    </tr>`;
  }

  #choose(choice: RowChoice, next: Stop | undefined): void {
    this.#next = next;
    this.onChoose(choice);
  }

  /** Where the keyboard goes when the row is hidden: to the one below, or the last one. */
  #neighbourOf(row: TypeRow): Stop | undefined {
    const rows = arrangeRows(TYPE_ROWS, this.choice).flatMap((group) => group.rows);
    const at = rows.indexOf(row);
    const neighbour = rows[at + 1] ?? rows[at - 1];
    return neighbour && { id: neighbour.id, column: 'hide' };
  }

  #read(row: TypeRow, order: ByteOrder): TypeReading {
    return row.read({ bytes: this.bytes, selected: this.selected, order });
  }

  /** The one button that Tab comes to: where the keyboard was last, else the first value, else the first row's own. */
  #tabStop(rows: readonly TypeRow[]): Stop | undefined {
    const { last } = this;
    const known = last && rows.find(({ id }) => id === last.id);
    if (known && (last.column === 'pin' || last.column === 'hide' || this.#read(known, last.column).kind === 'value')) {
      return last;
    }
    for (const row of rows) {
      const column = ORDERS.find((order) => this.#read(row, order).kind === 'value');
      if (column) return { id: row.id, column };
    }
    return rows[0] && { id: rows[0].id, column: 'pin' };
  }

  #tool(
    column: Stop['column'],
    icon: string,
    label: string,
    isStop: boolean,
    pressed: boolean | undefined,
    onClick: () => void,
  ): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      tabindex=${isStop ? 0 : -1}
      data-column=${column}
      aria-label=${label}
      aria-pressed=${pressed ?? nothing}
      title=${label}
      @click=${onClick}
    >
      <span class="codicon ${icon}" aria-hidden="true"></span>
    </button>`;
  }

  #cell(row: TypeRow, order: ByteOrder, isStop: boolean): TemplateResult {
    const { wording: translate } = this;
    const reading = this.#read(row, order);
    if (reading.kind !== 'value') {
      const reason = reading.kind === 'none' ? translate(reading.reason, reading.argument) : translate('endOfData');
      return html`<td class="none" data-type=${row.id} data-endian=${order}>${reason}</td>`;
    }
    const { value } = reading;
    // Set as a property: the cell's text is the value and nothing else, no blank around it.
    const button = html`<button
      type="button"
      class="value"
      tabindex=${isStop ? 0 : -1}
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

  readonly #onFocus = (event: FocusEvent) => {
    this.#onPoint(event);
    const button = (event.target as HTMLElement).closest('button');
    const id = button?.closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (button && id !== undefined) this.last = { id, column: button.dataset['column'] as Stop['column'] };
  };

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
