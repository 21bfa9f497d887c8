import * as vscode from 'vscode';
import { formattingEdit } from '../../../wire/syntax/formatter';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

export function registerFormatting(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentFormattingEditProvider(WIRE_DOCUMENTS, {
    provideDocumentFormattingEdits(document) {
      const edit = formattingEdit(documents.check(document).script);
      return edit === undefined ? [] : [vscode.TextEdit.replace(rangeIn(document, edit), edit.text)];
    },
  });
}
