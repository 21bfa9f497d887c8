import type { Direction } from '../../base/direction';
import { FIND_ENCODINGS, FIND_KINDS, NUMBER_ORDERS, NUMBER_TYPES, type FindQuery } from '../../bytes/find/query';
import { byte, direction, layout, streamRange } from '../../webview/inspector/fields';
import { MAX_DRAWING, type Requests, type ToHost, type Told } from '../../webview/inspector/protocol';
import {
  fieldsOf,
  list,
  malformedMessage,
  natural,
  oneOf,
  text,
  type Fields,
} from '../../webview/shared/messageFields';
import { parseFromPage, type MessageParsers, type RequestParsers } from '../../webview/shared/messageParser';
import { framing, messageFilter } from './framingFields';

const REQUESTS: RequestParsers<Requests> = {
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
  foundIn: (fields) => ({
    search: natural(fields, 'search'),
    ranges: list(fields, 'ranges').map((range) => streamRange(fieldsOf(range, 'ranges'))),
  }),
  markFound: (fields) => ({
    search: natural(fields, 'search'),
    conversation: natural(fields, 'conversation'),
    layout: layout(fields),
    rowCount: natural(fields, 'rowCount'),
    slots: natural(fields, 'slots'),
  }),
  readBytes: (fields) => ({
    conversation: natural(fields, 'conversation'),
    ...streamRange(fields),
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
  listSteps: (fields) => ({ conversation: natural(fields, 'conversation') }),
  readSteps: (fields) => ({
    list: natural(fields, 'list'),
    from: natural(fields, 'from'),
    to: natural(fields, 'to'),
  }),
  locateStep: (fields) => ({ list: natural(fields, 'list'), ...byte(fields) }),
  saveDrawing: (fields) => {
    const svg = text(fields, 'svg');
    if (svg.length > MAX_DRAWING) throw malformedMessage('svg');
    return { svg };
  },
  readPayload: (fields) => ({
    conversation: natural(fields, 'conversation'),
    text: text(fields, 'text'),
    ...optionalText(fields, 'reading'),
  }),
  sendPayload: (fields) => ({
    conversation: natural(fields, 'conversation'),
    text: text(fields, 'text'),
    ...optionalText(fields, 'reading'),
    ...optionalText(fields, 'to'),
  }),
  layOut: (fields) => ({ conversation: natural(fields, 'conversation'), layout: layout(fields) }),
};

const TOLD: MessageParsers<Told> = {
  ready: (fields) => ({ layout: layout(fields) }),
  showConversation: (fields) => ({ conversation: natural(fields, 'conversation') }),
  keepSettings: (fields) => ({ settings: text(fields, 'settings') }),
  selected: (fields) => ({
    conversation: natural(fields, 'conversation'),
    ...streamRange(fields),
  }),
  copy: (fields) => ({ text: text(fields, 'text') }),
  stopFind: (fields) => ({ forget: fields['forget'] === true }),
  stopMessages: () => ({}),
  leaveMessages: () => ({}),
  leaveSteps: () => ({}),
};

/**
 * Holds what a page sent against the protocol.
 *
 * @throws SockscopeError `BAD_MESSAGE`
 */
export function parseMessage(raw: unknown): ToHost {
  return parseFromPage(raw, REQUESTS, TOLD);
}

function optionalText<Name extends string>(fields: Fields, name: Name): Readonly<Partial<Record<Name, string>>> {
  return (fields[name] === undefined ? {} : { [name]: text(fields, name) }) as Readonly<Partial<Record<Name, string>>>;
}

function directions(fields: Fields): Direction[] {
  const given = list(fields, 'directions');
  if (given.length > 2) throw malformedMessage('directions');
  return given.map((each) => direction({ direction: each }));
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
