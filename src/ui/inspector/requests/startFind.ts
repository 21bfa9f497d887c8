import type { RequestHandler } from './request';

export const startFind: RequestHandler<'startFind'> = (context, { conversation, directions, query }) => {
  const search = context.search.begin(context.viewOf(conversation), directions, query);
  return { search: search.id, bytes: search.bytes };
};
