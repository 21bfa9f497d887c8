import * as vscode from 'vscode';
import { findNameUses, type NameKind } from '../language/names';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

const DECLARATION = 'declaration';
const READONLY = 'readonly';
const PROPERTY = 'property';
const LEGEND = new vscode.SemanticTokensLegend(['variable', 'parameter', PROPERTY], [DECLARATION, READONLY]);

const TYPES: Readonly<Record<NameKind, { readonly type: string; readonly modifiers: readonly string[] }>> = {
  socket: { type: 'variable', modifiers: [] },
  definition: { type: 'variable', modifiers: [READONLY] },
  setting: { type: PROPERTY, modifiers: [] },
  binding: { type: 'parameter', modifiers: [] },
};

/** Colours names by what they stand for, which a grammar cannot know. */
export function registerSemanticTokens(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentSemanticTokensProvider(
    WIRE_DOCUMENTS,
    {
      provideDocumentSemanticTokens(document) {
        const builder = new vscode.SemanticTokensBuilder(LEGEND);
        for (const use of findNameUses(documents.check(document).script)) {
          const { type, modifiers } = TYPES[use.name.kind];
          builder.push(rangeIn(document, use), type, [...modifiers, ...(use.isDefinition ? [DECLARATION] : [])]);
          if (use.property !== undefined) builder.push(rangeIn(document, use.property), PROPERTY, [READONLY]);
        }
        return builder.build();
      },
    },
    LEGEND,
  );
}
