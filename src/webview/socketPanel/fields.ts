import type { StreamRange } from '../../base/streamRange';
import { fieldsOf, malformedMessage, natural, number, oneOf, text, type Fields } from '../shared/messageFields';
import type { MessageParsers, RequestParsers } from '../shared/messageParser';
import type {
  PanelCalls,
  PanelImpairments,
  PanelKernel,
  PanelRelay,
  PanelRelayCounts,
  PanelSocket,
  PanelRequests,
  PanelTold,
  ToPanel,
} from './protocol';

/** Takes what the extension says. What is in it is passed on: the page came from the same extension. */
export const PANEL_PARSERS: MessageParsers<ToPanel> = {
  socket: (fields) => ({
    socket: fields['socket'] === null ? null : (fieldsOf(fields['socket'], 'socket') as unknown as PanelSocket),
  }),
  kernel: (fields) => ({ kernel: fieldsOf(fields['kernel'], 'kernel') as unknown as PanelKernel }),
  calls: (fields) => ({ calls: fieldsOf(fields['calls'], 'calls') as unknown as PanelCalls }),
  relay: (fields) => ({
    relay: fields['relay'] === null ? null : (fieldsOf(fields['relay'], 'relay') as unknown as PanelRelay),
  }),
  relayCounts: (fields) => ({ counts: fieldsOf(fields['counts'], 'counts') as unknown as PanelRelayCounts }),
};

/** Takes what the page says. */
export const PANEL_HOST_PARSERS: {
  readonly requests: RequestParsers<PanelRequests>;
  readonly told: MessageParsers<PanelTold>;
} = {
  requests: {
    act: (fields) => ({ socket: text(fields, 'socket'), command: text(fields, 'command') }),
    inspectAddress: (fields) => ({
      socket: text(fields, 'socket'),
      end: oneOf(fields, 'end', ['local', 'remote']),
    }),
    showBytes: (fields) => ({
      socket: text(fields, 'socket'),
      conversation: natural(fields, 'conversation'),
      ...(fields['bytes'] === undefined ? {} : { bytes: rangeOf(fieldsOf(fields['bytes'], 'bytes')) }),
    }),
    setOption: (fields) => ({
      socket: text(fields, 'socket'),
      option: text(fields, 'option'),
      value: switchOrNumber(fields),
    }),
    setImpairments: (fields) => ({
      socket: text(fields, 'socket'),
      ...(fields['client'] === undefined ? {} : { client: impairmentsOf(fields['client']) }),
      ...(fields['server'] === undefined ? {} : { server: impairmentsOf(fields['server']) }),
      ...(fields['seed'] === undefined ? {} : { seed: natural(fields, 'seed') }),
    }),
  },
  told: { ready: () => ({}) },
};

function rangeOf(fields: Fields): StreamRange {
  return {
    direction: oneOf(fields, 'direction', ['received', 'sent']),
    offset: natural(fields, 'offset'),
    length: natural(fields, 'length'),
  };
}

/** Which of them there are, and what they may be, the engine knows. */
function impairmentsOf(value: unknown): PanelImpairments {
  const fields = fieldsOf(value, 'impairments');
  const taken = Object.keys(fields).map((name) => [
    name,
    typeof fields[name] === 'boolean' ? fields[name] : number(fields, name),
  ]);
  return Object.fromEntries(taken) as PanelImpairments;
}

function switchOrNumber(fields: Fields): boolean | number {
  const { value } = fields;
  return typeof value === 'boolean' ? value : typeof value === 'number' ? natural(fields, 'value') : refuse();
}

function refuse(): never {
  throw malformedMessage('value');
}
