import type { Framing, MessageFilter } from '../../../bytes/framing/framing';
import type { Capture } from '../../../capture/capture';
import type { Requests, RequestType } from '../../../webview/protocol';
import type { Layout } from '../../../webview/rows';
import type { ConversationView } from '../conversationViews';
import type { PageSearch } from '../search/conversationSearch';
import type { MessageList } from '../messageList';

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
  /** The page is told of growth in rows of this layout from now on. */
  setLayout(layout: Layout): void;
  /** Begins a new list of messages, and returns its id; the page has but one. */
  listMessages(view: ConversationView, framing: Framing, filter: MessageFilter): number;
  /**
   * The list of messages with this id.
   *
   * @throws SockscopeError `NOT_SHOWN` when the page has another one by now.
   */
  messages(list: number): MessageList;
}

/** Answers one kind of request; what it throws reaches the page as a sentence for people. */
export type RequestHandler<T extends RequestType> = (
  context: RequestContext,
  ask: Requests[T]['ask'],
) => Requests[T]['answer'] | Promise<Requests[T]['answer']>;

export type RequestHandlers = { readonly [T in RequestType]: RequestHandler<T> };
