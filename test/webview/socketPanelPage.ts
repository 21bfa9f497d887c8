import { basename, join } from 'node:path';
import esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { SockscopeError } from '../../src/base/error';
import type { RunningRelay } from '../../src/engine/relay/runningRelay';
import { pageHtml } from '../../src/ui/pages/pageHtml';
import { panelRelayOf } from '../../src/ui/socketPanel/panelRelay';
import { PANEL_HOST_PARSERS } from '../../src/webview/socketPanel/fields';
import type {
  PanelKernel,
  PanelSocket,
  PanelRequests,
  PanelTold,
  ToPanel,
} from '../../src/webview/socketPanel/protocol';
import { PANEL_STRINGS } from '../../src/webview/socketPanel/strings';
import { parseFromPage } from '../../src/webview/shared/messageParser';
import { launchBrowser } from '../support/browser';
import { THEMES } from './themes';

const ORIGIN = 'https://panel.test';

/** What VS Code puts into a webview. A text, since the compiler adds names to functions that the browser does not know. */
const VSCODE = `window.acquireVsCodeApi = () => ({
  postMessage: async (message) => {
    const reply = await window.toHost(message);
    if (reply) window.postMessage(reply, '*');
  },
})`;

export const CONNECTION: PanelSocket = {
  id: 'c1',
  kind: 'connection',
  title: ':47980 → :9000',
  state: 'open',
  hasEnded: false,
  family: 'AF_INET',
  type: 'SOCK_STREAM',
  protocol: 'TCP',
  isTcp: true,
  isAccepted: true,
  local: {
    address: '127.0.0.1:9000',
    port: { number: 9000, class: 'registered', name: 'cslistener', range: { first: 32768, last: 60999 } },
  },
  remote: {
    address: '127.0.0.1:47980',
    port: { number: 47980, class: 'registered', range: { first: 32768, last: 60999 } },
  },
  actions: [
    { command: 'sockscope.sendPayload', title: 'Send Payload…' },
    { command: 'sockscope.pauseReceiving', title: 'Pause Receiving' },
    { command: 'sockscope.closeSocket', title: 'Close Socket' },
  ],
  options: [
    { id: 'noDelay', name: 'TCP_NODELAY', value: true },
    { id: 'keepAlive', name: 'SO_KEEPALIVE', value: false },
  ],
};

export const BLOCKED: PanelKernel = {
  own: { state: 'established', sendQueue: 2_531_840, sendLimit: 4_194_304, receiveQueue: 0, receiveLimit: 131_072 },
  bytesWaiting: 5_468_160,
  isPeerHere: true,
  peer: { state: 'established', sendQueue: 0, sendLimit: 87_040, receiveQueue: 128_512, receiveLimit: 131_072 },
  peerProcesses: [{ pid: 21326, name: 'python3', isOwn: false }],
  waiting: { kind: 'blocked', bytes: 8_000_000, isSeen: true },
  details: { roundTrip: 0.0253, congestionWindow: 10, segmentSize: 47_616, sendWindow: 95_232, retransmitted: 1 },
};

/** The browser, and the scripts of the page by their names. */
export interface LaunchedPanel {
  readonly browser: Browser;
  readonly scripts: ReadonlyMap<string, string>;
}

/** The page in a browser, and the extension's side of it. */
export class SocketPanelPage {
  readonly asked: unknown[] = [];
  readonly problems: string[] = [];
  /** What the next request is refused with. */
  refusal: string | undefined;
  /** What `setImpairments` is done to. */
  relay: RunningRelay | undefined;

  private constructor(readonly page: Page) {}

  static async launch(executablePath: string): Promise<LaunchedPanel> {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: join(import.meta.dirname, '../..'),
      entryPoints: { socketPanel: 'src/webview/socketPanel/main.ts' },
      outdir: 'page',
      bundle: true,
      minify: true,
      splitting: true,
      chunkNames: 'socketPanel-[name]-[hash]',
      write: false,
      format: 'esm',
      target: 'es2023',
      tsconfig: 'src/webview/tsconfig.json',
    });
    return {
      browser: await launchBrowser(executablePath),
      scripts: new Map(outputFiles.map(({ path, text }) => [basename(path), text])),
    };
  }

  static async open(
    { browser, scripts }: LaunchedPanel,
    {
      theme = 'dark',
      width = 300,
      height = 1400,
    }: { theme?: keyof typeof THEMES; width?: number; height?: number } = {},
  ): Promise<SocketPanelPage> {
    const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'Europe/Berlin' });
    const panel = new SocketPanelPage(page);
    page.on('pageerror', (error) => panel.problems.push(error.message));
    page.on('console', (message) => panel.problems.push(message.text()));
    await page.exposeFunction('toHost', (message: unknown) => panel.#receive(message));
    await page.addInitScript(VSCODE);
    const { bodyClass, colors } = THEMES[theme];
    const variables = Object.entries(colors).map(([name, value]) => `--vscode-${name}: ${value};`);
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      document.body.className = ${JSON.stringify(bodyClass)};
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(${JSON.stringify(`:root { ${variables.join(' ')} }`)});
      document.adoptedStyleSheets.push(sheet);
    })`);
    const document = pageHtml(
      { name: 'socketPanel', title: 'Socket', strings: PANEL_STRINGS, styles: [] },
      { source: ORIGIN, asset: (name) => `${ORIGIN}/${name}`, language: 'en', translate: (sentence) => sentence },
    );
    await page.route(`${ORIGIN}/**`, async (route) => {
      const script = scripts.get(basename(route.request().url()));
      if (script !== undefined) await route.fulfill({ body: script, contentType: 'text/javascript' });
      else await route.fulfill({ body: document, contentType: 'text/html; charset=utf-8' });
    });
    await page.goto(ORIGIN);
    await page.waitForSelector('sockscope-socket-panel');
    return panel;
  }

  async tell(...messages: readonly ToPanel[]): Promise<void> {
    await this.page.evaluate(async (all) => {
      for (const each of all) window.postMessage(each, '*');
      // They come in their order.
      await new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'told') requestAnimationFrame(resolve);
        });
        window.postMessage('told', '*');
      });
    }, messages);
  }

  #receive(raw: unknown): unknown {
    const message = parseFromPage<PanelRequests, PanelTold>(raw, PANEL_HOST_PARSERS.requests, PANEL_HOST_PARSERS.told);
    if (!('request' in message)) return undefined;
    const { request, ...asked } = message;
    this.asked.push(asked);
    if (asked.type === 'setImpairments' && this.relay && this.refusal === undefined) {
      const { client, server, seed } = asked;
      if (seed !== undefined) this.relay.state.setSeed(seed);
      this.relay.set({ ...(client ? { client } : {}), ...(server ? { server } : {}) });
      return { type: 'answer', request, result: panelRelayOf(this.relay, (text) => text) };
    }
    if (this.refusal === undefined) return { type: 'answer', request, result: null };
    return { type: 'failed', request, message: new SockscopeError('REFUSED', '{0}', [this.refusal]).message };
  }
}
