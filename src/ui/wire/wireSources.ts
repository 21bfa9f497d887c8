import * as vscode from 'vscode';
import { checkScript, type CheckedScript } from '../../wire/checker';
import { SockscopeError } from '../../bytes/error';
import type { WireDocuments } from './wireDocuments';

/** Bytes of the largest wire file that is read without being opened: 8 MiB. */
const MAX_FILE = 8 * 1024 * 1024;

/** Wire files by their URI: what stands in the editor where one is open, saved or not, else what is on disk. */
export class WireSources {
  readonly #documents: WireDocuments;

  constructor(documents: WireDocuments) {
    this.#documents = documents;
  }

  /** @throws SockscopeError `WIRE_FILE_TOO_LARGE`, or what the file system says. */
  async read(uri: vscode.Uri): Promise<CheckedScript> {
    const open = findOpen(uri);
    if (open !== undefined) return this.#documents.check(open);
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_FILE) {
      const template = 'This file has {0} bytes; wire files may have {1}. Split it into several.';
      throw new SockscopeError('WIRE_FILE_TOO_LARGE', template, [size, MAX_FILE]);
    }
    return checkScript(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  }
}

/** The document of that URI, if it is open. */
export function findOpen(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === key);
}
