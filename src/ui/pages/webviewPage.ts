import type { Template } from '../../base/error';
import * as vscode from 'vscode';
import { pageHtml, type PageDefinition } from './pageHtml';

/** Shows a page in a webview, which gets at nothing but the built pages. Listen to what it says before. */
export function showPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: PageDefinition,
  data: Readonly<Record<string, unknown>> = {},
): void {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  const surroundings = {
    source: webview.cspSource,
    asset: (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString(),
    language: vscode.env.language,
    translate: (text: Template) => vscode.l10n.t(text),
  };
  webview.html = pageHtml(page, surroundings, data);
}
