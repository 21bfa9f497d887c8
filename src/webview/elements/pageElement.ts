import { LitElement, type CSSResult, type ReactiveController } from 'lit';
import type { Conversation } from '../view/conversation';

/**
 * A part of the page. It renders into the document itself, not a shadow tree: ARIA relations cross parts, and whoever
 * drives the page (a test, an assistive tool) finds `[data-offset]` by a plain query.
 */
export abstract class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Applies a part's styles to the document, by a constructed stylesheet: the page's security policy knows no inline styles. */
export function adoptStyles({ styleSheet }: CSSResult): void {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet);
}

/** Renders a part again whenever the conversation that it shows changed. */
export class ConversationWatcher implements ReactiveController {
  readonly #host: PageElement;
  #watched: Conversation | undefined;

  constructor(host: PageElement) {
    this.#host = host;
    host.addController(this);
  }

  watch(conversation: Conversation | undefined): void {
    if (this.#watched === conversation) return;
    this.#watched?.removeEventListener('change', this.#onChange);
    this.#watched = conversation;
    if (this.#host.isConnected) conversation?.addEventListener('change', this.#onChange);
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
