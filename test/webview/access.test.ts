import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import type { MockConversation } from './mockHost';
import { THEMES } from './themes';
import { useInspectorPage } from './useInspectorPage';

const CONVERSATIONS: readonly MockConversation[] = [
  { summary: { state: 'closed' }, happenings: [{ direction: 'sent', bytes: [1] }] },
  {
    summary: { live: true },
    happenings: [
      { direction: 'sent', event: 'opened' },
      { direction: 'received', bytes: [...Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')] },
      { direction: 'sent', bytes: Array.from({ length: 256 }, (_, byte) => byte), peer: '127.0.0.1:9' },
      { direction: 'received', event: 'peer sent FIN' },
    ],
  },
];

describe('inspector page, access', function () {
  const openPage = useInspectorPage();
  let axe: string;

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** Opens the page, brings it into a state, and returns what axe finds: the rule, and where. */
  async function findings(
    theme: keyof typeof THEMES,
    conversations: readonly MockConversation[],
    select: boolean,
    view?: 'received' | 'messages' | 'talk' | 'sequence',
  ): Promise<string[]> {
    const state = { conversation: 99, top: 0, follow: false, settings: { view } };
    const opening = view ? { theme, state } : { theme };
    const page = await openPage(conversations, opening);
    if (select) {
      await page.locator('[data-offset="0"][data-direction="sent"]').click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.locator('[data-type="u64"]').first().waitFor();
      await page.locator('.value').first().click();
      await page.getByRole('status').getByText('Copied').waitFor();
    }
    if (view === 'messages' || view === 'talk') {
      await page.locator('[data-message="1"]').click();
      await page.waitForSelector('.byte.selected');
    } else if (view === 'sequence') {
      await page.locator('[data-step="1"]').click();
      await page.waitForSelector('.byte.selected');
    } else if (view) {
      await page.locator('[data-offset="3"]').first().click();
      await page.locator('.view-options summary').click();
    }
    return violations(page);
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe: inPage } = window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
      return (await inPage.run({})).violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
      );
    });
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`axe finds nothing in ${theme}: bytes, a selection, values, a message`, async () => {
      assert.deepEqual(await findings(theme, CONVERSATIONS, true), []);
    });
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`axe finds nothing in ${theme}: a stream with the options, messages, a sequence`, async () => {
      assert.deepEqual(await findings(theme, CONVERSATIONS, false, 'received'), []);
      assert.deepEqual(await findings(theme, CONVERSATIONS, false, 'messages'), []);
      assert.deepEqual(await findings(theme, CONVERSATIONS, false, 'talk'), []);
      assert.deepEqual(await findings(theme, CONVERSATIONS, false, 'sequence'), []);
    });
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`axe finds nothing in ${theme}: the composer, ready and refused, and folded panes`, async () => {
      const settings = { inspector: false };
      const page = await openPage(CONVERSATIONS, {
        theme,
        state: { conversation: 1, top: 0, follow: false, settings },
      });
      const tell = (refusal: string) =>
        page.evaluate((sentence) => {
          const peers = sentence === '' ? { to: '', peers: ['127.0.0.1:9'] } : {};
          window.mockHost.composer = { refusal: sentence, ...peers };
          window.mockHost.tellComposer();
        }, refusal);
      await tell('');
      await page.getByRole('textbox', { name: 'Payload to send' }).fill('u16be(70000)');
      await page.locator('.composer-preview.mistaken').waitFor();
      await page.keyboard.press('Enter');
      assert.deepEqual(await violations(page), []);
      await tell('This connection was reset.');
      await page.locator('.composer-refusal').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }

  it('axe finds nothing before anything was recorded, nor before there are bytes', async () => {
    assert.deepEqual(await findings('dark', [], false), []);
    assert.deepEqual(await findings('light', [{ summary: { live: true }, happenings: [] }], false), []);
  });

  it('tells where each byte is, and what it is', async () => {
    const page = await openPage(CONVERSATIONS);
    const grid = page.getByRole('grid', { name: 'Bytes of the conversation' });
    const cell = page.locator('[data-offset="15"][data-direction="received"]');
    await cell.waitFor();
    assert.equal(await grid.getAttribute('aria-rowcount'), '24');
    assert.equal(await grid.getAttribute('aria-colcount'), '18');
    assert.equal(await cell.getAttribute('aria-label'), 'received byte 15, hex 0a, line feed, in chunk 1');
    assert.equal(await cell.getAttribute('aria-colindex'), '17');
    assert.equal(await cell.locator('xpath=ancestor::*[@role="row"]').getAttribute('aria-rowindex'), '4');
    assert.equal(await page.locator('.byte[tabindex="0"]').count(), 0);
    await cell.click();
    assert.equal(await page.locator('.byte[tabindex="0"]').count(), 1);
    const label = (offset: number) =>
      page.locator(`[data-offset="${offset}"][data-direction="sent"]`).getAttribute('aria-label');
    assert.equal(await label(0x20), 'sent byte 32, hex 20, space, in chunk 2');
    assert.equal(await label(0x41), 'sent byte 65, hex 41, character A, in chunk 2');
    assert.equal(await label(0x7f), 'sent byte 127, hex 7f, delete, in chunk 2');
    assert.equal(await label(0xff), 'sent byte 255, hex ff, not ASCII, in chunk 2');
  });

  it('keeps selection, matches, direction and the chosen view apart where colours are forced', async () => {
    const page = await openPage(CONVERSATIONS);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('[data-offset="0"][data-direction="received"]').click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('HTTP');
    await page.locator('.byte.found').first().waitFor();
    const styleOf = (selector: string, name: 'background-color' | 'outline-style' | 'border-inline-start-style') =>
      page
        .locator(selector)
        .first()
        .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);
    const plain = '.byte[data-offset="30"]';
    assert.notEqual(await styleOf('.byte.selected', 'background-color'), await styleOf(plain, 'background-color'));
    assert.notEqual(await styleOf('.byte.found', 'outline-style'), await styleOf(plain, 'outline-style'));
    const [received, sent] = ['.row.bytes.received', '.row.bytes.sent'];
    assert.notEqual(
      await styleOf(received, 'border-inline-start-style'),
      await styleOf(sent, 'border-inline-start-style'),
    );
    assert.notEqual(
      await styleOf('.views label:has(input:checked)', 'background-color'),
      await styleOf('.views label:has(input:not(:checked))', 'background-color'),
    );
  });

  describe('motion', () => {
    /** What moves, or would: animations, transitions, and scrolling that glides. */
    const moving = (page: Page) =>
      page.evaluate(() => {
        const running = document
          .getAnimations()
          .map((each) => (each instanceof CSSAnimation ? each.animationName : each.id));
        const styled = [...document.querySelectorAll('*')].flatMap((element) =>
          [null, '::before', '::after'].flatMap((pseudo) => {
            const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, pseudo);
            return [
              ...(animationName === 'none' ? [] : [animationName]),
              ...(/[1-9]/.test(transitionDuration) ? [`transition of ${element.className}`] : []),
              ...(scrollBehavior === 'smooth' ? [`scrolling of ${element.className}`] : []),
            ];
          }),
        );
        return [...new Set([...running, ...styled])];
      });

    /** Brings the page from state to state, and gives what moves in each. */
    async function movingInEachState(reducedMotion: 'reduce' | 'no-preference'): Promise<Record<string, string[]>> {
      const states: Record<string, string[]> = {};
      const loading = await openPage(undefined);
      await loading.emulateMedia({ reducedMotion });
      await loading.evaluate((list) => {
        window.mockHost.show = () => undefined;
        window.mockHost.load(list);
      }, CONVERSATIONS);
      await loading.getByText('Opening the capture…').waitFor();
      states['loading'] = await moving(loading);

      const page = await openPage(undefined);
      await page.emulateMedia({ reducedMotion });
      await page.evaluate((list) => {
        window.mockHost.holding = true;
        window.mockHost.load(list);
      }, CONVERSATIONS);
      await page.waitForSelector('.slot.pending', { state: 'attached' });
      states['rows on their way'] = await moving(page);
      await page.evaluate(() => {
        window.mockHost.release();
      });

      await page.locator('[data-offset="0"][data-direction="sent"]').click();
      await page.locator('.value').first().click();
      await page.getByRole('status').getByText('Copied').waitFor();
      states['a message'] = await moving(page);

      await page.evaluate(() => {
        window.mockHost.messageFacts = { done: false, progress: 0.5, count: 1 };
      });
      await page.getByRole('radio', { name: 'Messages' }).check();
      await page.getByRole('button', { name: 'Stop' }).waitFor();
      states['messages being listed'] = await moving(page);

      await page.evaluate(() => {
        window.mockHost.holding = true;
      });
      await page.keyboard.press('Control+f');
      await page.getByRole('textbox', { name: 'Find' }).fill('GET');
      await page.getByRole('button', { name: 'Stop searching' }).waitFor();
      states['searching'] = await moving(page);
      return states;
    }

    it('is none where VS Code is to reduce it', async () => {
      const page = await openPage(CONVERSATIONS);
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await page.locator('.live .dot').first().waitFor();
      assert.deepEqual(await moving(page), ['live']);
      await page.evaluate(() => {
        document.body.classList.add('vscode-reduce-motion');
      });
      assert.deepEqual(await moving(page), []);
    });

    it('is none where the user wants it reduced', async () => {
      assert.deepEqual(await movingInEachState('reduce'), {
        loading: [],
        'rows on their way': [],
        'a message': [],
        'messages being listed': [],
        searching: [],
      });
    });

    it('is else the dot of what is live, and nothing besides', async () => {
      assert.deepEqual(await movingInEachState('no-preference'), {
        loading: [],
        'rows on their way': ['live'],
        'a message': ['live'],
        'messages being listed': ['live'],
        searching: ['live'],
      });
    });
  });
});
