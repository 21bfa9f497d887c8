import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Drawn } from './contrastOf';
import type { MockConversation } from './mockHost';
import { THEMES } from './themes';
import { useInspectorPage } from './useInspectorPage';

/** Of what is no text, by WCAG 1.4.11. */
const LEAST_CONTRAST = 3;

/** A match begins where the second chunk of received bytes begins, and another in the midst of it. */
const CONVERSATION: MockConversation = {
  summary: { live: true },
  happenings: [
    { direction: 'received', bytes: [...Buffer.from('before')] },
    { direction: 'sent', bytes: [...Buffer.from('and sent')] },
    { direction: 'received', bytes: [...Buffer.from('needle and needle, ')] },
    { direction: 'sent', bytes: [...Buffer.from('needle')] },
  ],
};
const SEQUENCE: MockConversation = {
  ...CONVERSATION,
  steps: [
    { kind: 'packet', direction: 'sent', flags: 'SYN', inferred: true },
    { kind: 'packet', direction: 'received', flags: 'SYN, ACK', inferred: true },
    { direction: 'sent', bytes: [1, 2, 3] },
    { direction: 'received', bytes: [1, 2, 3] },
    { kind: 'event', direction: 'received', label: 'peer sent RST', flags: 'RST' },
  ],
};
const OTHER: MockConversation = { summary: { state: 'closed' }, happenings: [{ direction: 'sent', bytes: [1] }] };

