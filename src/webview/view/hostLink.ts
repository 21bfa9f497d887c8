import { SockscopeError } from '../../bytes/error';
import type { Requests, RequestType, ToHost, ToPage } from '../protocol';

type Reply = Extract<ToPage, { request: number }>;

interface Waiting {
  readonly resolve: (answer: Requests[RequestType]['answer']) => void;
  readonly reject: (error: Error) => void;
}

/** Numbers the requests to the extension and gives each its answer. */
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

  /** Rejects with the extension's sentence when the request cannot be met. */
  ask<T extends RequestType>(type: T, ask: Requests[T]['ask']): Promise<Requests[T]['answer']> {
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#post({ ...ask, type, request } as ToHost);
    });
  }

  /** Hands a reply to who waits for it; one that nobody waits for is passed over. */
  settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.request);
    if (!waiting) return;
    this.#waiting.delete(reply.request);
    if (reply.type === 'answer') waiting.resolve(reply.answer);
    else waiting.reject(new SockscopeError('REQUEST_FAILED', reply.message));
  }
}
