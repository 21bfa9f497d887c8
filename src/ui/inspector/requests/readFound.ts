import { MAX_ROWS } from '../../../webview/protocol';
import { foundColumns } from '../search/foundPlaces';
import type { RequestHandler } from './request';

export const readFound: RequestHandler<'readFound'> = (context, { search, conversation, layout, from, to }) => {
  const rows = context.viewOf(conversation).rowsOf(layout);
  return { columns: foundColumns(context.search.get(search).found, rows, from, Math.min(to, from + MAX_ROWS)) };
};
