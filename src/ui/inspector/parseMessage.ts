import type { Direction } from '../../bytes/direction';
import { FIND_ENCODINGS, FIND_KINDS, NUMBER_ORDERS, NUMBER_TYPES, type FindQuery } from '../../bytes/find/query';
import type { RequestType, ToHost } from '../../webview/protocol';
import { ROW_WIDTHS, type Layout } from '../../webview/rows';
import { framing, messageFilter } from './framingFields';
import { direction, fieldsOf, malformed, natural, oneOf, text, type Fields } from './messageFields';

type MessageType = ToHost['type'];

/** Takes the fields of each kind of message out of what a page sent. */
const PARSERS: {
  readonly [T in MessageType]: (fields: Fields) => Omit<Extract<ToHost, { readonly type: T }>, 'type' | 'request'>;
} = {
  ready: (fields) => ({ layout: layout(fields) }),
  showConversation: (fields) => ({ conversation: natural(fields, 'conversation') }),
  keepSettings: (fields) => ({ settings: text(fields, 'settings') }),
  selected: (fields) => ({
    conversation: natural(fields, 'conversation'),
    ...byte(fields),
    length: natural(fields, 'length'),
  }),
  copy: (fields) => ({ text: text(fields, 'text') }),
  readRows: (fields) => ({
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    from: natural(fields, 'from'),
    to: natural(fields, 'to'),
  }),
  startFind: (fields) => ({
    conversation: natural(fields, 'conversation'),
    directions: directions(fields),
    query: query(fields),
  }),
  continueFind: (fields) => ({ search: natural(fields, 'search') }),
  nextFound: (fields) => ({
    search: natural(fields, 'search'),
    ...(fields['from'] === undefined ? {} : { from: byte(fieldsOf(fields['from'], 'from')) }),
    forward: fields['forward'] === true,
  }),
  placeFound: (fields) => ({ search: natural(fields, 'search'), ...byte(fields) }),
  readFound: (fields) => ({
    search: natural(fields, 'search'),
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    from: natural(fields, 'from'),
    to: natural(fields, 'to'),
  }),
  markFound: (fields) => ({
    search: natural(fields, 'search'),
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    rowCount: natural(fields, 'rowCount'),
    slots: natural(fields, 'slots'),
  }),
  stopFind: (fields) => ({ forget: fields['forget'] === true }),
  readBytes: (fields) => ({
    conversation: natural(fields, 'conversation'),
    ...byte(fields),
    length: natural(fields, 'length'),
  }),
  locate: (fields) => ({
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    ...byte(fields),
  }),
  listMessages: (fields) => ({
    conversation: natural(fields, 'conversation'),
    framing: framing(fieldsOf(fields['framing'], 'framing')),
    filter: messageFilter(fieldsOf(fields['filter'], 'filter')),
  }),
  readMessages: (fields) => ({
    list: natural(fields, 'list'),
    from: natural(fields, 'from'),
    to: natural(fields, 'to'),
  }),
  locateMessage: (fields) => ({ list: natural(fields, 'list'), ...byte(fields) }),
  stopMessages: () => ({}),
  leaveMessages: () => ({}),
  layOut: (fields) => ({ conversation: natural(fields, 'conversation'), layout: layout(fields) }),
};

/** Messages that want no answer. Written as a record, so that the compiler misses none. */
const UNANSWERED: Readonly<Record<Exclude<MessageType, RequestType>, true>> = {
  ready: true,
  showConversation: true,
  stopMessages: true,
  stopFind: true,
  leaveMessages: true,
  keepSettings: true,
  selected: true,
  copy: true,
};

/**
 * Holds what a page sent against the protocol.
 *
 * @throws SockscopeError `BAD_MESSAGE`
 */
export function parseMessage(raw: unknown): ToHost {
  const fields = fieldsOf(raw, 'type');
  const type = text(fields, 'type');
  if (!isMessageType(type)) throw malformed(type);
  const request = Object.hasOwn(UNANSWERED, type) ? {} : { request: natural(fields, 'request') };
  return { type, ...request, ...PARSERS[type](fields) } as ToHost;
}

function isMessageType(type: string): type is MessageType {
  return Object.hasOwn(PARSERS, type);
}

function layout(fields: Fields): Layout {
  const parts = fieldsOf(fields['layout'], 'layout');
  return {
    view: oneOf(parts, 'view', ['exchange', 'received', 'sent']),
    bytesPerRow: oneOf(parts, 'bytesPerRow', ROW_WIDTHS),
  };
}

/** A byte of a stream. */
function byte(fields: Fields): { readonly direction: Direction; readonly offset: number } {
  return { direction: direction(fields), offset: natural(fields, 'offset') };
}

function directions(fields: Fields): Direction[] {
  const list = fields['directions'];
  if (!Array.isArray(list) || list.length > 2) throw malformed('directions');
  return list.map((each: unknown) => direction({ direction: each }));
}

function query(fields: Fields): FindQuery {
  const parts = fieldsOf(fields['query'], 'query');
  return {
    kind: oneOf(parts, 'kind', FIND_KINDS),
    text: text(parts, 'text'),
    matchCase: parts['matchCase'] === true,
    encoding: oneOf(parts, 'encoding', FIND_ENCODINGS),
    numberType: oneOf(parts, 'numberType', NUMBER_TYPES),
    order: oneOf(parts, 'order', NUMBER_ORDERS),
  };
}
