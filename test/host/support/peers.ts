import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The extension under test. */
export function sockscope<Exports = unknown>(): vscode.Extension<Exports> {
  const extension = vscode.extensions.getExtension<Exports>('sockscope.sockscope');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

/** A program of test/support/peers. */
export function peerProgram(name: string): string {
  return join(sockscope().extensionPath, 'test', 'support', 'peers', name);
}
