import type { RequestHandler } from './request';

export const continueFind: RequestHandler<'continueFind'> = (context, { search }) =>
  context.search.get(search).continue();
