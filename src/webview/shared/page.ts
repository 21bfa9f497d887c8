import type { PageMessage, RequestTable } from './exchange';
import type { HostLink } from './hostLink';
import { parseReply, parseToPage, type MessageParsers } from './messageParser';

/** What VS Code gives to the page of a webview; it can be asked for once only. */
export interface WebviewApi<ToHost> {
  postMessage(message: ToHost): void;
  /** What the page of the same tab kept before. */
  getState(): unknown;
  setState(state: unknown): void;
}

/** What the extension wrote into the page under this name (`ui/pages/pageHtml.ts`); undefined when it is not there. */
export function readData(name: string): unknown {
  const text = document.getElementById(name)?.textContent;
  return text ? JSON.parse(text) : undefined;
}

/** Takes what the extension says from now on: replies go to whoever asked, what was not asked for to `receive`. */
export function listenToHost<
  Requests extends RequestTable<Requests>,
  ToHost extends PageMessage,
  ToPage extends PageMessage,
>(link: HostLink<Requests, ToHost>, parsers: MessageParsers<ToPage>, receive: (message: ToPage) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const reply = parseReply<Requests>(event.data);
    if (reply) link.settle(reply);
    else {
      const message = parseToPage(event.data, parsers);
      if (message) receive(message);
    }
  });
}
