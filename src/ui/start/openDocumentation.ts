import * as vscode from 'vscode';
import { checkArgument, checkChoice, optional } from '../../base/argument';
import { DOCUMENTATION } from '../ids';

/** Shows the README of the package, or one of its pages, in which links and pictures work. */
export async function openDocumentation(extensionUri: vscode.Uri, argument: unknown): Promise<void> {
  checkArgument(argument, { page: optional('string') });
  const { page } = argument;
  const uri =
    page === undefined
      ? await findReadme(extensionUri)
      : vscode.Uri.joinPath(extensionUri, `docs/${checkChoice('page', page, DOCUMENTATION)}.md`);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // The editor's own extension for Markdown is off: as text, then.
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

/** Packaging writes its name in lower case. */
async function findReadme(extensionUri: vscode.Uri): Promise<vscode.Uri> {
  const packaged = vscode.Uri.joinPath(extensionUri, 'readme.md');
  try {
    await vscode.workspace.fs.stat(packaged);
    return packaged;
  } catch {
    return vscode.Uri.joinPath(extensionUri, 'README.md');
  }
}
