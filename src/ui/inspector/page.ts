import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { ALL_STRINGS } from '../../webview/strings';

/** Text for an HTML element's content; inside a JSON script nothing may end the script. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function translatedStrings(): Record<string, string> {
  return Object.fromEntries(Object.entries(ALL_STRINGS).map(([key, text]) => [key, vscode.l10n.t(text)]));
}

/** The inspector's page: one script with a random nonce, styles and font from the extension alone, no network. */
export function inspectorPage(webview: vscode.Webview, extensionUri: vscode.Uri, settings: string | undefined): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sockscope</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${asset('codicon.css')}">
<link rel="stylesheet" href="${asset('controlPictures.css')}">
</head>
<body>
<script type="application/json" id="strings" nonce="${nonce}">${jsonForScript(translatedStrings())}</script>
<script type="application/json" id="settings" nonce="${nonce}">${(settings ?? 'null').replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${asset('inspector.js')}"></script>
</body>
</html>`;
}

export function inspectorResources(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}
