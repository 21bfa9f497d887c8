import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../bytes/error';
import { formatHostPort } from '../../engine/endpoint';
import type { Engine } from '../../engine/engine';
import { MAX_DATAGRAM_IPV6 } from '../../engine/limits';
import { explain } from '../../engine/systemError';
import type { SocketActions } from '../actions';
import type { TreeNode } from '../sockets/socketNode';
import { askText } from './askText';
import { pickDestination, type Destination } from './destination';
import type { History } from './history';
import { encodeInput, encodePayloadText, evaluateInput } from './payloadInput';

/** Bytes that are read from a file at once: 256 KiB. */
const FILE_PIECE = 256 * 1024;

function destinationName({ socket, to }: Destination): string {
  if (to) return `udp://${formatHostPort(to.address, to.port)}`;
  const info = socket.info();
  return info.remote ?? socket.id;
}

/** Asks for a payload, in the payload syntax or as plain text, and sends it. */
export async function askAndSend(
  engine: Engine,
  actions: SocketActions,
  history: History,
  node: TreeNode | undefined,
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  const destination = await pickDestination(engine, node, t('Send Payload'));
  if (!destination) return undefined;
  const answer = await askText({
    title: t('Send Payload to {0}', destinationName(destination)),
    placeholder: t('Plain text, or payload syntax such as "hi\\r\\n", [0a 0b] or u16be(258)'),
    history: history.entries,
    evaluate: evaluateInput,
  });
  if (!answer) return undefined;
  const bytes = await encodeInput(answer.text);
  const sent = await actions.send(destination.socket, bytes, destination.to);
  await history.add(answer.text);
  return sent;
}

export type SelectionFormat = 'text' | 'hex' | 'payload';

async function encodeSelection(text: string, format: SelectionFormat): Promise<Uint8Array> {
  if (format === 'text') return new TextEncoder().encode(text);
  return encodePayloadText(format === 'hex' ? `[${text}]` : text);
}

/** Sends the editor's selections, in the order in which they stand, each as one send. */
export async function sendSelection(
  engine: Engine,
  actions: SocketActions,
  format: SelectionFormat,
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  const editor = vscode.window.activeTextEditor;
  const selections = (editor?.selections ?? [])
    .filter((selection) => !selection.isEmpty)
    .toSorted((a, b) => a.start.compareTo(b.start));
  if (!editor || selections.length === 0) {
    throw new SockscopeError('NOTHING_SELECTED', 'Nothing is selected: select the text to send in an editor first.');
  }
  // Everything is encoded before anything is sent, so that a mistake in the last selection sends nothing.
  const payloads = await Promise.all(
    selections.map((selection) => encodeSelection(editor.document.getText(selection), format)),
  );
  const destination = await pickDestination(engine, undefined, t('Send Selection'));
  if (!destination) return undefined;
  let bytes = 0;
  for (const payload of payloads) bytes += (await actions.send(destination.socket, payload, destination.to)).bytes;
  vscode.window.setStatusBarMessage(t('Sent {0} bytes to {1}', bytes, destinationName(destination)), 4000);
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
): Promise<{ readonly bytes: number } | undefined> {
  const { t } = vscode.l10n;
  const destination = await pickDestination(engine, node, t('Send File'));
  if (!destination) return undefined;
  const path = (file ?? (await chooseFile()))?.fsPath;
  if (path === undefined) return undefined;
  try {
    const { size } = await stat(path);
    if (destination.socket.kind === 'datagram') {
      // One byte more than fits is enough for the socket to refuse it with the reason.
      const [datagram = Buffer.alloc(0)] = await readPieces(path, Math.min(size, MAX_DATAGRAM_IPV6 + 1));
      return await actions.send(destination.socket, datagram, destination.to);
    }
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: t('Sending {0} to {1}', basename(path), destinationName(destination)),
        cancellable: true,
      },
      async (progress, token) => {
        const cancelled = new Promise<void>((resolve) => {
          token.onCancellationRequested(() => {
            resolve();
          });
        });
        let bytes = 0;
        for await (const piece of createReadStream(path, { highWaterMark: FILE_PIECE }) as AsyncIterable<Buffer>) {
          bytes += piece.length;
          // Whoever cancels does not wait for a peer that never reads.
          await Promise.race([actions.send(destination.socket, piece), cancelled]);
          if (token.isCancellationRequested) break;
          progress.report({
            increment: (piece.length * 100) / Math.max(1, size),
            message: t('{0} %', Math.floor((bytes * 100) / Math.max(1, size))),
          });
        }
        const summary = token.isCancellationRequested
          ? t('Cancelled after {0} of {1} bytes', bytes, size)
          : t('Sent {0} bytes to {1}', bytes, destinationName(destination));
        vscode.window.setStatusBarMessage(summary, 4000);
        return { bytes };
      },
    );
  } catch (error) {
    throw explain(error, 'read-file', path);
  }
}

async function readPieces(path: string, length: number): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  if (length === 0) return pieces;
  for await (const piece of createReadStream(path, { end: length - 1, highWaterMark: length }))
    pieces.push(piece as Buffer);
  return [Buffer.concat(pieces)];
}
