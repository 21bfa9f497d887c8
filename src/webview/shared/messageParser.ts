import type { PageMessage, Reply, RequestMessage, RequestName, RequestTable } from './exchange';
import { fieldsOf, malformedMessage, natural, text, type Fields } from './messageFields';

/** Takes the fields of each kind of message out of what came; what is not taken does not come in. */
export type MessageParsers<Told extends PageMessage> = {
  readonly [Type in Told['type']]: (fields: Fields) => Omit<Extract<Told, { readonly type: Type }>, 'type'>;
};

export type RequestParsers<Requests extends RequestTable<Requests>> = {
  readonly [Name in RequestName<Requests>]: (fields: Fields) => Requests[Name]['params'];
};

/**
 * Holds what a page sent against what it may ask and tell.
 *
 * @throws SockscopeError `BAD_MESSAGE`, also for what is none of its messages.
 */
export function parseFromPage<Requests extends RequestTable<Requests>, Told extends PageMessage>(
  raw: unknown,
  requests: RequestParsers<Requests>,
  told: MessageParsers<Told>,
): Told | RequestMessage<Requests> {
  const fields = fieldsOf(raw, 'type');
  const type = text(fields, 'type');
  if (isKeyOf(requests, type)) {
    return { ...requests[type](fields), type, request: natural(fields, 'request') };
  }
  if (isKeyOf(told, type)) return parseTold(type, fields, told);
  throw malformedMessage(type);
}

/**
 * What came of a request, out of what came to a page's window.
 *
 * @returns Undefined for any other message.
 * @throws SockscopeError `BAD_MESSAGE`
 */
export function parseReply<Requests extends RequestTable<Requests>>(raw: unknown): Reply<Requests> | undefined {
  if (!isMessage(raw)) return undefined;
  const fields: Fields = { ...raw };
  const { type } = raw;
  if (type === 'failed') return { type, request: natural(fields, 'request'), message: text(fields, 'message') };
  if (type !== 'answer') return undefined;
  // Whoever asked knows what it should be; it comes from the program that the page came with.
  const result = fields['result'] as Requests[RequestName<Requests>]['result'];
  return { type, request: natural(fields, 'request'), result };
}

/**
 * Holds what came to a page's window against what the extension may say unasked.
 *
 * @returns Undefined for what is no such message: scripts of the editor itself post to the same window.
 * @throws SockscopeError `BAD_MESSAGE` when it is one, but not as it should be.
 */
export function parseToPage<Told extends PageMessage>(raw: unknown, told: MessageParsers<Told>): Told | undefined {
  return isMessage(raw) && isKeyOf(told, raw.type) ? parseTold(raw.type, { ...raw }, told) : undefined;
}

function parseTold<Told extends PageMessage>(type: Told['type'], fields: Fields, told: MessageParsers<Told>): Told {
  return { ...told[type](fields), type } as unknown as Told;
}

function isMessage(raw: unknown): raw is PageMessage {
  return typeof raw === 'object' && raw !== null && 'type' in raw && typeof raw.type === 'string';
}

/** Names of the prototype are none of the table's. */
function isKeyOf<T extends object>(table: T, key: string): key is keyof T & string {
  return Object.hasOwn(table, key);
}
