import { LitElement, type CSSResult, type ReactiveController } from 'lit';

/**
 * A part of the page. It renders into the document itself, not a shadow tree: ARIA relations cross parts, and whoever
 * drives the page (a test, an assistive tool) finds `[data-offset]` by a plain query.
 */
export abstract class PageElement extends LitElement {
  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Applies a part's styles to the document, by a constructed stylesheet: the page's security policy knows no inline styles. */
export function adoptStyles({ styleSheet }: CSSResult): void {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet);
}

/** Renders a part again whenever what it shows said `change`. */
export class ChangeWatcher implements ReactiveController {
  readonly #host: PageElement;
  #watched: EventTarget | undefined;

  constructor(host: PageElement) {
    this.#host = host;
    host.addController(this);
  }

  watch(shown: EventTarget | undefined): void {
    if (this.#watched === shown) return;
    this.#watched?.removeEventListener('change', this.#onChange);
    this.#watched = shown;
    if (this.#host.isConnected) shown?.addEventListener('change', this.#onChange);
  }

  hostConnected(): void {
    this.#watched?.addEventListener('change', this.#onChange);
  }

  hostDisconnected(): void {
    this.#watched?.removeEventListener('change', this.#onChange);
  }

  readonly #onChange = () => {
    this.#host.requestUpdate();
  };
}

/** What a part says, to all around it, when what had the keyboard in it is not there any more once the part was drawn anew. */
export const FOCUS_LOST = 'focuslost';

/** Says {@link FOCUS_LOST}. Each part is drawn by itself, often later than the one around it. */
class FocusKeeper implements ReactiveController {
  readonly #host: PageElement;
  #hadFocus = false;

  constructor(host: PageElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#hadFocus = this.#host.contains(document.activeElement);
  }

  hostUpdated(): void {
    if (!this.#hadFocus || document.activeElement !== document.body) return;
    this.#host.dispatchEvent(new Event(FOCUS_LOST, { bubbles: true }));
  }
}
