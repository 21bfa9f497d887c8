import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Translate } from '../strings';
import { clampSize, sizeAfterKey, type Pane } from '../view/paneSizes';
import { adoptStyles, PageElement } from '../../shared/pageElement';
import { paneSeparatorStyles } from './paneSeparator.styles';

adoptStyles(paneSeparatorStyles);

/** The edge of a pane, by which it is made larger or smaller. Stands in the pane, whose parent is the room that it has. */
@customElement('sockscope-separator')
export class PaneSeparator extends PageElement {
  @property({ attribute: false }) wording!: Translate;
  /** What is resized while the edge is upright, and else. */
  @property({ attribute: false }) upright!: Pane;
  @property({ attribute: false }) flat: Pane | undefined;
  /** The pane is before the edge, and not behind it. */
  @property({ attribute: false }) leads = false;
  @property({ attribute: false }) name!: string;
  /** Called with undefined for the size that the pane has by itself. */
  @property({ attribute: false }) onSize!: (pane: Pane, size: number | undefined) => void;
  /** Folds the pane away. */
  @property({ attribute: false }) onFold!: () => void;

  @state() private isFlat = false;
  @state() private percent = 50;
  readonly #resized = new ResizeObserver(() => {
    this.#measure();
  });
  /** Where a drag has the edge, relative to the pointer. */
  #grip: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.parentElement) this.#resized.observe(this.parentElement);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override render(): TemplateResult {
    return html`<div
      class="separator"
      role="separator"
      tabindex="0"
      aria-orientation=${this.isFlat ? 'horizontal' : 'vertical'}
      aria-label=${this.wording('resizePane', this.name)}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${this.percent}
      title=${this.wording('resizePaneHint', this.name)}
      @keydown=${this.#onKey}
      @pointerdown=${this.#onDown}
      @pointermove=${this.#onDrag}
      @pointerup=${this.#onUp}
      @pointercancel=${this.#onUp}
      @dblclick=${() => {
        this.onSize(this.#pane, undefined);
      }}
    ></div>`;
  }

  get #pane(): Pane {
    return this.isFlat ? (this.flat ?? this.upright) : this.upright;
  }

  get #size(): number {
    const { width, height } = this.parentElement!.getBoundingClientRect();
    return this.isFlat ? height : width;
  }

  get #room(): number {
    const { width, height } = this.parentElement!.parentElement!.getBoundingClientRect();
    return this.isFlat ? height : width;
  }

  #measure(): void {
    const { width, height } = this.getBoundingClientRect();
    this.isFlat = width > height;
    this.percent = Math.round((100 * this.#size) / Math.max(1, this.#room));
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [back, forth] = this.isFlat ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const keys = this.leads ? { grows: forth, shrinks: back } : { grows: back, shrinks: forth };
    const size = sizeAfterKey(event.key, this.#size, this.#room, keys);
    if (event.key === 'Enter') this.onFold();
    else if (size === undefined) return;
    else this.onSize(this.#pane, size);
    event.preventDefault();
  };

  readonly #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    this.#grip = this.#sizeAt(event) - this.#size;
  };

  readonly #onDrag = (event: PointerEvent) => {
    if (this.#grip === undefined) return;
    this.onSize(this.#pane, clampSize(this.#sizeAt(event) - this.#grip, this.#room));
  };

  readonly #onUp = () => {
    this.#grip = undefined;
  };

  /** The pane's size if its edge were at the pointer. */
  #sizeAt({ clientX, clientY }: PointerEvent): number {
    const { left, right, top, bottom } = this.parentElement!.getBoundingClientRect();
    if (this.isFlat) return this.leads ? clientY - top : bottom - clientY;
    return this.leads ? clientX - left : right - clientX;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sockscope-separator': PaneSeparator;
  }
}
