import { setImmediate } from 'node:timers/promises';
import type { Capture } from '../../capture/capture';
import { Throttler } from '../../capture/library/throttler';
import type { ToPage } from '../../webview/inspector/protocol';
import { captureNotices } from './captureNotices';
import { listMessages } from './conversationListing';
import { listConversations, type CountedPeers } from './conversationViews';

/** Entries of a list that is sent again for what they have received or sent. */
const MAX_COUNTED = 200;

/** What a page knows of the capture as a whole: its conversations, and what is to be said about it. Told when it changed. */
export class CaptureNews {
  readonly #capture: Capture;
  readonly #post: (message: ToPage) => void;
  readonly #listing = new Throttler(() => this.#tellList());
  /** The list that the page has; undefined before the first, which may well be empty. */
  #listed: string | undefined;
  #noticed = '';
  readonly #counted: CountedPeers = new Map();
  #isOver = false;

  constructor(capture: Capture, post: (message: ToPage) => void) {
    this.#capture = capture;
    this.#post = post;
  }

  /** A page that is new knows nothing yet. */
  forget(): void {
    this.#listed = undefined;
    this.#noticed = '';
  }

  /** There is no page any more. */
  end(): void {
    this.#isOver = true;
  }

  /** Settles when the page was told; the list may be long, and others have their turn meanwhile. */
  async tell(): Promise<void> {
    this.#tellNotices();
    await this.#listing.run();
  }

  /** Sends the list when conversations began, ended, or came from a new peer; their traffic alone is worth that of a short one. */
  async #tellList(): Promise<void> {
    const { list, omitted } = await listConversations(this.#capture, this.#counted);
    const withBytes = list.length <= MAX_COUNTED;
    const identity = list
      .map(({ id, state, live, received, sent }) => `${id} ${state} ${live}${withBytes ? ` ${received} ${sent}` : ''}`)
      .join('\n');
    if (identity === this.#listed) return;
    this.#listed = identity;
    for (const message of listMessages({ list, omitted })) {
      if (this.#isOver) return;
      this.#post(message);
      await setImmediate();
    }
  }

  #tellNotices(): void {
    const list = captureNotices(this.#capture);
    const identity = list.join('\n');
    if (identity === this.#noticed) return;
    this.#noticed = identity;
    this.#post({ type: 'notices', list });
  }
}
