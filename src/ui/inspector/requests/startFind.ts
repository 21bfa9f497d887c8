import type { RequestHandler } from './request';

export const startFind: RequestHandler<'startFind'> = (context, { conversation, directions, query }) => ({
  search: context.search.begin(context.viewOf(conversation), directions, query).id,
});
