import { SockscopeError } from '../../../bytes/error';
import type { RequestHandler } from './request';

export const continueFind: RequestHandler<'continueFind'> = async (context, { search, layout }) => {
  const running = context.search.find(search);
  if (!running) throw new SockscopeError('SEARCH_ENDED', 'Another search has begun meanwhile.');
  return running.continue(layout);
};
