import type { Direction } from '../../base/direction';
import type { StreamRange } from '../../base/streamRange';
import { boolean, fieldsOf, list, natural, number, oneOf, text, type Fields } from '../shared/messageFields';
import type { MessageParsers } from '../shared/messageParser';
import type { ComposerFacts, ConversationSummary, Extent, ToPage } from './protocol';
import { ROW_WIDTHS, type RowLayout } from './rows';

/** Takes what the extension says. What lists and summaries hold is passed on: the page came from the same extension. */
export const PAGE_PARSERS: MessageParsers<ToPage> = {
  conversations: (fields) => ({
    list: list(fields, 'list') as readonly ConversationSummary[],
    from: natural(fields, 'from'),
    total: natural(fields, 'total'),
    omitted: natural(fields, 'omitted'),
  }),
  show: (fields) => ({
    ...extent(fields),
    asked: boolean(fields, 'asked'),
    byteOrder: oneOf(fields, 'byteOrder', ['le', 'be']),
    ...(fields['select'] === undefined ? {} : { select: streamRange(fieldsOf(fields['select'], 'select')) }),
  }),
  grown: extent,
  messages: (fields) => ({
    list: natural(fields, 'list'),
    count: natural(fields, 'count'),
    progress: number(fields, 'progress'),
    done: boolean(fields, 'done'),
    full: boolean(fields, 'full'),
    ...(fields['failure'] === undefined ? {} : { failure: text(fields, 'failure') }),
  }),
  sequence: (fields) => ({
    list: natural(fields, 'list'),
    count: natural(fields, 'count'),
    progress: number(fields, 'progress'),
    done: boolean(fields, 'done'),
    full: boolean(fields, 'full'),
    ...(fields['failure'] === undefined ? {} : { failure: text(fields, 'failure') }),
    packets: boolean(fields, 'packets'),
    peerCount: natural(fields, 'peerCount'),
    peers: list(fields, 'peers').map(String),
  }),
  composer: (fields) => ({
    conversation: natural(fields, 'conversation'),
    to: text(fields, 'to'),
    refusal: text(fields, 'refusal'),
    ...(fields['peers'] === undefined ? {} : { peers: list(fields, 'peers').map(String) }),
    history: list(fields, 'history') as ComposerFacts['history'],
  }),
  compose: () => ({}),
  notices: (fields) => ({ list: list(fields, 'list').map(String) }),
  unavailable: (fields) => ({ message: text(fields, 'message') }),
};

export function layout(fields: Fields): RowLayout {
  const parts = fieldsOf(fields['layout'], 'layout');
  return {
    view: oneOf(parts, 'view', ['exchange', 'received', 'sent']),
    bytesPerRow: oneOf(parts, 'bytesPerRow', ROW_WIDTHS),
  };
}

export function direction(fields: Fields): Direction {
  return oneOf(fields, 'direction', ['received', 'sent']);
}

/** A byte of a stream. */
export function byte(fields: Fields): { readonly direction: Direction; readonly offset: number } {
  return { direction: direction(fields), offset: natural(fields, 'offset') };
}

export function streamRange(fields: Fields): StreamRange {
  return { ...byte(fields), length: natural(fields, 'length') };
}

function extent(fields: Fields): Extent {
  return {
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    rowCount: natural(fields, 'rowCount'),
    received: natural(fields, 'received'),
    sent: natural(fields, 'sent'),
    summary: fieldsOf(fields['summary'], 'summary') as unknown as ConversationSummary,
  };
}
