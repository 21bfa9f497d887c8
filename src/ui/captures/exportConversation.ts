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
import { exportCapture } from '../../capture/export/exportCapture';
import { explain } from '../../engine/systemError';
import type { CaptureAccess } from '../inspector/captureAccess';
import { listConversations, openView } from '../inspector/conversationViews';
import { formatBytes } from '../sockets/format';
import { saveFolder } from './saveFolder';

type WriteExport = (
  source: ExportSource,
  target: string,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
) => Promise<void>;

interface Format {
  readonly label: string;
  readonly detail: string;
  /** Of the file, without the dot. */
  readonly extension: string;
  readonly write: WriteExport;
}

function writePieces(pieces: (source: ExportSource) => Export): WriteExport {
  return async (source, target, signal, onProgress) => {
    let written = 0;
    const counted = async function* (): Export {
      for await (const piece of pieces(source)) {
        yield piece;
        written += piece.length;
        onProgress(written);
      }
    };
    await pipeline(Readable.from(counted(), { objectMode: true }), createWriteStream(target), { signal });
  };
}

function writeCapture(application: string): WriteExport {
  return async (source, path, signal, onProgress) => {
    // The dialog has asked whether a file that is there may be replaced.
    await rm(path, { force: true });
    await exportCapture(source, { path, application, signal, onProgress });
  };
}

function formats(application: string): Format[] {
  const { t } = vscode.l10n;
  const raw = t('The bytes as they are');
  const hex = t('Offsets and hex, for xxd -r and text2pcap');
  return [
    {
      label: t('Conversation as capture'),
      detail: t('A pcapng file with this conversation only, for Wireshark too'),
      extension: 'pcapng',
      write: writeCapture(application),
    },
    {
      label: t('Received bytes'),
      detail: raw,
      extension: 'bin',
      write: writePieces((source) => exportRaw(source, 'received')),
    },
    {
      label: t('Sent bytes'),
      detail: raw,
      extension: 'bin',
      write: writePieces((source) => exportRaw(source, 'sent')),
    },
    {
      label: t('Received bytes as hex dump'),
      detail: hex,
      extension: 'hex',
      write: writePieces((source) => exportHexDump(source, 'received')),
    },
    {
      label: t('Sent bytes as hex dump'),
      detail: hex,
      extension: 'hex',
      write: writePieces((source) => exportHexDump(source, 'sent')),
    },
    {
      label: t('Conversation as packet dump'),
      detail: t('Each chunk with direction, time and hex, for text2pcap -D -t ISO'),
      extension: 'txt',
      write: writePieces(exportPacketDump),
    },
    {
      label: t('Conversation as JSON lines'),
      detail: t('Each chunk with time, direction and base64'),
      extension: 'jsonl',
      write: writePieces(exportJsonLines),
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
export async function exportConversation(access: CaptureAccess, path: string, application: string): Promise<void> {
  const { t } = vscode.l10n;
  const title = t('Export Conversation');
  const lease = await access.acquire(path);
  try {
    await lease.capture.flush();
    const source = await pickConversation(lease.capture, title);
    if (!source) return;
    const format = await vscode.window.showQuickPick(formats(application), {
      title,
      placeHolder: t('Choose a format'),
    });
    if (!format) return;
    const target = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.file(join(saveFolder(), `conversation.${format.extension}`)),
    });
    if (target) await writeExport(source, format, target.fsPath);
  } finally {
    lease.release();
  }
}

/** A file that could not be written to its end, or was given up, is removed. */
async function writeExport(source: ExportSource, format: Format, target: string): Promise<void> {
  const { t } = vscode.l10n;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Exporting to {0}', target), cancellable: true },
    async (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => {
        cancel.abort();
      });
      try {
        await format.write(source, target, cancel.signal, (bytes) => {
          progress.report({ message: formatBytes(bytes) });
        });
        vscode.window.setStatusBarMessage(t('Exported to {0}', target), 4000);
      } catch (error) {
        await rm(target, { force: true });
        if (!cancel.signal.aborted) throw explain(error, 'write-file', target);
      }
    },
  );
}
