import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readHexLike, type Reading } from '../../bytes/written/readWritten';
import type { Connection } from '../../engine/connection';
import type { Engine } from '../../engine/engine';
import { streamFile } from '../../engine/fileSending';
import { MAX_DATAGRAM_IPV6 } from '../../engine/limits';
import { openRegularFile } from '../../engine/files/regularFile';
import { explain } from '../../engine/platform/systemError';
import type { SocketActions } from '../actions';
import { plainText } from '../plainText';
import { tellDone, withProgress } from '../plainWindow';
import { formatBytes } from '../sockets/format';
import type { TreeNode } from '../sockets/socketNode';
import { chooseReading, notBytes, selectedTexts } from './chooseReading';
import { destinationName, pickDestination, type Destination } from './destination';
import type { SendHints } from './sendOrder';
import { encodePayloadText } from './payloadInput';
import { counted, formatNumber } from '../wording';

/** Bytes that are read from a file at once: 256 KiB. */
const FILE_PIECE = 256 * 1024;

export type SelectionFormat = 'text' | 'hex' | 'payload';

/** The bytes of a selection; undefined when the user was asked what it means, and gave up. */
async function encodeSelection(text: string, format: SelectionFormat): Promise<Uint8Array | undefined> {
  if (format === 'text') return new TextEncoder().encode(text);
  if (format === 'payload') return encodePayloadText(text);
  return (await chooseReading(hexReadings(text), vscode.l10n.t('Send Selection as Hex')))?.bytes;
}

function hexReadings(text: string): readonly Reading[] {
  const { readings, problem } = readHexLike(text);
  if (readings.length === 0) throw notBytes(problem);
  return readings;
}

/** Sends the editor's selections, in the order in which they stand, each as one send. */
export async function sendSelection(
  engine: Engine,
  actions: SocketActions,
  format: SelectionFormat,
  hints: () => SendHints,
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  // Everything is encoded before anything is sent, so that a mistake in the last selection sends nothing.
  const payloads: Uint8Array[] = [];
  for (const text of selectedTexts('Nothing is selected: select the text to send in an editor first.')) {
    const payload = await encodeSelection(text, format);
    if (!payload) return undefined;
    payloads.push(payload);
  }
  const destination = await pickDestination(engine, undefined, t('Send Selection'), hints);
  if (!destination) return undefined;
  let bytes = 0;
  for (const payload of payloads) bytes += (await actions.send(destination.socket, payload, destination.to)).bytes;
  tellDone(counted('Sent {0, plural, one {# byte} other {# bytes}} to {1}', bytes, destinationName(destination)));
  return { bytes };
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showOpenDialog({
    title: t('Send File'),
    openLabel: t('Send'),
    canSelectMany: false,
  });
  return chosen?.[0];
}

/** Streams a file to a connection, with progress and cancel; to a UDP socket it goes as one datagram. */
export async function sendFile(
  engine: Engine,
  actions: SocketActions,
  node: TreeNode | undefined,
  file: vscode.Uri | undefined,
  hints: () => SendHints,
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  const destination = await pickDestination(engine, node, t('Send File'), hints);
  if (!destination) return undefined;
  const path = (file ?? (await chooseFile()))?.fsPath;
  if (path === undefined) return undefined;
  try {
    const opened = await openRegularFile(path);
    try {
      const { socket } = destination;
      if (socket.kind === 'datagram') return await sendDatagram(actions, destination, opened);
      const title = t('Sending {0} to {1}', plainText(basename(path)), destinationName(destination));
      return await withProgress(title, (report, signal) => stream(socket, destination, opened, report, signal));
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw explain(error, 'read-file', path);
  }
}

/** One byte more than fits is enough for the socket to refuse it with the reason. */
async function sendDatagram(
  actions: SocketActions,
  { socket, to }: Destination,
  file: FileHandle,
): Promise<{ readonly bytes: number }> {
  const bytes = await readPiece(file, 0, MAX_DATAGRAM_IPV6 + 1);
  return actions.send(socket, bytes, to);
}

/** Sends the file to its end, whatever size the system claims: that of many files in `/proc` is 0. */
async function stream(
  connection: Connection,
  destination: Destination,
  file: FileHandle,
  report: Report,
  signal: AbortSignal,
): Promise<{ readonly bytes: number }> {
  const { t } = vscode.l10n;
  const { size } = await file.stat();
  const { bytes, waiting, isWhole } = await streamFile(connection, (at) => readPiece(file, at, FILE_PIECE), {
    size,
    signal,
    sent: (piece, soFar) => {
      report(progressOf(piece, soFar, size));
    },
  });
  const all = Math.max(bytes, size);
  if (isWhole)
    tellDone(counted('Sent {0, plural, one {# byte} other {# bytes}} to {1}', bytes, destinationName(destination)));
  else if (waiting === 0)
    tellDone(counted('Cancelled after {0} of {1, plural, one {# byte} other {# bytes}}', formatNumber(bytes), all));
  else
    tellDone(
      t(
        'Cancelled after {0} of {1} bytes; {2} more cannot be taken back, and go once the peer reads',
        bytes,
        all,
        waiting,
      ),
    );
  return { bytes };
}

type Report = Parameters<Parameters<typeof withProgress>[1]>[0];

/** In percent of what the system says that the file has; where it has more than that, how much went. */
function progressOf(piece: number, bytes: number, size: number): Parameters<Report>[0] {
  if (bytes > size) return { message: formatBytes(bytes) };
  return {
    increment: (piece * 100) / size,
    message: vscode.l10n.t('{0} %', Math.floor((bytes * 100) / size)),
  };
}

/** Up to so many bytes; none at the end of the file. */
async function readPiece(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const piece = new Uint8Array(length);
  let filled = 0;
  // A read may give less than there is.
  while (filled < length) {
    const { bytesRead } = await file.read(piece, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}
