import type { Direction } from '../../../bytes/direction';
import { MAX_ROWS } from '../../../webview/protocol';
import type { Row } from '../../../webview/rows';
import type { ConversationView } from '../conversationViews';
import { describeRow } from '../describeRow';
import type { RequestContext, RequestHandler } from './request';

/** A run of rows of one direction that follow each other in its stream, and are read at once. */
interface Run {
  readonly direction: Direction;
  readonly offset: number;
  length: number;
}

export const readRows: RequestHandler<'readRows'> = async (context, { conversation, layout, from, to }) => {
  const view = context.viewOf(conversation);
  const source = view.rowsOf(layout);
  const end = Math.min(to, from + MAX_ROWS, source.count);
  const rows: Row[] = [];
  const runs: Run[] = [];
  let start = 0;
  for (let number = from; number < end; number++) {
    const row = describeRow(view, source.at(number), start);
    rows.push(row);
    if (row.kind !== 'bytes') continue;
    start += row.length;
    const run = runs.at(-1);
    if (run?.direction === row.direction && run.offset + run.length === row.offset) run.length += row.length;
    else runs.push({ direction: row.direction, offset: row.offset, length: row.length });
  }
  return { rows, bytes: await readRuns(context, view, runs, start) };
};

async function readRuns(
  { capture }: RequestContext,
  { log }: ConversationView,
  runs: readonly Run[],
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
