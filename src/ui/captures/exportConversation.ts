import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { DIRECTION_SIGNS, type Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import {
  exportHexDump,
  exportJsonLines,
  exportPacketDump,
  exportRaw,
  missingBytes,
  type Export,
  type ExportSource,
} from '../../capture/export/exportFormats';
import { exportCapture } from '../../capture/export/exportCapture';
import { sideOf, type Side } from '../../capture/side';
import { explain } from '../../engine/platform/systemError';
import type { CaptureAccess } from '../../capture/captureAccess';
import { listConversations, openView } from '../inspector/conversationViews';
import { plainText } from '../plainText';
import { pickFrom, showInformation, tellDone, withProgress } from '../plainWindow';
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
  /** What is missing of this direction's bytes is left out without a mark. */
  readonly leavesOut?: Direction;
}

/** What was said over a socket is its owner's business, wherever it lies. A file that is there already keeps its mode. */
const PRIVATE = 0o600;

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
    await pipeline(Readable.from(counted(), { objectMode: true }), createWriteStream(target, { mode: PRIVATE }), {
      signal,
    });
  };
}

function writeCapture(application: string): WriteExport {
  return async (source, path, signal, onProgress) => {
    // The dialog has asked whether a file that is there may be replaced.
    await rm(path, { force: true });
    await exportCapture(source, { path, application, signal, onProgress });
  };
}

const DIRECTIONS = ['received', 'sent'] as const;

/** What the bytes of one direction are called in the list of formats. */
function streamNames(direction: Direction, side: Side | undefined): { readonly bytes: string; readonly dump: string } {
  const { t } = vscode.l10n;
  const names = {
    received: { bytes: t('Received bytes'), dump: t('Received bytes as hex dump') },
    sent: { bytes: t('Sent bytes'), dump: t('Sent bytes as hex dump') },
    client: { bytes: t('Bytes of the client'), dump: t('Bytes of the client as hex dump') },
    server: { bytes: t('Bytes of the server'), dump: t('Bytes of the server as hex dump') },
  };
  return names[side ?? direction];
}

function formats(application: string, { capture, conversation }: ExportSource): Format[] {
  const { t } = vscode.l10n;
  const names = {
    received: streamNames('received', sideOf(capture, conversation, 'received')),
    sent: streamNames('sent', sideOf(capture, conversation, 'sent')),
  };
  return [
    {
      label: t('Conversation as capture'),
      detail: t('A pcapng file with this conversation only, for Wireshark too'),
      extension: 'pcapng',
      write: writeCapture(application),
    },
    ...DIRECTIONS.map((direction) => ({
      label: names[direction].bytes,
      detail: t('The bytes as they are'),
      extension: 'bin',
      write: writePieces((source) => exportRaw(source, direction)),
      leavesOut: direction,
    })),
    ...DIRECTIONS.map((direction) => ({
      label: names[direction].dump,
      detail: t('Offsets and hex, for xxd -r and text2pcap'),
      extension: 'hex',
      write: writePieces((source) => exportHexDump(source, direction)),
    })),
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
  const { list } = await listConversations(capture);
  const [only, second] = list;
  if (!only) throw new SockscopeError('NOTHING_RECORDED', 'This capture holds no conversation that could be exported.');
  const id = second
    ? (
        await pickFrom(
          list
            .map((summary) => ({
              label: plainText(summary.remote === '' ? summary.local : `${summary.local} ↔ ${summary.remote}`),
              description: `${DIRECTION_SIGNS.received} ${formatBytes(summary.received)}  ${DIRECTION_SIGNS.sent} ${formatBytes(summary.sent)}`,
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
    const format = await pickFrom(formats(application, source), {
      title,
      placeHolder: t('Choose a format'),
    });
    if (!format) return;
    const target = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.file(join(saveFolder(), `conversation.${format.extension}`)),
    });
    if (target && (await writeExport(source, format, target.fsPath))) await tellMissing(source, format, target.fsPath);
  } finally {
    lease.release();
  }
}

async function tellMissing(source: ExportSource, { leavesOut }: Format, target: string): Promise<void> {
  const missing = leavesOut === undefined ? 0 : await missingBytes(source, leavesOut);
  if (missing === 0) return;
  void showInformation(
    vscode.l10n.t(
      '{0} were not captured, and are left out of {1}. The other formats mark them.',
      formatBytes(missing),
      plainText(target),
    ),
  );
}

/** A file that could not be written to its end, or was given up, is removed. Returns whether it was written. */
async function writeExport(source: ExportSource, format: Format, target: string): Promise<boolean> {
  const { t } = vscode.l10n;
  return await withProgress(t('Exporting to {0}', plainText(target)), async (report, signal) => {
    try {
      await format.write(source, target, signal, (bytes) => {
        report({ message: formatBytes(bytes) });
      });
      tellDone(t('Exported to {0}', plainText(target)));
      return true;
    } catch (error) {
      await rm(target, { force: true });
      if (!signal.aborted) throw explain(error, 'write-file', target);
      return false;
    }
  });
}
