import type { Direction } from '../../base/direction';
import type { LifecycleKind, RecordedSocketKind, RecordingOrigin } from '../../engine/recording';
import type { SocketAddress } from '../../engine/address/socketAddress';
import { MAX_TEXT, VERSION, type Annotation } from '../annotation';
import { CONVERSATION_STATES, type ConversationState } from '../conversation';

/** Longer ones are none of ours: the texts in them are limited. */
const MAX_BYTES = 8 * 1024;
const MAX_PORT = 65_535;

const LIFECYCLE_KINDS: readonly LifecycleKind[] = ['open', 'shutdown', 'reset', 'close', 'error', 'note'];
const ORIGIN_KINDS: readonly RecordedSocketKind[] = [
  'listener',
  'connection',
  'datagramSocket',
  'dialledDatagramSocket',
];
const PATH_FAMILIES = ['unix', 'pipe'] as const;

/** To make one costs more than to use it. */
const decoder = new TextDecoder('utf-8', { fatal: true });

type Fields = Readonly<Record<string, unknown>>;

/** Reads an annotation back, checking everything: the file may come from anywhere. `undefined` when it is none. */
export function parseAnnotation(payload: Uint8Array): Annotation | undefined {
  const fields = parseFields(payload);
  if (fields?.['sockscope'] !== VERSION) return undefined;
  switch (fields['kind']) {
    case 'capture': {
      const title = text(fields['title']);
      const process = text(fields['process']);
      if (title === undefined) return undefined;
      return {
        kind: 'capture',
        title,
        ...optionalOrigin(fields['origin']),
        ...(process === undefined ? {} : { process }),
      };
    }
    case 'stream':
      return parseStream(fields);
    case 'datagrams': {
      const conversation = count(fields['conversation']);
      const local = endpoint(fields['local']);
      if (conversation === undefined || local === undefined) return undefined;
      return { kind: 'datagrams', conversation, local, ...optionalState(fields['state']) };
    }
    case 'peer': {
      const conversation = count(fields['conversation']);
      const address = text(fields['address']);
      const port = portNumber(fields['port']);
      if (conversation === undefined || address === undefined || port === undefined) return undefined;
      return { kind: 'peer', conversation, address, port };
    }
    case 'event': {
      const conversation = count(fields['conversation']);
      const event = oneOf(LIFECYCLE_KINDS, fields['event']);
      const direction = parseDirection(fields['direction']);
      if (conversation === undefined || event === undefined || direction === undefined) return undefined;
      const detail = text(fields['detail']);
      return { kind: 'event', conversation, event, direction, ...(detail === undefined ? {} : { detail }) };
    }
    case 'end':
      return parseEnd(fields);
    case 'note': {
      const note = text(fields['text']);
      return note === undefined ? undefined : { kind: 'note', text: note };
    }
    default:
      return undefined;
  }
}

function parseEnd(fields: Fields): Annotation | undefined {
  const conversations = count(fields['conversations']);
  const received = count(fields['received']);
  const sent = count(fields['sent']);
  if (conversations === undefined || received === undefined || sent === undefined) return undefined;
  const number = count(fields['number']);
  return { kind: 'end', conversations, received, sent, ...(number === undefined ? {} : { number }) };
}

function parseStream(fields: Fields): Annotation | undefined {
  const conversation = count(fields['conversation']);
  const local = endpoint(fields['local']);
  const remote = endpoint(fields['remote']);
  const localPort = portNumber(fields['localPort']);
  const remotePort = portNumber(fields['remotePort']);
  const initiator = parseDirection(fields['initiator']);
  if (conversation === undefined || local === undefined || remote === undefined) return undefined;
  if (localPort === undefined || remotePort === undefined || initiator === undefined) return undefined;
  const state = optionalState(fields['state']);
  const scheme = fields['scheme'] === 'tls' ? ({ scheme: 'tls' } as const) : {};
  return { kind: 'stream', conversation, local, remote, localPort, remotePort, initiator, ...scheme, ...state };
}

function parseFields(payload: Uint8Array): Fields | undefined {
  if (payload.length > MAX_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(decoder.decode(payload));
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    // Not UTF-8 or not JSON: another program experiments with the same protocol number.
    return undefined;
  }
}

function endpoint(value: unknown): SocketAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Fields;
  const family = oneOf(PATH_FAMILIES, fields['family']);
  if (family !== undefined) {
    const path = text(fields['path']);
    return path === undefined ? undefined : { family, path };
  }
  const address = text(fields['address']);
  const port = portNumber(fields['port']);
  if (fields['family'] !== 'ip' || address === undefined || port === undefined) return undefined;
  return { family: 'ip', address, port };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function portNumber(value: unknown): number | undefined {
  const port = count(value);
  return port !== undefined && port <= MAX_PORT ? port : undefined;
}

function parseDirection(value: unknown): Direction | undefined {
  return value === 'received' || value === 'sent' ? value : undefined;
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}

function optionalOrigin(value: unknown): { origin?: RecordingOrigin } {
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Fields;
  const kind = oneOf(ORIGIN_KINDS, fields['kind']);
  const address = text(fields['address']);
  return kind === undefined || address === undefined ? {} : { origin: { kind, address } };
}

function optionalState(value: unknown): { state?: ConversationState } {
  const state = oneOf(CONVERSATION_STATES, value);
  return state === undefined ? {} : { state };
}
