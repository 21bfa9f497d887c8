import * as vscode from 'vscode';
import { sentenceOf } from '../../problems';
import { findNameUses, nameUseAt, type NameUse } from '../language/names';
import { nameProblem } from '../language/newName';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

/** Go to definition, references, highlights and renaming, for sockets, definitions and bindings. */
export function registerNames(documents: WireDocuments): vscode.Disposable {
  const usesIn = (document: vscode.TextDocument): NameUse[] => findNameUses(documents.check(document).script);
  const sameName = (document: vscode.TextDocument, position: vscode.Position): NameUse[] => {
    const uses = usesIn(document);
    const found = nameUseAt(uses, document.offsetAt(position));
    return found === undefined ? [] : uses.filter(({ name }) => name === found.name);
  };
  const renameable = (document: vscode.TextDocument, position: vscode.Position, uses: readonly NameUse[]): NameUse => {
    const use = nameUseAt(uses, document.offsetAt(position));
    if (use !== undefined && use.name.kind !== 'setting') return use;
    throw new Error(vscode.l10n.t('Only the names of sockets, @definitions and bound values can be renamed.'));
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(WIRE_DOCUMENTS, {
      provideDefinition(document, position) {
        const use = nameUseAt(usesIn(document), document.offsetAt(position));
        if (use === undefined) return undefined;
        return [
          {
            originSelectionRange: rangeIn(document, use),
            targetUri: document.uri,
            targetRange: document.lineAt(document.positionAt(use.name.definition.start)).range,
            targetSelectionRange: rangeIn(document, use.name.definition),
          },
        ];
      },
    }),
    vscode.languages.registerReferenceProvider(WIRE_DOCUMENTS, {
      provideReferences: (document, position, { includeDeclaration }) =>
        sameName(document, position)
          .filter(({ isDefinition }) => includeDeclaration || !isDefinition)
          .map((use) => new vscode.Location(document.uri, rangeIn(document, use))),
    }),
    vscode.languages.registerDocumentHighlightProvider(WIRE_DOCUMENTS, {
      provideDocumentHighlights(document, position) {
        const { Read, Write } = vscode.DocumentHighlightKind;
        return sameName(document, position).map(
          (use) => new vscode.DocumentHighlight(rangeIn(document, use), use.isDefinition ? Write : Read),
        );
      },
    }),
    vscode.languages.registerRenameProvider(WIRE_DOCUMENTS, {
      prepareRename(document, position) {
        const use = renameable(document, position, usesIn(document));
        return { range: rangeIn(document, use), placeholder: use.name.text };
      },
      provideRenameEdits(document, position, newName) {
        const uses = usesIn(document);
        const { name } = renameable(document, position, uses);
        const problem = nameProblem(name, newName, uses);
        if (problem !== undefined) throw new Error(sentenceOf(problem));
        const edit = new vscode.WorkspaceEdit();
        for (const use of uses) if (use.name === name) edit.replace(document.uri, rangeIn(document, use), newName);
        return edit;
      },
    }),
  );
}
