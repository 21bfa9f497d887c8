import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** A folder of the workspace for the wire files of a test, removed by `remove`. */
export interface WireFolder {
  readonly path: string;
  /** Writes a file and opens it. */
  open(name: string, content: string): Promise<vscode.TextDocument>;
  remove(): Promise<void>;
}

export async function makeWireFolder(): Promise<WireFolder> {
  const path = await mkdtemp(join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'wire-'));
  return {
    path,
    async open(name, content) {
      const file = join(path, name);
      await writeFile(file, content);
      return vscode.workspace.openTextDocument(vscode.Uri.file(file));
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** The position of a text within a document, or of its end. */
export function positionOf(document: vscode.TextDocument, text: string, delta = 0): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`“${text}” is not in the document`);
  return document.positionAt(at + delta);
}

/** Runs one of VS Code's commands that ask the providers of a language. */
export function ask<Result>(command: string, ...parameters: readonly unknown[]): Promise<Result> {
  return Promise.resolve(vscode.commands.executeCommand<Result>(command, ...parameters));
}

/**
 * Skips a test, and says so, where VS Code cannot search files, as one whose package lacks the program for that: it finds
 * no tests there, and waits for them for ever.
 */
export async function needSearch(test: Mocha.Context): Promise<void> {
  const canSearch = await vscode.workspace.findFiles('*').then(
    () => true,
    () => false,
  );
  if (canSearch) return;
  console.log('*** SKIPPED: this VS Code lacks the program that it searches files with.');
  test.skip();
}
