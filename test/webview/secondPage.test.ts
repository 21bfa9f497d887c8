import assert from 'node:assert/strict';
import { join } from 'node:path';
import esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { SockscopeError } from '../../src/base/error';
import { pageHtml } from '../../src/ui/pages/pageHtml';
import { answerRequest, type RequestHandlers } from '../../src/ui/pages/requestHandlers';
import { natural, text } from '../../src/webview/shared/messageFields';
import { parseFromPage, type MessageParsers, type RequestParsers } from '../../src/webview/shared/messageParser';
import { launchBrowser } from '../support/browser';
import { requireTool } from '../support/tools';
import { STRINGS, type Requests, type ToPage, type Told } from './secondPage/protocol';

/** What VS Code puts into a webview. A text, since the compiler adds names to functions that the browser does not know. */
const VSCODE = `window.acquireVsCodeApi = () => ({
  postMessage: async (message) => {
    const reply = await window.toHost(message);
    if (reply) window.postMessage(reply, '*');
  },
})`;

const ORIGIN = 'https://second.test';

const REQUESTS: RequestParsers<Requests> = {
  // Written loosely, so that a handler can refuse what a parser lets in.
  add: (fields) => ({ amount: fields['amount'] === -1 ? -1 : natural(fields, 'amount') }),
};
const TOLD: MessageParsers<Told> = { ready: () => ({}), note: (fields) => ({ text: text(fields, 'text') }) };

const HANDLERS: RequestHandlers<Requests, { total: number }> = {
  add: (counter, { amount }) => {
    if (amount < 0) throw new SockscopeError('NOT_BACK', 'There is no way back by {0}.', [amount]);
    counter.total += amount;
    return { total: counter.total };
  },
};

/** The second page in a browser, and the extension's side of it: link, messages and document as the inspector has them. */
class SecondPage {
  readonly said: Told[] = [];
  readonly refused: string[] = [];
  readonly problems: string[] = [];
  readonly #counter = { total: 40 };

  constructor(readonly page: Page) {}

  async open(script: string): Promise<void> {
    const { page } = this;
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => this.problems.push(message.text()));
    await page.exposeFunction('toHost', (message: unknown) => this.#receive(message));
    await page.addInitScript(VSCODE);
    const document = pageHtml(
      { name: 'second', title: 'A "second" <page>', strings: STRINGS, styles: [] },
      {
        source: ORIGIN,
        asset: (name) => `${ORIGIN}/${name}`,
        language: 'de',
        translate: (sentence) => (sentence === STRINGS.greeting ? 'Hallo {0}</script>' : sentence),
      },
    );
    await page.route(`${ORIGIN}/**`, async (route) => {
      const isScript = route.request().url().endsWith('/second.js');
      if (isScript) await route.fulfill({ body: script, contentType: 'text/javascript' });
      else await route.fulfill({ body: document, contentType: 'text/html; charset=utf-8' });
    });
    await page.goto(ORIGIN);
    await page.waitForSelector('second-page button');
  }

  tell(message: unknown): Promise<void> {
    return this.page.evaluate((each) => {
      window.postMessage(each, '*');
    }, message);
  }

  async #receive(raw: unknown): Promise<unknown> {
    try {
      const message = parseFromPage<Requests, Told>(raw, REQUESTS, TOLD);
      if ('request' in message) {
        return await answerRequest(HANDLERS, this.#counter, message, (error) => `No. ${(error as Error).message}`);
      }
      this.said.push(message);
    } catch (error) {
      this.refused.push((error as SockscopeError).code);
    }
    return undefined;
  }
}

describe('a second page', () => {
  let browser: Browser;
  let script: string;
  let second: SecondPage;

  before(async function () {
    browser = await launchBrowser(requireTool(this, 'chromium'));
    const { outputFiles } = await esbuild.build({
      absWorkingDir: join(import.meta.dirname, '../..'),
      entryPoints: ['test/webview/secondPage/main.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2023',
      tsconfig: 'src/webview/tsconfig.json',
    });
    script = outputFiles[0]!.text;
  });
  after(() => browser.close());

  beforeEach(async () => {
    second = new SecondPage(await browser.newPage());
    await second.open(script);
  });
  afterEach(() => second.page.close());

  const heading = () => second.page.textContent('h1');
  const shown = (sentence: string) => second.page.waitForSelector(`p:text-is(${JSON.stringify(sentence)})`);

  it('asks, is answered, is refused with a sentence, and is told, by the same link and document', async () => {
    const { page } = second;
    assert.deepEqual(second.said, [{ type: 'ready' }]);
    assert.deepEqual([await page.title(), await page.getAttribute('html', 'lang')], ['A "second" <page>', 'de']);
    await page.click('button:text-is("2")');
    await shown('Total 42');
    await page.click('button:text-is("-1")');
    await shown('No. There is no way back by -1.');
    await second.tell({ type: 'greeting', name: '<i>you</i>' } satisfies ToPage);
    await page.waitForSelector('h1:text-is("Hallo <i>you</i></script>")');
    assert.deepEqual([second.problems, second.refused], [[], []]);
  });

  it('cannot say what the extension does not understand', async () => {
    const hostile = [
      null,
      'ready',
      [],
      { type: 'remove', request: 1 },
      { type: 'toString', request: 1 },
      { type: '__proto__', request: 1 },
      { type: 'add', request: 1 },
      { type: 'add', request: 1, amount: '2' },
      { type: 'add', request: 1, amount: 1.5 },
      { type: 'add', request: -1, amount: 2 },
      { type: 'add', amount: 2 },
      { type: 'note', text: { toString: 'x' } },
    ];
    await second.page.evaluate(async (messages) => {
      const { toHost } = window as unknown as { toHost: (message: unknown) => Promise<unknown> };
      for (const message of messages) await toHost(message);
    }, hostile);
    assert.deepEqual(
      second.refused,
      hostile.map(() => 'BAD_MESSAGE'),
    );
    await second.page.click('button:text-is("2")');
    await shown('Total 42');
  });

  it('passes over what others post to its window, and refuses what is malformed', async () => {
    for (const other of [null, 'greeting', { type: 'other' }, { type: 'toString' }, { name: 'you' }]) {
      await second.tell(other);
    }
    await second.tell({ type: 'answer', request: 99, result: {} });
    assert.deepEqual(second.problems, []);
    for (const malformed of [{ type: 'greeting' }, { type: 'greeting', name: 7 }, { type: 'answer', request: 'x' }]) {
      const refusal = second.page.waitForEvent('pageerror');
      await second.tell(malformed);
      assert.match((await refusal).message, /malformed message/);
    }
    assert.equal(await heading(), '');
  });

  it('runs no script, loads no style and reaches no address but the extension’s', async () => {
    const violations = await second.page.evaluate(async () => {
      const found: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective));
      const inline = document.createElement('script');
      inline.textContent = 'window.wasRun = true';
      const style = document.createElement('style');
      style.textContent = 'h1 { color: red }';
      document.body.append(inline, style);
      await fetch('https://second.test/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve));
      return { found: found.sort(), wasRun: 'wasRun' in window };
    });
    assert.deepEqual(violations, { found: ['connect-src', 'script-src-elem', 'style-src-elem'], wasRun: false });
  });
});
