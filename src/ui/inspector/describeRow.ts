import * as vscode from 'vscode';
import type { Direction } from '../../base/direction';
import type { ConversationEvent } from '../../capture/conversation';
import { sideOf, type Side } from '../../capture/side';
import { formatHostPort } from '../../engine/address/endpoint';
import type { HeadingRow, Row } from '../../webview/inspector/rows';
import { plainText } from '../plainText';
import type { ConversationView } from './conversationViews';
import type { ViewRow } from './viewRows';

/** @param start Where a bytes row's bytes will lie in the answer. */
export function describeRow(view: ConversationView, row: ViewRow, start: number): Row {
  switch (row.kind) {
    case 'event': {
      const { event } = row;
      return {
        kind: 'event',
        direction: event.direction,
        label: eventLabel(event, sideOf(view.capture, view.conversation, event.direction)),
        time: view.epochTime(event.time),
      };
    }
    case 'heading':
      return headingRow(view, row.chunk);
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
    const heading = headingRow(view, view.log.atOffset(direction, at));
    chunks.push(heading);
    at = heading.offset + heading.length;
  }
  return chunks;
}

export function headingRow(view: ConversationView, chunk: number): HeadingRow {
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
    ...(peer ? { peer: plainText(formatHostPort(peer.address, peer.port)) } : {}),
  };
}

/** What happened, for people. @param side Of whoever did it; undefined in a capture of ours. */
export function eventLabel(event: ConversationEvent, side: Side | undefined): string {
  const label = side ? foreignEventName(event, side === 'client') : eventName(event);
  return event.detail === undefined ? label : vscode.l10n.t('{0}: {1}', label, plainText(event.detail));
}

function eventName(event: ConversationEvent): string {
  const { t } = vscode.l10n;
  const bySelf = event.direction === 'sent';
  switch (event.kind) {
    case 'open':
      return bySelf ? t('opened by us') : t('opened by the peer');
    case 'shutdown':
      return bySelf ? t('we sent FIN') : t('peer sent FIN');
    case 'reset':
      return bySelf ? t('we sent RST') : t('peer sent RST');
    case 'close':
      return t('closed');
    case 'error':
      return t('error');
  }
}

function foreignEventName(event: ConversationEvent, byClient: boolean): string {
  const { t } = vscode.l10n;
  switch (event.kind) {
    case 'open':
      return byClient ? t('opened by the client') : t('opened by the server');
    case 'shutdown':
      return byClient ? t('client sent FIN') : t('server sent FIN');
    case 'reset':
      return byClient ? t('client sent RST') : t('server sent RST');
    case 'close':
      return t('closed');
    case 'error':
      return t('error');
  }
}