describe('inspector page, contrast', function () {
  const openPage = useInspectorPage();

  const open = async (theme: keyof typeof THEMES, view: string) => {
    const state = { conversation: 1, top: 0, follow: false, settings: { view } };
    const page = await openPage([OTHER, CONVERSATION], { theme, state, width: 1400 });
    await page.locator('.byte').first().waitFor();
    return page;
  };
  const find = async (page: Page, text: string) => {
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill(text);
    await page.locator('.byte.found').first().waitFor();
  };
  const isSeen = async (page: Page, selector: string, drawn: Drawn) => {
    const element = page.locator(selector).first();
    await element.waitFor({ state: 'attached' });
    const contrast = await element.evaluate((each, what) => window.mockHost.contrastOf(each, what), drawn);
    assert.ok(contrast >= LEAST_CONTRAST, `${selector}, ${drawn}: ${contrast.toFixed(2)} to 1`);
  };

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`tells matches, boundaries, the caret and directions from what is around them in ${theme}`, async () => {
      const page = await open(theme, 'received');
      const boundary = '.byte.begins[data-offset="6"]';
      await isSeen(page, boundary, 'shadow');
      await isSeen(page, '.row.bytes.received', 'before');
      await page.locator('.byte[data-offset="0"]').click();
      await isSeen(page, '.byte.caret', 'outline');
      await find(page, 'needle');
      await isSeen(page, '.byte.caret', 'outline');
      await isSeen(page, '.byte.found[data-offset="17"]', 'shadow');
      await isSeen(page, '.glyph.found', 'shadow');
      await isSeen(page, '.found-marks', 'fill');
      // The match does not erase the boundary, nor does the selection when the match is gone to.
      const lines = () =>
        page.locator(boundary).evaluate((each) => getComputedStyle(each).boxShadow.match(/inset/g)?.length);
      assert.equal(await lines(), 2);
      await isSeen(page, boundary, 'shadow');
      await page.keyboard.press('Enter');
      await page.locator(`${boundary}.selected`).waitFor();
      assert.equal(await lines(), 2);
      await isSeen(page, `${boundary}.selected`, 'shadow');
      await isSeen(page, '.byte.selected.caret', 'outline');
      await page.keyboard.press('Escape');
      await page.locator('.byte.caret:focus').waitFor();
      await page.keyboard.press('Shift+ArrowRight');
      await page.locator('.byte.selected.caret:focus').waitFor();
      // The ring stands between a gap and the cell: that is what it is seen against.
      await isSeen(page, '.byte.caret:focus', 'ring');
      const sent = await open(theme, 'exchange');
      await isSeen(sent, '.row.bytes.sent', 'before');
      await isSeen(sent, '.live .dot', 'background');
    });

    it(`shows where the keyboard is in ${theme}`, async () => {
      const page = await open(theme, 'messages');
      await page.locator('[data-message="1"]').click();
      await page.locator('td[data-type="u8"] .value').first().waitFor();
      await page.evaluate(() => {
        window.mockHost.composer = {};
        window.mockHost.tellComposer();
      });
      await page.locator('textarea').waitFor();
      // So that what is focused by the script is as if by keys.
      await page.keyboard.press('Tab');
      const rings: readonly (readonly [string, Drawn])[] = [
        ['.toolbar button', 'outline'],
        ['.views input:checked', 'outline'],
        ['.view-options summary', 'outline'],
        ['.list-tools input', 'outline'],
        ['.list-tools select', 'edge'],
        ['.entry.shown', 'edge'],
        ['.message-form select', 'edge'],
        ['.message-form input', 'outline'],
        ['.message-row.current', 'edge'],
        ['.bytes-pane > .pane-head', 'outline'],
        ['.inspector-head .pane-head', 'outline'],
        ['td[data-type="u8"] .value', 'outline'],
        ['[data-id="u8"] .tool', 'outline'],
        ['.separator', 'background'],
        ['.composer textarea', 'outline'],
        ['.composer select', 'edge'],
        ['.composer .button', 'edge'],
      ];
      for (const [selector, drawn] of rings) {
        const element = page.locator(selector).first();
        await element.focus();
        assert.ok(await element.evaluate((each) => each === document.activeElement), selector);
        await isSeen(page, selector === '.views input:checked' ? '.views label:has(:checked)' : selector, drawn);
      }
      await find(page, 'needle');
      for (const selector of ['.find-bar input', '.find-bar select', '.find-bar button']) {
        await page.locator(selector).first().focus();
        await isSeen(page, selector, 'edge');
      }
      await isSeen(page, '.preview-text .found', 'shadow');
    });
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`tells the arrows of a sequence from what is around them in ${theme}`, async () => {
      const state = { conversation: 1, top: 0, follow: false, settings: { view: 'sequence' } };
      const page = await openPage([OTHER, SEQUENCE], { theme, state, width: 1400 });
      for (const direction of ['sent', 'received']) {
        const row = `.ladder-row.${direction}:not(.inferred)`;
        await isSeen(page, `${row} .ladder-arrow`, 'stroke');
        await isSeen(page, `${row} .ladder-tip`, 'fill');
        await isSeen(page, `.ladder-row.${direction}.inferred .ladder-tip`, 'stroke');
      }
      await isSeen(page, '.ladder-line', 'stroke');
      await isSeen(page, '.ladder-cross', 'stroke');
      await page.locator('[data-step="2"]').click();
      await page.waitForSelector('.ladder-row.current[data-step="2"]:focus');
      await isSeen(page, '.ladder-row.current', 'edge');
      await isSeen(page, '.ladder-row.current .ladder-arrow', 'stroke');
      await isSeen(page, '.ladder-row.current .ladder-tip', 'fill');
      await isSeen(page, '.ladder-row.current .ladder-line', 'stroke');
    });
  }

  it('keeps boundaries under matches, and matches under the selection, where colours are forced', async () => {
    const page = await open('dark', 'received');
    await page.emulateMedia({ forcedColors: 'active' });
    await find(page, 'needle');
    await page.keyboard.press('Enter');
    const boundary = page.locator('.byte.begins.found.selected[data-offset="6"]');
    await boundary.waitFor();
    assert.equal(await boundary.evaluate((each) => getComputedStyle(each).borderInlineStartStyle), 'solid');
    for (const drawn of ['.glyph.found', '.byte.found.selected[data-offset="7"]', '.byte.found[data-offset="17"]']) {
      assert.equal(
        await page
          .locator(drawn)
          .first()
          .evaluate((each) => getComputedStyle(each).outlineStyle),
        'dashed',
      );
    }
    await page.keyboard.press('Escape');
    await page.locator('.byte.caret:focus').waitFor();
    assert.equal(await page.locator('.byte.caret').evaluate((each) => getComputedStyle(each).outlineStyle), 'solid');
  });
});
