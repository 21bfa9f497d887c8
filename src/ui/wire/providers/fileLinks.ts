import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { fileTermsOf } from '../language/payloads';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';
import { folderOf } from '../wireFolder';

/** Opens what `file("…")` names. */
export function registerFileLinks(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(WIRE_DOCUMENTS, {
    provideDocumentLinks(document) {
      const base = folderOf(document.uri)?.base;
      if (base === undefined) return [];
      return fileTermsOf(documents.check(document).script).map(({ path, ...place }) => {
        const link = new vscode.DocumentLink(rangeIn(document, place), vscode.Uri.file(resolve(base, path)));
        link.tooltip = vscode.l10n.t('Open file');
        return link;
      });
    },
  });
}
