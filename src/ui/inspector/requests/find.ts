import { hexReading } from '../../../bytes/find/patterns';
import { MAX_ROWS, MAX_SLOTS } from '../../../webview/inspector/protocol';
import { describeBytesOf } from '../../commands/describeReading';
import { columnsOf, foundColumns, foundSlots } from '../search/foundPlaces';
import type { HandlersOf } from './context';

type FindRequest = 'startFind' | 'continueFind' | 'nextFound' | 'placeFound' | 'readFound' | 'foundIn' | 'markFound';

/** What is looked for, and where it was found. */
export const FIND_HANDLERS: HandlersOf<FindRequest> = {
  startFind: (context, { conversation, directions, query }) => {
    const { id } = context.search.begin(context.viewOf(conversation), directions, query);
    const reading = hexReading(query);
    return { search: id, ...(reading ? { taken: describeBytesOf(reading) } : {}) };
  },

  continueFind: (context, { search }) => context.search.get(search).continue(),

  nextFound: (context, { search, from, forward }) => {
    const match = context.search.get(search).found.next(from, forward);
    return match ? { match } : {};
  },

  placeFound: (context, { search, direction, offset }) => ({
    index: context.search.get(search).found.indexAt(direction, offset),
  }),

  readFound: (context, { search, conversation, layout, from, to }) => {
    const rows = context.viewOf(conversation).rowsOf(layout);
    return { columns: foundColumns(context.search.get(search).found, rows, from, Math.min(to, from + MAX_ROWS)) };
  },

  foundIn: (context, { search, ranges }) => {
    const { found } = context.search.get(search);
    return {
      columns: ranges
        .slice(0, MAX_ROWS)
        .map(({ direction, offset, length }) => columnsOf(found, direction, offset, length)),
    };
  },

  markFound: (context, { search, conversation, layout, rowCount, slots }) => {
    const rows = context.viewOf(conversation).rowsOf(layout);
    return { slots: foundSlots(context.search.get(search).found, rows, rowCount, Math.min(slots, MAX_SLOTS)) };
  },
};
