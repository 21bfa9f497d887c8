import type { Framing, MessageFilter } from '../../../bytes/framing/framing';
import type { Capture } from '../../../capture/capture';
import type { Requests } from '../../../webview/inspector/protocol';
import type { RowLayout } from '../../../webview/inspector/rows';
import type { RequestHandlers } from '../../pages/requestHandlers';
import type { ComposerHost } from '../composerHost';
import type { ConversationView } from '../conversationViews';
import type { PageSearch } from '../search/conversationSearch';
import type { MessageList } from '../messageList';
import type { SequenceList } from '../sequenceList';

/** What a request is answered from. */
export interface RequestContext {
  readonly capture: Capture;
  /**
   * The conversation that the page shows.
   *
   * @throws SockscopeError `NOT_SHOWN` when it shows another one by now.
   */
  viewOf(conversation: number): ConversationView;
  readonly search: PageSearch;
  readonly composer: ComposerHost;
  /** The page is told of growth in rows of this layout from now on. */
  setLayout(layout: RowLayout): void;
  /** Begins a new list of messages, and returns its id; the page has but one. */
  listMessages(view: ConversationView, framing: Framing, filter: MessageFilter): number;
  /**
   * The list of messages with this id.
   *
   * @throws SockscopeError `NOT_SHOWN` when the page has another one by now.
   */
  messages(list: number): MessageList;
  /** Lays a conversation out as a sequence, and returns its id; the page has but one. */
  listSteps(view: ConversationView): number;
  /**
   * The sequence with this id.
   *
   * @throws SockscopeError `NOT_SHOWN` when the page has another one by now.
   */
  steps(list: number): SequenceList;
}

/** Who answers requests of these names. */
export type HandlersOf<Name extends keyof Requests> = Pick<RequestHandlers<Requests, RequestContext>, Name>;
