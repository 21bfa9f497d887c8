import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { checkScript, type CheckedScript } from '../../wire/check/checker';
import type { TextRange } from '../../base/problem';
import { LANGUAGE_IDS } from '../ids';
import { isRunnableScheme } from './language/runnableSchemes';

/** Where the language features work: on disk, untitled, and in virtual file systems. */
export const WIRE_DOCUMENTS: vscode.DocumentSelector = { language: LANGUAGE_IDS.wire };

export function isWireDocument(document: vscode.TextDocument): boolean {
  return document.languageId === LANGUAGE_IDS.wire;
}

/** Whether the sections of a wire file run, and what is wrong in it is told. */
export function isRunnable(uri: vscode.Uri): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return isRunnableScheme(uri.scheme, folders.map((folder) => folder.uri.scheme)); // prettier-ignore
}

/** A wire file that runs. */
export function isRunnableDocument(document: vscode.TextDocument): boolean {
  return isWireDocument(document) && isRunnable(document.uri);
}

/** @throws SockscopeError `NOT_RUNNABLE` */
export function requireRunnable(uri: vscode.Uri): void {
  if (isRunnable(uri)) return;
  const template = '{0} is a view of a wire file, and not the file: open that to run its sections.';
  throw new SockscopeError('NOT_RUNNABLE', template, [uri.toString(true)]);
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
