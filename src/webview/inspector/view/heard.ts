import type { StreamRange } from '../../../base/streamRange';
import type { ConversationSummary } from '../protocol';
import type { Translate } from '../strings';
import type { Announcer } from './announcer';
import { byteCount } from './format';

/** Milliseconds over which what came is gathered into one sentence. */
const NEWS_TIME = 2000;
/** Milliseconds for which a selection has stayed the same before its length is said. */
const SETTLED = 500;

/** What is to be heard of the shown conversation: what came and went, that it ended, how much is selected. */
export class Heard {
  readonly #announcer: Announcer;
  #latest: ConversationSummary | undefined;
  /** Bytes that were spoken of. */
  #received = 0;
  #sent = 0;
  #selected = 1;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /**
   * How far the shown conversation is; what another one holds when it is shown first is no news.
   *
   * @param isSendingSaid The composer has said what it sent.
   */
  take(summary: ConversationSummary, translate: Translate, isSendingSaid = false): void {
    const before = this.#latest;
    this.#latest = summary;
    if (before?.id !== summary.id) {
      this.#announcer.forget('news');
      this.#announcer.forget('sent');
      this.#received = summary.received;
      this.#sent = summary.sent;
      return;
    }
    if (before.state !== summary.state) {
      this.#announcer.settle('state', 0, translate('heardState', summary.state));
    }
    if (summary.received > this.#received) this.#announcer.gather('news', NEWS_TIME, () => this.#news(translate));
    if (isSendingSaid) this.#sent = summary.sent;
    else if (summary.sent > this.#sent) this.#announcer.gather('sent', NEWS_TIME, () => this.#sentNews(translate));
  }

  select(range: StreamRange | undefined, translate: Translate): void {
    const { length } = range ?? { length: 1 };
    if (length === this.#selected) return;
    this.#selected = length;
    if (length > 1) {
      this.#announcer.settle('selection', SETTLED, translate('selectionLength', byteCount(translate, length)));
    } else this.#announcer.forget('selection');
  }

  #news(translate: Translate): string {
    const { received, chunks } = this.#latest!;
    const bytes = byteCount(translate, received - this.#received);
    this.#received = received;
    return translate('heardReceived', bytes, chunks);
  }

  #sentNews(translate: Translate): string | undefined {
    const { sent } = this.#latest!;
    const bytes = sent - this.#sent;
    this.#sent = sent;
    return bytes > 0 ? translate('sentTotal', byteCount(translate, bytes)) : undefined;
  }
}
