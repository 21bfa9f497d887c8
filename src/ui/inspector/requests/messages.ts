import { formatHostPort } from '../../../engine/address/endpoint';
import { MAX_ROWS, PREVIEW_BYTES } from '../../../webview/inspector/protocol';
import type { MessageRow } from '../../../webview/inspector/rows';
import type { MessageList } from '../messageList';
import type { HandlersOf } from './context';

/** The table of messages. */
export const MESSAGE_HANDLERS: HandlersOf<'listMessages' | 'readMessages' | 'locateMessage'> = {
  listMessages: (context, { conversation, framing, filter }) => ({
    list: context.listMessages(context.viewOf(conversation), framing, filter),
  }),

  readMessages: async (context, { list, from, to }) => {
    const messages = context.messages(list);
    const { capture, log } = messages.view;
    const end = Math.min(to, from + MAX_ROWS, messages.count);
    const rows: MessageRow[] = [];
    let start = 0;
    for (let row = from; row < end; row++) {
      const described = describe(messages, row, start);
      rows.push(described);
      start += Math.min(described.length, PREVIEW_BYTES);
    }
    const bytes = new Uint8Array(start);
    const reads = rows.map(async ({ direction, offset, length, start: at }) => {
      if (length === 0) return;
      bytes.set(await capture.readBytes(log, direction, offset, Math.min(length, PREVIEW_BYTES)), at);
    });
    await Promise.all(reads);
    return { rows, bytes };
  },

  locateMessage: (context, { list, direction, offset }) => ({
    row: context.messages(list).rowOf(direction, offset),
  }),
};

function describe(messages: MessageList, row: number, start: number): MessageRow {
  const { view } = messages;
  const { number, offset, length, chunk, incomplete, open } = messages.at(row);
  const time = view.log.time(chunk);
  const peer = view.conversation.peers?.get(view.log.peer(chunk));
  return {
    number,
    direction: view.log.direction(chunk),
    offset,
    length,
    time: view.epochTime(time),
    ...(row === 0 ? {} : { delta: (time - view.log.time(messages.at(row - 1).chunk)) / 1e6 }),
    ...(peer ? { peer: formatHostPort(peer.address, peer.port) } : {}),
    ...(incomplete ? { incomplete } : {}),
    ...(open ? { open } : {}),
    start,
  };
}
