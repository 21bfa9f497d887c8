import * as vscode from 'vscode';
import { checkScript, type CheckedScript } from '../../wire/checker';
import type { TextRange } from '../../wire/problem';
import { LANGUAGES } from '../ids';

/** Where the language features work: on disk, untitled, and in virtual file systems. */
export const WIRE_DOCUMENTS: vscode.DocumentSelector = { language: LANGUAGES.wire };

export function isWireDocument(document: vscode.TextDocument): boolean {
  return document.languageId === LANGUAGES.wire;
}

export function rangeIn(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** Wire files in editors, parsed and checked once for each version. */
export class WireDocuments {
  readonly #checked = new WeakMap<vscode.TextDocument, { readonly version: number; readonly checked: CheckedScript }>();

  check(document: vscode.TextDocument): CheckedScript {
    const { version } = document;
    const known = this.#checked.get(document);
    if (known?.version === version) return known.checked;
    const checked = checkScript(document.getText());
    this.#checked.set(document, { version, checked });
    return checked;
  }
}
