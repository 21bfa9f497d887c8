import * as vscode from 'vscode';
import type { Direction } from '../../bytes/direction';
import type { ConversationEvent } from '../../capture/conversation';
import { formatHostPort } from '../../engine/endpoint';
import type { HeadingRow, Row } from '../../webview/rows';
import type { ConversationView } from './conversationViews';
import type { ViewRow } from './viewRows';

/** @param start Where a bytes row's bytes will lie in the answer. */
export function describeRow(view: ConversationView, row: ViewRow, start: number): Row {
  switch (row.kind) {
    case 'event': {
      const { event } = row;
      return { kind: 'event', direction: event.direction, label: eventLabel(event), time: view.epochTime(event.time) };
    }
    case 'heading':
      return headingOf(view, row.chunk);
    case 'bytes': {
      const { chunk, direction, offset, length, stream, open } = row;
      const bytes = { kind: 'bytes', direction, chunk: chunk + 1, offset, start, length } as const;
      if (!stream) return bytes;
      return { ...bytes, chunks: chunksOf(view, direction, offset, offset + length), ...(open ? { open } : {}) };
    }
  }
}

/** The chunks that the stream's bytes from `offset` to `end` belong to. */
function chunksOf(view: ConversationView, direction: Direction, offset: number, end: number): HeadingRow[] {
  const chunks: HeadingRow[] = [];
  for (let at = offset; at < end;) {
    const heading = headingOf(view, view.log.atOffset(direction, at));
    chunks.push(heading);
    at = heading.offset + heading.length;
  }
  return chunks;
}

export function headingOf(view: ConversationView, chunk: number): HeadingRow {
  const { log } = view;
  const peer = view.conversation.peers?.get(log.peer(chunk));
  return {
    kind: 'heading',
    chunk: chunk + 1,
    direction: log.direction(chunk),
    offset: log.offset(chunk),
    length: log.byteLength(chunk),
    time: view.epochTime(log.time(chunk)),
    ...(chunk === 0 ? {} : { delta: (log.time(chunk) - log.time(chunk - 1)) / 1e6 }),
    ...(log.isGap(chunk) ? { missing: true } : {}),
    ...(peer ? { peer: formatHostPort(peer.address, peer.port) } : {}),
  };
}

function eventLabel(event: ConversationEvent): string {
  const { t } = vscode.l10n;
  const bySelf = event.direction === 'sent';
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  switch (event.kind) {
    case 'open':
      return (bySelf ? t('opened by us') : t('opened by the peer')) + detail;
    case 'shutdown':
      return (bySelf ? t('we sent FIN') : t('peer sent FIN')) + detail;
    case 'reset':
      return (bySelf ? t('we sent RST') : t('peer sent RST')) + detail;
    case 'close':
      return t('closed') + detail;
    case 'error':
      return t('error') + detail;
  }
}
