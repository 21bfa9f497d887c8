import { MAX_SLOTS } from '../../../webview/protocol';
import { foundSlots } from '../search/foundPlaces';
import type { RequestHandler } from './request';

export const markFound: RequestHandler<'markFound'> = (context, { search, conversation, layout, rowCount, slots }) => {
  const rows = context.viewOf(conversation).rowsOf(layout);
  return { slots: foundSlots(context.search.get(search).found, rows, rowCount, Math.min(slots, MAX_SLOTS)) };
};
