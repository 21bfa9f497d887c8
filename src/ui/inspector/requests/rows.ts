import { SockscopeError } from '../../../base/error';
import type { StreamRange } from '../../../base/streamRange';
import { MAX_READ, MAX_ROWS } from '../../../webview/inspector/protocol';
import type { Row } from '../../../webview/inspector/rows';
import type { ConversationView } from '../conversationViews';
import { describeRow } from '../describeRow';
import type { HandlersOf, RequestContext } from './context';

/** Where bytes stand, and what they are. */
export const ROW_HANDLERS: HandlersOf<'layOut' | 'readRows' | 'readBytes' | 'locate'> = {
  layOut: async (context, { conversation, layout }) => {
    const rows = context.viewOf(conversation).rowsOf(layout);
    await rows.ready();
    context.setLayout(layout);
    return { rowCount: rows.count };
  },

  readRows: async (context, { conversation, layout, from, to }) => {
    const view = context.viewOf(conversation);
    const source = view.rowsOf(layout);
    const end = Math.min(to, from + MAX_ROWS, source.count);
    const rows: Row[] = [];
    /** Rows that follow each other in a stream are read at once. */
    const runs: StreamRange[] = [];
    let start = 0;
    for (let number = from; number < end; number++) {
      const row = describeRow(view, source.at(number), start);
      rows.push(row);
      if (row.kind !== 'bytes') continue;
      start += row.length;
      const run = runs.at(-1);
      const { direction, offset, length } = row;
      if (run?.direction === direction && run.offset + run.length === offset) {
        runs[runs.length - 1] = { ...run, length: run.length + length };
      } else runs.push({ direction, offset, length });
    }
    return { rows, bytes: await readRuns(context, view, runs, start) };
  },

  readBytes: async (context, { conversation, direction, offset, length }) => {
    const { log } = context.viewOf(conversation);
    return { bytes: await context.capture.readBytes(log, direction, offset, Math.min(length, MAX_READ)) };
  },

  locate: (context, { conversation, layout, direction, offset }) => {
    const view = context.viewOf(conversation);
    const length = view.log.bytes(direction);
    if (offset >= length) {
      throw new SockscopeError(
        'NO_SUCH_BYTE',
        'There is no byte {0}: the stream has {1, plural, one {# byte} other {# bytes}}.',
        [offset, length],
      );
    }
    return { row: view.rowsOf(layout).rowOf(direction, offset) };
  },
};

async function readRuns(
  { capture }: RequestContext,
  { log }: ConversationView,
  runs: readonly StreamRange[],
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const run of runs) {
    bytes.set(await capture.readBytes(log, run.direction, run.offset, run.length), position);
    position += run.length;
  }
  return bytes;
}
