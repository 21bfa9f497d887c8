import * as vscode from 'vscode';
import { codeLine, escapedSentence } from './language/markdownText';

/** A sentence that is shown as it stands, whatever it holds of a file. Unlike `appendText`, it wraps at its blanks. */
export function sentence(text: string): vscode.MarkdownString {
  return appendSentence(new vscode.MarkdownString(), text);
}

/** Lines of code, with a sentence below them. */
export function codeAndSentence(
  code: readonly string[],
  language: 'wire' | 'text',
  text: string,
): vscode.MarkdownString {
  return appendSentence(appendCode(new vscode.MarkdownString(), code, language), text);
}

export function appendSentence(to: vscode.MarkdownString, text: string): vscode.MarkdownString {
  return to.appendMarkdown(escapedSentence(text));
}

/** Each of the lines stays one, whatever it holds of a file. */
export function appendCode(
  to: vscode.MarkdownString,
  lines: readonly string[],
  language: 'wire' | 'text',
): vscode.MarkdownString {
  return to.appendCodeblock(lines.map(codeLine).join('\n'), language);
}
