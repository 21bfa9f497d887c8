import { html, nothing, type TemplateResult } from 'lit';
import type { StreamRange } from '../../../base/streamRange';
import type { Translate } from '../strings';
import type { Announcer } from '../view/announcer';
import type { Finder } from '../view/finder';
import type { ShownConversation } from '../view/conversation';
import type { Pane } from '../view/paneSizes';
import { hasBytesBelow, type ViewSettings } from '../view/viewSettings';
import './findBar';
import './hexView';
import './paneSeparator';
import { noBytesNotice, problemNotice } from './notices';
import { BYTES_MENU } from './rowContext';

export interface BytesPane {
  readonly translate: Translate;
  readonly conversation: ShownConversation;
  readonly settings: ViewSettings;
  /** Chunks that came while the end was out of view, or the view was paused. */
  readonly unseen: number;
  readonly paused: boolean;
  /** What is looked for. */
  readonly finder: Finder;
  /** Says what is found. */
  readonly announcer: Announcer;
  /** Settles when the bytes are selected, or cannot be. */
  readonly onGo: (range: StreamRange) => Promise<void>;
  readonly onLeave: () => void;
  readonly onScrolled: () => void;
  readonly onCopy: () => void;
  readonly onFit: (bytesPerRow: number) => void;
  readonly onFollow: (follow: boolean) => void;
  readonly onPause: (paused: boolean) => void;
  readonly onSize: (pane: Pane, size: number | undefined) => void;
  /** Folds the bytes below the messages. */
  readonly onFold: (folded: boolean) => void;
  readonly onProblem: (error: unknown) => void;
}

/** The rows of the shown conversation, and what is to be said over them. */
export function bytesPane(pane: BytesPane): TemplateResult {
  const { translate, conversation } = pane;
  const { failure } = conversation.rows;
  const isBelow = hasBytesBelow(pane.settings.view);
  const isFolded = isBelow && !pane.settings.bytes;
  return html`<div class="bytes-pane${isFolded ? ' folded' : ''}" data-vscode-context=${BYTES_MENU}>
    ${isBelow ? paneHead(pane, isFolded) : nothing}
    <sockscope-find-bar
      .conversation=${conversation}
      .view=${pane.settings.view}
      .finder=${pane.finder}
      .announcer=${pane.announcer}
      .wording=${translate}
      .onGo=${pane.onGo}
      .onProblem=${pane.onProblem}
      .onLeave=${pane.onLeave}
    ></sockscope-find-bar>
    ${
      failure === undefined
        ? nothing
        : problemNotice(translate, translate('rowsFailed', failure), () => {
            conversation.rows.retry();
          })
    }
    <sockscope-hex-view
      .conversation=${conversation}
      .wording=${translate}
      .settings=${pane.settings}
      .finder=${pane.finder}
      .onScrolled=${pane.onScrolled}
      .onCopy=${pane.onCopy}
      .onFit=${pane.onFit}
      .onProblem=${pane.onProblem}
    ></sockscope-hex-view>
    ${emptyNotice(translate, conversation)} ${newsPill(pane)}
  </div>`;
}

/** Over the bytes below the messages. */
function paneHead({ translate, onSize, onFold }: BytesPane, isFolded: boolean): TemplateResult {
  const name = translate('bytesPane');
  return html`<button
      type="button"
      class="pane-head"
      aria-expanded=${!isFolded}
      @click=${() => {
        onFold(!isFolded);
      }}
    >
      <span class="codicon ${isFolded ? 'codicon-chevron-right' : 'codicon-chevron-down'}" aria-hidden="true"></span
      >${name}</button
    >${
      isFolded
        ? nothing
        : html`<sockscope-separator
            .wording=${translate}
            .upright=${'bytes'}
            .name=${name}
            .onSize=${onSize}
            .onFold=${() => {
              onFold(true);
            }}
          ></sockscope-separator>`
    }`;
}

function emptyNotice(translate: Translate, conversation: ShownConversation): TemplateResult | typeof nothing {
  const { view } = conversation.layout;
  const [received, sent] = [conversation.streamLength('received'), conversation.streamLength('sent')];
  if (received + sent === 0) return noBytesNotice(translate, conversation.summary.live);
  if (view === 'exchange' || conversation.streamLength(view) > 0) return nothing;
  return html`<div class="empty over"><p>${translate(view === 'sent' ? 'nothingSent' : 'nothingReceived')}</p></div>`;
}

/** How much came that is not in view, and the way there. */
function newsPill({ translate, unseen, paused, onFollow, onPause }: BytesPane): TemplateResult | typeof nothing {
  const news = translate('newChunks', unseen);
  if (paused) {
    return html`<button
      type="button"
      class="pill"
      @click=${() => {
        onPause(false);
      }}
    >
      <span class="codicon codicon-debug-continue" aria-hidden="true"></span> ${translate('viewPaused', news)}
    </button>`;
  }
  if (unseen === 0) return nothing;
  return html`<button
    type="button"
    class="pill"
    @click=${() => {
      onFollow(true);
    }}
  >
    <span class="codicon codicon-arrow-down" aria-hidden="true"></span> ${news}
  </button>`;
}
