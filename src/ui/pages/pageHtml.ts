import type { Template } from '../../base/error';
import { randomBytes } from 'node:crypto';

/** A page: a folder of `src/webview` with a `main.ts`. */
export interface PageDefinition {
  /** Of the folder. */
  readonly name: string;
  readonly title: Template;
  /** Its sentences in English, by key. */
  readonly strings: Readonly<Record<string, Template>>;
  /** Files in `dist/webview` that it is styled by, besides what its script adopts. */
  readonly styles: readonly string[];
}

/** What a page is put into. */
export interface PageSurroundings {
  /** What the page may load styles and fonts from: a webview's `cspSource`. */
  readonly source: string;
  /** The address of a file in `dist/webview`. */
  readonly asset: (name: string) => string;
  readonly language: string;
  readonly translate: (text: Template) => string;
}

/**
 * The document of a page: one script with a random nonce, styles and fonts from the extension alone, no network.
 *
 * @param data What `readData` of the page finds by name besides `strings`; anything that JSON has.
 */
export function pageHtml(
  { name, title, strings, styles }: PageDefinition,
  { source, asset, language, translate }: PageSurroundings,
  data: Readonly<Record<string, unknown>> = {},
): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
  ].join('; ');
  const translated = Object.fromEntries(Object.entries(strings).map(([key, text]) => [key, translate(text)]));
  const scripts = Object.entries({ ...data, strings: translated }).map(
    ([id, value]) =>
      `<script type="application/json" id="${attribute(id)}" nonce="${nonce}">${jsonForScript(value)}</script>`,
  );
  const links = styles.map((file) => `<link rel="stylesheet" ${styleId(file)}href="${attribute(asset(file))}">`);
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
${links.join('\n')}
</head>
<body>
${scripts.join('\n')}
<script type="module" nonce="${nonce}" src="${attribute(asset(`${name}.js`))}"></script>
</body>
</html>`;
}

/** VS Code's own elements look for their icons' style sheet by its id. */
function styleId(file: string): string {
  return file === 'codicon.css' ? 'id="vscode-codicon-stylesheet" ' : '';
}

/** Inside a JSON script nothing may end the script. What JSON does not have is `null`. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll('<', '\\u003c');
}

/** Text between double quotes, or in an element without others. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
