import { SockscopeError } from '../../base/error';
import type { PageMessage, Reply, RequestMessage, RequestName, RequestTable } from './exchange';

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A page's way to the extension: numbers its requests and gives each its result.
 *
 * @typeParam Told What the page says and wants no answer to.
 */
export class HostLink<Requests extends RequestTable<Requests>, Told extends PageMessage = never> {
  readonly #post: (message: Told | RequestMessage<Requests>) => void;
  readonly #waiting = new Map<number, Waiting<Requests[RequestName<Requests>]['result']>>();
  #lastRequest = 0;

  constructor(post: (message: Told | RequestMessage<Requests>) => void) {
    this.#post = post;
  }

  send(message: Told): void {
    this.#post(message);
  }

  /** Rejects with the extension's sentence when the request cannot be met. */
  ask<Name extends RequestName<Requests>>(
    type: Name,
    params: Requests[Name]['params'],
  ): Promise<Requests[Name]['result']> {
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#post({ ...params, type, request });
    });
  }

  /** Hands a reply to who waits for it; one that nobody waits for is passed over. */
  settle(reply: Reply<Requests>): void {
    const waiting = this.#waiting.get(reply.request);
    if (!waiting) return;
    this.#waiting.delete(reply.request);
    if (reply.type === 'answer') waiting.resolve(reply.result);
    else waiting.reject(new SockscopeError('REQUEST_FAILED', '{0}', [reply.message]));
  }
}
