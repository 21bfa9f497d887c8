import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long a passing message stays, in milliseconds. */
const STAY = 4000;

/** A sentence that passes by: what was copied, why the caret did not move. */
export class PassingMessage implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #text = '';
  #timer = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Empty when there is none. */
  get text(): string {
    return this.#text;
  }

  say(sentence: string): void {
    this.#show(sentence);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#show('');
    }, STAY);
  }

  hostDisconnected(): void {
    window.clearTimeout(this.#timer);
  }

  #show(text: string): void {
    this.#text = text;
    this.#host.requestUpdate();
  }
}
