import { SockscopeError } from '../../bytes/error';
import type { Direction } from '../../bytes/direction';
import type { ToHost } from '../../webview/protocol';

type Fields = Readonly<Record<string, unknown>>;

function malformed(what: string): SockscopeError {
  return new SockscopeError('BAD_MESSAGE', 'The inspector’s page sent a malformed message ({0}).', [what]);
}

function natural(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(name);
}

function direction(fields: Fields): Direction {
  const value = fields['direction'];
  if (value === 'received' || value === 'sent') return value;
  throw malformed('direction');
}

/**
 * Holds what a page sent against the protocol.
 *
 * @throws SockscopeError `BAD_MESSAGE`
 */
export function parseMessage(raw: unknown): ToHost {
  if (typeof raw !== 'object' || raw === null) throw malformed('type');
  const fields: Fields = { ...raw };
  const type = fields['type'] as ToHost['type'];
  switch (type) {
    case 'ready':
      return { type };
    case 'showConversation':
      return { type, conversation: natural(fields, 'conversation') };
    case 'copy': {
      const text = fields['text'];
      if (typeof text !== 'string') throw malformed('text');
      return { type, text };
    }
    case 'readRows': {
      const { from, to } = { from: natural(fields, 'from'), to: natural(fields, 'to') };
      return { type, request: natural(fields, 'request'), conversation: natural(fields, 'conversation'), from, to };
    }
    case 'readBytes':
    case 'locate': {
      const place = {
        request: natural(fields, 'request'),
        conversation: natural(fields, 'conversation'),
        direction: direction(fields),
        offset: natural(fields, 'offset'),
      };
      return type === 'locate' ? { type, ...place } : { type, ...place, length: natural(fields, 'length') };
    }
    default:
      return unknownType(type);
  }
}

function unknownType(type: never): never {
  throw malformed(String(type));
}
