import type { RequestHandler } from './request';

export const nextFound: RequestHandler<'nextFound'> = (context, { search, from, forward }) => {
  const match = context.search.get(search).found.next(from, forward);
  return match ? { match } : {};
};
