import * as vscode from 'vscode';
import { plainText, symbolText } from '../../plainText';
import { foldsOf, outlineOf, type Fold } from '../language/outline';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

const FOLD_KINDS: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = {
  section: vscode.FoldingRangeKind.Region,
  comment: vscode.FoldingRangeKind.Comment,
  block: undefined,
};

/** Folding by section, the outline, breadcrumbs and sticky scroll. */
export function registerOutline(documents: WireDocuments): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider(WIRE_DOCUMENTS, {
      provideFoldingRanges: (document) =>
        foldsOf(documents.check(document).script).map((fold) => {
          const { start, end } = rangeIn(document, fold);
          return new vscode.FoldingRange(start.line, end.line, FOLD_KINDS[fold.kind]);
        }),
    }),
    vscode.languages.registerDocumentSymbolProvider(WIRE_DOCUMENTS, {
      provideDocumentSymbols: (document) => symbolsOf(document, documents),
    }),
  );
}

function symbolsOf(document: vscode.TextDocument, documents: WireDocuments): vscode.DocumentSymbol[] {
  const { definitions, sections } = outlineOf(documents.check(document).script);
  const { Constant, Namespace, Object: ObjectKind } = vscode.SymbolKind;
  const constants = definitions.map(
    ({ name, ...range }) =>
      new vscode.DocumentSymbol(`@${name.text}`, '', Constant, rangeIn(document, range), rangeIn(document, name)),
  );
  const symbols = sections.map(({ section, selection, sockets, ...range }) => {
    const title = section.title === '' ? vscode.l10n.t('(without a title)') : symbolText(plainText(section.title));
    const symbol = new vscode.DocumentSymbol(
      title,
      '',
      Namespace,
      rangeIn(document, range),
      rangeIn(document, selection),
    );
    symbol.children = sockets.map(
      ({ name, detail, ...place }) =>
        new vscode.DocumentSymbol(
          name.text,
          plainText(detail),
          ObjectKind,
          rangeIn(document, place),
          rangeIn(document, name),
        ),
    );
    return symbol;
  });
  // A definition within a section belongs to the file all the same.
  return [...constants, ...symbols];
}
