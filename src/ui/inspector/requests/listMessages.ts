import type { RequestHandler } from './request';

export const listMessages: RequestHandler<'listMessages'> = (context, { conversation, framing, filter }) => ({
  list: context.listMessages(context.viewOf(conversation), framing, filter),
});
