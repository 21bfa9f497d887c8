import * as vscode from 'vscode';
import { fileTermsOf } from '../language/payloads';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';
import { fileSourceOf } from '../wireFolder';

/** Opens what `file("…")` names. */
export function registerFileLinks(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(WIRE_DOCUMENTS, {
    provideDocumentLinks(document) {
      const source = fileSourceOf(document.uri);
      if (source === undefined) return [];
      return fileTermsOf(documents.check(document).script).flatMap(({ path, ...place }) => {
        const target = source.uriOf(path);
        if (target === undefined) return [];
        const link = new vscode.DocumentLink(rangeIn(document, place), target);
        link.tooltip = vscode.l10n.t('Open file');
        return [link];
      });
    },
  });
}
