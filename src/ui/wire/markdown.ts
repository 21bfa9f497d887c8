import * as vscode from 'vscode';

/** A sentence that is shown as it stands, whatever it holds of a file. Unlike `appendText`, it wraps at its blanks. */
export function sentence(text: string): vscode.MarkdownString {
  return appendSentence(new vscode.MarkdownString(), text);
}

/** Code, with a sentence below it. */
export function codeAndSentence(code: string, language: 'wire' | 'text', text: string): vscode.MarkdownString {
  return appendSentence(new vscode.MarkdownString().appendCodeblock(code, language), text);
}

export function appendSentence(to: vscode.MarkdownString, text: string): vscode.MarkdownString {
  return to.appendMarkdown(text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!~<>|&:]/g, '\\$&'));
}
