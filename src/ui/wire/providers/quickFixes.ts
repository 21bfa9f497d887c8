import * as vscode from 'vscode';
import { allProblems } from '../../../wire/check/checker';
import { quoteForMessage, type Fix } from '../../../base/problem';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

/** The mending that a problem knows of. */
export function registerQuickFixes(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    WIRE_DOCUMENTS,
    {
      provideCodeActions: (document, range, context) =>
        allProblems(documents.check(document)).flatMap(({ code, fix, ...place }) => {
          if (fix === undefined) return [];
          const problemRange = rangeIn(document, place);
          if (problemRange.intersection(range) === undefined) return [];
          const action = new vscode.CodeAction(titleOf(document, fix), vscode.CodeActionKind.QuickFix);
          action.edit = new vscode.WorkspaceEdit();
          action.edit.replace(document.uri, rangeIn(document, fix), fix.text);
          action.diagnostics = context.diagnostics.filter(
            (diagnostic) => diagnostic.code === code && diagnostic.range.isEqual(problemRange),
          );
          action.isPreferred = true;
          return [action];
        }),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function titleOf(document: vscode.TextDocument, { start, end, text }: Fix): string {
  const { t } = vscode.l10n;
  const before = quoteForMessage(document.getText().slice(start, end));
  const after = quoteForMessage(text);
  if (text === '') return t('Remove “{0}”', before);
  return start === end ? t('Insert “{0}”', after) : t('Replace “{0}” with “{1}”', before, after);
}
