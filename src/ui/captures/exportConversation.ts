import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import {
  exportHexDump,
  exportJsonLines,
  exportPacketDump,
  exportRaw,
  type Export,
  type ExportSource,
} from '../../capture/export/exportFormats';
import { explain } from '../../engine/systemError';
import type { CaptureAccess } from '../inspector/captureAccess';
import { listConversations, openView } from '../inspector/conversationViews';
import { formatBytes } from '../sockets/format';
import { saveFolder } from './saveFolder';

interface Format {
  readonly label: string;
  readonly detail: string;
  /** Of the file, without the dot. */
  readonly extension: string;
  readonly write: (source: ExportSource) => Export;
}

function formats(): Format[] {
  const { t } = vscode.l10n;
  const raw = t('The bytes as they are');
  const hex = t('Offsets and hex, for xxd -r and text2pcap');
  return [
    { label: t('Received bytes'), detail: raw, extension: 'bin', write: (source) => exportRaw(source, 'received') },
    { label: t('Sent bytes'), detail: raw, extension: 'bin', write: (source) => exportRaw(source, 'sent') },
    {
      label: t('Received bytes as hex dump'),
      detail: hex,
      extension: 'hex',
      write: (source) => exportHexDump(source, 'received'),
    },
    {
      label: t('Sent bytes as hex dump'),
      detail: hex,
      extension: 'hex',
      write: (source) => exportHexDump(source, 'sent'),
    },
    {
      label: t('Conversation as packet dump'),
      detail: t('Each chunk with direction, time and hex, for text2pcap -D -t ISO'),
      extension: 'txt',
      write: exportPacketDump,
    },
    {
      label: t('Conversation as JSON lines'),
      detail: t('Each chunk with time, direction and base64'),
      extension: 'jsonl',
      write: exportJsonLines,
    },
  ];
}

/** The only conversation, or else what the user picks. */
async function pickConversation(capture: ExportSource['capture'], title: string): Promise<ExportSource | undefined> {
  const { list } = listConversations(capture);
  const [only, second] = list;
  if (!only) throw new SockscopeError('NOTHING_RECORDED', 'This capture holds no conversation that could be exported.');
  const id = second
    ? (
        await vscode.window.showQuickPick(
          list
            .map((summary) => ({
              label: summary.remote === '' ? summary.local : `${summary.local} ↔ ${summary.remote}`,
              description: `↓ ${formatBytes(summary.received)}  ↑ ${formatBytes(summary.sent)}`,
              id: summary.id,
            }))
            .reverse(),
          { title, placeHolder: vscode.l10n.t('Choose a conversation') },
        )
      )?.id
    : only.id;
  const view = id === undefined ? undefined : openView(capture, id);
  return view && { capture, conversation: view.conversation, log: view.log };
}

/** Asks what of a capture is exported, in which format, and where to; writes it with progress and cancel. */
export async function exportConversation(access: CaptureAccess, path: string): Promise<void> {
  const { t } = vscode.l10n;
  const title = t('Export Conversation');
  const lease = await access.acquire(path);
  try {
    await lease.capture.flush();
    const source = await pickConversation(lease.capture, title);
    if (!source) return;
    const format = await vscode.window.showQuickPick(formats(), { title, placeHolder: t('Choose a format') });
    if (!format) return;
    const target = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.file(join(saveFolder(), `conversation.${format.extension}`)),
    });
    if (target) await writeExport(format.write(source), target.fsPath);
  } finally {
    lease.release();
  }
}

/** A file that could not be written to its end, or was given up, is removed. */
async function writeExport(pieces: Export, target: string): Promise<void> {
  const { t } = vscode.l10n;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Exporting to {0}', target), cancellable: true },
    async (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => {
        cancel.abort();
      });
      let written = 0;
      const counted = async function* (): Export {
        for await (const piece of pieces) {
          yield piece;
          written += piece.length;
          progress.report({ message: formatBytes(written) });
        }
      };
      try {
        await pipeline(Readable.from(counted(), { objectMode: true }), createWriteStream(target), {
          signal: cancel.signal,
        });
        vscode.window.setStatusBarMessage(t('Exported {0} to {1}', formatBytes(written), target), 4000);
      } catch (error) {
        await rm(target, { force: true });
        if (!cancel.signal.aborted) throw explain(error, 'write-file', target);
      }
    },
  );
}
