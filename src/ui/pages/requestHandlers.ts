import type { Reply, RequestMessage, RequestName, RequestTable } from '../../webview/shared/exchange';

/** Answers one kind of request; what it throws reaches the page as a sentence for people. */
export type RequestHandler<Requests extends RequestTable<Requests>, Name extends RequestName<Requests>, Context> = (
  context: Context,
  params: Requests[Name]['params'],
) => Requests[Name]['result'] | Promise<Requests[Name]['result']>;

/** Who answers what a page asks. */
export type RequestHandlers<Requests extends RequestTable<Requests>, Context> = {
  readonly [Name in RequestName<Requests>]: RequestHandler<Requests, Name, Context>;
};

/**
 * Answers a request that was parsed.
 *
 * @param describe The sentence of what a handler threw.
 */
export async function answerRequest<Requests extends RequestTable<Requests>, Context>(
  handlers: RequestHandlers<Requests, Context>,
  context: Context,
  message: RequestMessage<Requests>,
  describe: (error: unknown) => string,
): Promise<Reply<Requests>> {
  const { type, request } = message;
  try {
    return { type: 'answer', request, result: await handlers[type](context, message) };
  } catch (error) {
    return { type: 'failed', request, message: describe(error) };
  }
}
