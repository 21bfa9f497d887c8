import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import { registerCompletion } from './providers/completion';
import { registerDiagnostics } from './providers/diagnostics';
import { registerFileLinks } from './providers/fileLinks';
import { registerFormatting } from './providers/formatting';
import { registerHover } from './providers/hover';
import { registerNames } from './providers/names';
import { registerOutline } from './providers/outline';
import { registerQuickFixes } from './providers/quickFixes';
import { registerSemanticTokens } from './providers/semanticTokens';
import { WireDocuments } from './wireDocuments';

/** Wire files in the editor. What only reads them works in Restricted Mode too. */
export function registerWire({ engine }: { readonly engine: Engine }): vscode.Disposable {
  const documents = new WireDocuments();
  return vscode.Disposable.from(
    registerDiagnostics(documents),
    registerQuickFixes(documents),
    registerFormatting(documents),
    registerOutline(documents),
    registerSemanticTokens(documents),
    registerNames(documents),
    registerFileLinks(documents),
    registerHover(documents),
    registerCompletion(documents, engine),
  );
}
