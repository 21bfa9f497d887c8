import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { ALL_STRINGS } from '../../src/webview/inspector/strings';
import { launchBrowser } from '../support/browser';
import type { MockConversation } from './mockHost';
import { THEMES } from './themes';

const ROOT = join(import.meta.dirname, '../..');
const ASSETS = join(ROOT, 'src/webview/assets');
const ORIGIN = 'https://inspector.test';
const NONCE = 'c2VjcmV0';
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};
/** The same policy that the extension gives the page. */
const POLICY =
  `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${ORIGIN} 'nonce-${NONCE}'; ` +
  `font-src ${ORIGIN}; img-src ${ORIGIN}`;

export interface Opening {
  readonly theme?: keyof typeof THEMES;
  readonly width?: number;
  readonly height?: number;
  /** Device pixels for a CSS pixel. */
  readonly scale?: number;
  /** What `vscode.getState` gives. */
  readonly state?: unknown;
  /** A command asks for the conversation that is shown first. */
  readonly asked?: boolean;
  readonly strings?: Readonly<Record<string, string>>;
}

/** Bundles the page and the mock host, and opens the one with the other in headless Chromium. Nothing is fetched from anywhere. */
export class InspectorBrowser {
  readonly #browser: Browser;
  readonly #files: ReadonlyMap<string, Buffer>;

  private constructor(browser: Browser, files: ReadonlyMap<string, Buffer>) {
    this.#browser = browser;
    this.#files = files;
  }

  static async launch(executablePath: string): Promise<InspectorBrowser> {
    const codicons = dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
    const files = new Map([
      ...(await bundle('inspector', 'src/webview/inspector/main.ts', 'esm')),
      ...(await bundle('mockHost', 'test/webview/mockHost.ts', 'iife')),
      ['/codicon.css', await readFile(join(codicons, 'codicon.css'))],
      ['/codicon.ttf', await readFile(join(codicons, 'codicon.ttf'))],
      ['/controlPictures.css', await readFile(join(ASSETS, 'controlPictures.css'))],
      ['/controlPictures.woff2', await readFile(join(ASSETS, 'controlPictures.woff2'))],
    ]);
    return new InspectorBrowser(await launchBrowser(executablePath), files);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  /** Opens the page on `conversations`, the last of which is shown. Errors and policy violations land in `problems`. */
  async open(
    conversations: readonly MockConversation[] | undefined,
    { theme = 'dark', width = 1280, height = 720, scale = 1, state, asked = false, strings }: Opening = {},
  ): Promise<{ page: Page; problems: string[] }> {
    const page = await this.#browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: scale,
      timezoneId: 'Europe/Berlin',
      locale: 'en-US',
    });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    await page.route(`${ORIGIN}/**`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = this.#files.get(path);
      if (file) await route.fulfill({ body: file, contentType: TYPES[extname(path)] ?? '' });
      else if (path === '/')
        await route.fulfill({ body: pageHtml(theme, { ...ALL_STRINGS, ...strings }, state), headers: HTML_HEADERS });
      else await route.fulfill({ status: 404 });
    });
    await page.goto(ORIGIN);
    if (conversations) {
      await page.evaluate(
        ([list, isAsked]) => {
          window.mockHost.asked = isAsked;
          window.mockHost.load(list);
        },
        [conversations, asked] as const,
      );
      if (conversations.length > 0) await page.waitForSelector('sockscope-hex-view');
    }
    return { page, problems };
  }
}

const HTML_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };

function pageHtml(theme: keyof typeof THEMES, strings: Readonly<Record<string, string>>, state: unknown): string {
  const { bodyClass, colors } = THEMES[theme];
  const variables = Object.entries(colors).map(([name, value]) => `--vscode-${name}: ${value};`);
  const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>Inspector</title>
<link rel="stylesheet" href="/codicon.css">
<link rel="stylesheet" href="/controlPictures.css">
<style nonce="${NONCE}">:root { ${variables.join(' ')} }</style>
</head>
<body class="${bodyClass}">
<script type="application/json" id="strings">${json(strings)}</script>
<script nonce="${NONCE}" src="/mockHost.js"></script>
<script nonce="${NONCE}">window.mockHost.state = ${json(state ?? null)};</script>
<script type="module" nonce="${NONCE}" src="/inspector.js"></script>
</body>
</html>`;
}

/** A script, and what it loads on demand, each under the path that it is served at. */
async function bundle(name: string, entry: string, format: 'iife' | 'esm'): Promise<[string, Buffer][]> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: '/',
    bundle: true,
    write: false,
    splitting: format === 'esm',
    format,
    target: 'es2023',
    tsconfig: 'src/webview/tsconfig.json',
  });
  return outputFiles.map(({ path, contents }) => [`/${basename(path)}`, Buffer.from(contents)]);
}
