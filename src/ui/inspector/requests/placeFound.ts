import type { RequestHandler } from './request';

export const placeFound: RequestHandler<'placeFound'> = (context, { search, direction, offset }) => ({
  index: context.search.get(search).found.indexAt(direction, offset),
});
