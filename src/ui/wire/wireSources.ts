import * as vscode from 'vscode';
import { checkScript, type CheckedScript } from '../../wire/check/checker';
import { SockscopeError } from '../../base/error';
import { errorOfFile, requireSourceSize, sourceText } from '../../wire/syntax/sourceText';
import { LANGUAGE_IDS } from '../ids';
import type { WireDocuments } from './wireDocuments';

/** Wire files by their URI: what stands in the editor where one is open, saved or not, else what is on disk. */
export class WireSources {
  readonly #documents: WireDocuments;

  constructor(documents: WireDocuments) {
    this.#documents = documents;
  }

  /** @throws SockscopeError `WIRE_FILE_TOO_LARGE`, `WIRE_NOT_UTF8`, or what the file system says. */
  async read(uri: vscode.Uri): Promise<CheckedScript> {
    const open = findOpen(uri);
    if (open !== undefined) return this.#documents.check(open);
    try {
      requireSourceSize((await vscode.workspace.fs.stat(uri)).size);
      return checkScript(await decode(uri, await vscode.workspace.fs.readFile(uri)));
    } catch (error) {
      if (!(error instanceof SockscopeError)) throw error;
      throw errorOfFile(error, vscode.workspace.asRelativePath(uri));
    }
  }
}

/** In the encoding in which an editor would open the file, as the settings say; UTF-8 has to be UTF-8. */
async function decode(uri: vscode.Uri, bytes: Uint8Array): Promise<string> {
  const files = vscode.workspace.getConfiguration('files', { uri, languageId: LANGUAGE_IDS.wire });
  const encoding = files.get('encoding', 'utf8');
  return encoding.startsWith('utf8') ? sourceText(bytes) : vscode.workspace.decode(bytes, { encoding });
}

/** The document of that URI, if it is open. */
export function findOpen(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === key);
}
