import { SockscopeError } from '../../bytes/error';
import type { ToHost, ToPage } from '../protocol';

type Reply = Extract<ToPage, { request: number }>;
type ReplyType = Exclude<Reply['type'], 'failed'>;
type Request = Extract<ToHost, { request: number }>;
type WithoutNumber<T> = T extends { request: number } ? Omit<T, 'request'> : never;

interface Waiting {
  readonly expected: ReplyType;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** Numbers the requests to the extension and gives each its reply. */
export class HostLink {
  readonly #post: (message: ToHost) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastRequest = 0;

  constructor(post: (message: ToHost) => void) {
    this.#post = post;
  }

  send(message: Exclude<ToHost, { request: number }>): void {
    this.#post(message);
  }

  readRows(request: Omit<Extract<Request, { type: 'readRows' }>, 'type' | 'request'>) {
    return this.#ask({ type: 'readRows', ...request }, 'rows');
  }

  readBytes(request: Omit<Extract<Request, { type: 'readBytes' }>, 'type' | 'request'>) {
    return this.#ask({ type: 'readBytes', ...request }, 'bytes');
  }

  locate(request: Omit<Extract<Request, { type: 'locate' }>, 'type' | 'request'>) {
    return this.#ask({ type: 'locate', ...request }, 'located');
  }

  /** Hands a reply to who waits for it; one that nobody waits for is passed over. */
  settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.request);
    if (!waiting) return;
    this.#waiting.delete(reply.request);
    if (reply.type === waiting.expected) waiting.resolve(reply);
    else waiting.reject(new SockscopeError('REQUEST_FAILED', reply.type === 'failed' ? reply.message : reply.type));
  }

  #ask<T extends ReplyType>(message: WithoutNumber<Request>, expected: T): Promise<Extract<Reply, { type: T }>> {
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { expected, resolve: resolve as (reply: Reply) => void, reject });
      this.#post({ ...message, request });
    });
  }
}
