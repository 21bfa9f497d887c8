import type { Capture } from '../../capture/capture';
import type { ToPage } from '../../webview/protocol';
import { captureNotices } from './captureNotices';
import { listConversations } from './conversationViews';

/** What a page knows of the capture as a whole: its conversations, and what is to be said about it. Told when it changed. */
export class CaptureNews {
  readonly #capture: Capture;
  readonly #post: (message: ToPage) => void;
  /** The list that the page has; undefined before the first, which may well be empty. */
  #listed: string | undefined;
  #noticed = '';

  constructor(capture: Capture, post: (message: ToPage) => void) {
    this.#capture = capture;
    this.#post = post;
  }

  /** A page that is new knows nothing yet. */
  forget(): void {
    this.#listed = undefined;
    this.#noticed = '';
  }

  tell(): void {
    this.#tellList();
    this.#tellNotices();
  }

  /** Sends the list when conversations began, ended, or came from a new peer; their traffic alone is not worth it. */
  #tellList(): void {
    const { list, omitted } = listConversations(this.#capture);
    const identity = list.map(({ id, state, live }) => `${id} ${state} ${live}`).join('\n');
    if (identity === this.#listed) return;
    this.#listed = identity;
    this.#post({ type: 'conversations', list, omitted });
  }

  #tellNotices(): void {
    const list = captureNotices(this.#capture);
    const identity = list.join('\n');
    if (identity === this.#noticed) return;
    this.#noticed = identity;
    this.#post({ type: 'notices', list });
  }
}
